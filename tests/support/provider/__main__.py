"""``python -m tests.support.provider FOLDER``: serve, say at which address, and obey what is written until nobody writes any more."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from tests.support.provider import ALONE, ANOTHER, ASKING, BACK, PASSWORD, PEOPLE, US, WORD
from tests.support.provider.settings import settings_of


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None:
        """Say nothing of requests."""


def _fill() -> None:
    # Their tables can be named only once Django stands.
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    hashed = make_password(PASSWORD)
    User.objects.bulk_create(User(username=name, password=hashed) for name in PEOPLE)
    for client_id in (US, ALONE, ASKING, ANOTHER):
        Application.objects.create(
            client_id=client_id,
            name=client_id,
            client_type="public" if client_id == ALONE else "confidential",
            client_secret="" if client_id == ALONE else WORD,
            hash_client_secret=False,
            authorization_grant_type="authorization-code",
            redirect_uris=BACK,
            skip_authorization=client_id != ASKING,
            algorithm="RS256",
        )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    """Serve on a free port."""
    with _Server(("127.0.0.1", 0), _Silent) as server:
        # By this name it is another site than the program, as it is in life; browsers give it no cookie of the other's.
        issuer = f"http://localhost:{server.server_port}/o"
        given = settings_of(folder, issuer)
        settings.configure(**given)
        django.setup()
        call_command("migrate", run_syncdb=True, verbosity=0)
        _fill()
        server.set_app(get_wsgi_application())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _say(issuer)
        for line in sys.stdin:
            _run_by(given["OAUTH2_PROVIDER"] | json.loads(line))
            _say("done")


def _run_by(changed: dict[str, Any]) -> None:
    from oauth2_provider.settings import oauth2_settings

    settings.OAUTH2_PROVIDER = changed
    oauth2_settings.reload()


main(Path(sys.argv[1]))

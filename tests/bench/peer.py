"""A peer that can run beside the program: Spirit, a forum with polls, served as its makers advise, with the same words in it.

Run as a script by a Python of its own, ``PYTHON tests/bench/peer.py FOLDER``, with what is to be in it as JSON on the standard
input; it makes the site in the folder, and prints as JSON where the topic is and the cookies of those who have not voted yet.
It imports nothing of the program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SETTINGS = """
from .base import *

DEBUG = False
SECRET_KEY = "for the bench alone"
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(BASE_DIR, "db.sqlite3")}}
STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"
MIDDLEWARE = [
    MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", "django.middleware.gzip.GZipMiddleware", *MIDDLEWARE[1:]
]
LANGUAGES = [("en", "English")]
ST_SITE_URL = "http://127.0.0.1/"
ST_TASK_MANAGER = None
ST_COMMENT_MAX_LEN = 20_000
"""

NAME = "peer"


def make(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Make the site with one topic, its comments and its poll."""
    beside = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([beside / "spirit", "startproject", NAME], cwd=folder, env=environment, check=True, stdout=sys.stderr)
    project = folder / NAME
    (project / NAME / "settings" / "bench.py").write_text(SETTINGS, encoding="utf-8")
    sys.path.insert(0, str(project))
    os.environ["DJANGO_SETTINGS_MODULE"] = f"{NAME}.settings.bench"
    import django
    from django.core.management import call_command

    django.setup()
    for step in (("createcachetable",), ("migrate",), ("collectstatic", "--no-input")):
        call_command(*step, verbosity=0)
    return _fill(asked)


def _fill(asked: dict[str, Any]) -> dict[str, Any]:
    from django.contrib.auth import get_user_model
    from spirit.category.models import Category
    from spirit.comment.forms import CommentForm
    from spirit.comment.poll.models import CommentPollChoice, CommentPollVote
    from spirit.topic.models import Topic

    people = [get_user_model()(username=f"voice{number}") for number in range(asked["voices"])]
    for each in people:
        each.set_unusable_password()
        each.save()
    category = Category.objects.create(title="Proposals")
    topic = Topic.objects.create(title=asked["question"], user=people[0], category=category)
    options = "\n".join(f"{number}. {label}" for number, label in enumerate(asked["positions"], start=1))
    texts = [f"{asked['text']}\n\n[poll name=stand]\n{options}\n[/poll]", *asked["comments"]]
    for number, text in enumerate(texts):
        form = CommentForm(user=people[number], topic=topic, data={"comment": text})
        if not form.is_valid():
            raise SystemExit(str(form.errors))
        form.save()
    topic.comment_count = len(texts)
    topic.save()
    first = CommentPollChoice.objects.order_by("pk").first()
    spoken = people[: asked["spoken"]]
    CommentPollVote.objects.bulk_create(CommentPollVote(voter=each, choice=first) for each in spoken)
    first.vote_count = len(spoken)
    first.save()
    return {"address": topic.get_absolute_url(), "cookies": [_session(each) for each in people[asked["spoken"] :]]}


def _session(person: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    key: str = session.session_key
    return key


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(Path(sys.argv[1]), json.load(sys.stdin))))

"""The provider while it runs, as its operator and the program know it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from config import Settings
from consensus.outward import Allowed
from consensus.single_sign_on.provider import Provider
from tests.support.provider import NAME, US, WORD
from tests.support.provider.there import There


@dataclass
class Running:
    """The provider while it runs."""

    issuer: str
    process: subprocess.Popen[str] = field(repr=False)
    is_changed: bool = False
    """Whether it runs by other settings than those it began with."""
    visitors: dict[str, There] = field(default_factory=dict)

    def configure(self, **settings: Any) -> None:
        """Run it by other settings, as its operator does; without any, by those it began with."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(settings) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"
        self.is_changed = bool(settings)

    def visitor(self, name: str) -> There:
        """Return the browser of somebody who is signed in there."""
        if name not in self.visitors:
            self.visitors[name] = There(self.issuer).sign_in(name)
        return self.visitors[name]

    def settings(self, settings: Settings, client_id: str = US) -> Settings:
        """Return the settings of an installation, and in them those that name this provider."""
        secret = settings.instance_path / "oidc_secret"
        secret.touch(mode=0o600)
        secret.write_text(f"{WORD}\n", encoding="utf-8")
        return replace(settings, oidc_issuer=self.issuer, oidc_client_id=client_id, oidc_client_secret_path=secret, oidc_name=NAME)

    def known_as(self, client_id: str = US, *, secret: str | None = WORD, name: str = NAME) -> Provider:
        """Return what the program knows of it by its settings."""
        server = self.issuer.removeprefix("http://").partition("/")[0]
        return Provider(self.issuer, client_id, secret, name, trusts_addresses=False, allowed=Allowed.of([server]))


@contextmanager
def running_provider(folder: Path) -> Iterator[Running]:
    """Start it on a free port of this machine, with its database in ``folder``. It ends when nobody speaks to it any more."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.provider", str(folder)]
    with (
        (folder / "provider.log").open("wb") as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Running(process.stdout.readline().strip(), process)
        finally:
            process.stdin.close()
            process.wait(10)

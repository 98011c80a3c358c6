"""A small client of the interface: what a program of a few lines would be. It knows a token and addresses, and no page."""

from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from consensus.api.commands import make_token
from consensus.api.operations import BASE
from consensus.api.scopes import Scope
from tests.pages.scene import Scene

EVERY = tuple(Scope)


class Program:
    """A program with the token of somebody; without one for ``None``."""

    def __init__(self, scene: Scene, who: str | None, scopes: tuple[Scope, ...] = EVERY, *, days: int = 300) -> None:
        self.scene = scene
        self.token = None if who is None else made(scene, who, scopes, days=days)
        self.client = scene.app.test_client()

    def ask(self, address: str, method: str = "GET", **options: Any) -> TestResponse:
        """Send a request and return the answer, whatever it is."""
        self.scene.session.rollback()
        headers = dict(options.pop("headers", {}))
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        path = address if address.startswith(("/", "http")) else f"{BASE}/{address}"
        return Context().run(self.client.open, path, method=method, headers=headers, **options)

    def read(self, address: str, **options: Any) -> Any:
        """Return what can be read under an address."""
        answer = self.ask(address, **options)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def send(self, address: str, **said: Any) -> TestResponse:
        """Send JSON by POST and return the answer."""
        headers = said.pop("headers", {})
        self.scene.tick()
        return self.ask(address, "POST", json=said, headers=headers)

    def do(self, proposal_id: int, act: str, **said: Any) -> Any:
        """Carry an act out on a proposal, and return the entry that it added."""
        return self.done(f"proposals/{proposal_id}/acts/{act}", **said)

    def done(self, address: str, **said: Any) -> Any:
        """Carry out the act of an address, and return the entry that it added."""
        answer = self.send(address, **said)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def refused(self, proposal_id: int, act: str, **said: Any) -> tuple[int, str]:
        """Try an act, and return the status and the code of the problem."""
        answer = self.send(f"proposals/{proposal_id}/acts/{act}", **said)
        return answer.status_code, problem(answer)


def made(scene: Scene, who: str, scopes: tuple[Scope, ...] = EVERY, *, days: int = 300) -> str:
    """Make a token for somebody."""
    ends = scene.now + timedelta(days=days)
    token = make_token(scene.session, actor=scene.actor(who), name="a program", scopes=scopes, expires_at=ends, now=scene.now)
    scene.session.rollback()
    return token


def problem(answer: TestResponse) -> str:
    """Return the code of a problem."""
    assert answer.content_type == "application/problem+json", answer.get_data(as_text=True)
    content = answer.get_json()
    assert content["status"] == answer.status_code
    assert content["type"].endswith(f"/api/v1/problems#{content['code']}")
    code: str = content["code"]
    return code

"""A provider of single sign-on in a process of its own on this machine, and the invented network that it lets in."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consensus.outward import Allowed
from consensus.single_sign_on.provider import Provider
from tests.bodies.world import World
from tests.single_sign_on.door import Door

PEOPLE = (
    {"sub": "vera-17", "email": "vera.verified@invented.example", "email_verified": True},
    {"sub": "paul-3", "email": "paul.plain@invented.example", "email_verified": False},
    {"sub": "sam-1", "email": "sam.steward@invented.example", "email_verified": True},
    {"sub": "vera-99", "email": "vera.verified@invented.example", "email_verified": True},
)
"""Who has an account there."""


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """Where the provider is, while the tests run; it is ended by its own number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    people = [each for person in PEOPLE for each in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", *people]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"NO_COLOR": "1"})
    try:
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def world(session: Session) -> World:
    """The invented network."""
    return World(session)


@pytest.fixture
def door(app: Flask, session: Session, world: World, issuer: str) -> Door:
    """The door by that provider, into an installation where nobody is bound to an account there yet."""
    server = issuer.removeprefix("http://")
    app.extensions["single_sign_on"] = Provider(
        issuer=issuer,
        client_id="consensus-here",
        secret="a-word",
        name="Invented Accounts",
        trusts_addresses=False,
        allowed=Allowed.of([server]),
    )
    return Door(app, session, world, issuer)

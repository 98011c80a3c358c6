"""The small network, with a push service on this machine and a device whose keys the test has."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from consensus.outward import Ways
from consensus.push.delivering import bring_what_waits, forget_what_is_over
from consensus.push.encrypting import CURVE, _derived, in_text, point
from consensus.push.queue import enqueue_push
from consensus.push.vapid import PushKey
from tests.pages.scene import Person, Scene
from tests.support.databases import Engine
from tests.webhooks.receiver import Got, Receiver

AUTH = b"sixteen bytes it"

SERVICE = "push.example.org"


class Trusting(ssl.SSLContext):
    """Certificates are judged in ``tests/outward``; here the service on this machine has none."""

    def __new__(cls) -> Trusting:
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    def wrap_socket(self, sock: socket.socket, *_args: Any, **_more: Any) -> Any:
        """Leave the line as it is."""
        return sock


class Pushing(Scene):
    """The network."""

    def __init__(self, app: Flask, session: Session, receiver: Receiver) -> None:
        super().__init__(app, session)
        self.receiver, self.private = receiver, ec.generate_private_key(CURVE)
        usual: Settings = app.config["SETTINGS"]
        # An inner server that stewards may let be told: nobody's browser may name it.
        self.settings = replace(usual, outward_allowed=(receiver.host,), push_key=PushKey.new().written)
        self.ways = Ways(resolve=lambda _host, _port: ["93.184.216.34"], connect=self.connect, trust=Trusting)
        app.config["SETTINGS"] = self.settings

    def connect(self, _address: tuple[str, int], seconds: float) -> socket.socket:
        """Lead every connection outside to the push service on this machine."""
        return socket.create_connection(("127.0.0.1", self.receiver.server.server_port), seconds)

    def fields(self, device: str = "one", **changed: str) -> dict[str, Any]:
        """Return what the script of the page fills in."""
        usual = {"endpoint": f"https://{SERVICE}/{device}", "public": in_text(point(self.private.public_key()))}
        return usual | {"auth": in_text(AUTH), "device": f"Telephone {device}"} | changed

    def subscribed(self, name: str, device: str = "one") -> Person:
        """Let somebody switch it on in a browser, and return that browser."""
        browser = self.browser(name)
        assert browser.post("/account/push", self.fields(device)).status_code == 303
        return browser

    def waits(self, name: str, key: str = "notice:1", **said: Any) -> bool:
        """Let something wait for somebody."""
        usual: dict[str, Any] = {"title": "Something waits for you", "text": "Open the page.", "url": "/proposals/1", "now": self.now}
        told = enqueue_push(self.session, key=key, person_id=self.person_id[name], **usual | said)
        self.session.commit()
        return told

    def round(self, at: datetime | None = None) -> int:
        """Let the clock go its round, and return how many devices were told."""
        instant = at or self.now
        forget_what_is_over(self.session, now=instant)
        return bring_what_waits(self.session, self.settings, clock=lambda: instant, goes_on=lambda: True, ways=self.ways)

    def read(self, got: Got) -> Any:
        """Return what the device reads, as RFC 8291 has it read."""
        salt, ours, sealed = got.content[:16], got.content[21:86], got.content[86:]
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, ours)
        info = b"WebPush: info\0" + point(self.private.public_key()) + ours
        secret = _derived(self.private.exchange(ec.ECDH(), theirs), AUTH, info, 32)
        key, nonce = (_derived(secret, salt, b"Content-Encoding: " + name + b"\0", n) for name, n in ((b"aes128gcm", 16), (b"nonce", 12)))
        return json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0").removesuffix(b"\x02"))


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    """SQLite; a test that runs on both says so."""
    found: Engine = getattr(request, "param", "sqlite")
    return found


@pytest.fixture
def pushing(app: Flask, session: Session) -> Iterator[Pushing]:
    """The network, with a push service."""
    receiver = Receiver()
    yield Pushing(app, session, receiver)
    receiver.stop()

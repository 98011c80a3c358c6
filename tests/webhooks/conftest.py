"""The small network, a receiver that its operator allowed, and what a steward and the clock do with webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from consensus.domain.terms import Visibility
from consensus.outward import Allowed
from consensus.webhooks.commands import Added, Outside, Told, add_webhook
from consensus.webhooks.delivering import bring_what_waits
from consensus.webhooks.making import lay_down
from consensus.webhooks.models import Webhook, WebhookDelivery
from consensus.webhooks.sealed import sealing_of
from consensus.webhooks.terms import EVENTS, Kind
from tests.pages.scene import Scene
from tests.support.databases import Engine
from tests.webhooks.receiver import Receiver


class Hooks(Scene):
    """The small network with a receiver."""

    def __init__(self, app: Flask, session: Session, receiver: Receiver) -> None:
        super().__init__(app, session)
        self.receiver = receiver
        self.settings: Settings = replace(app.config["SETTINGS"], outward_allowed=(receiver.host,))
        app.config["SETTINGS"] = self.settings

    @property
    def outside(self) -> Outside:
        """How addresses are sealed here, and which are allowed."""
        return Outside(sealing_of(self.settings.secret_key), Allowed.of(self.settings.outward_allowed))

    def told(self, **said: Any) -> Told:
        """What a webhook is told: all, with titles, in the body's own room, unless a test says otherwise."""
        usual: dict[str, Any] = {
            "name": "Room",
            "events": tuple(EVENTS),
            "language": "en",
            "audience": Visibility.BODY,
            "tells_title": True,
        }
        return Told(**usual | {"address": self.receiver.address} | said)

    def hook(self, kind: Kind = Kind.GENERIC, *, everywhere: bool = False, **said: Any) -> Added:
        """Add a webhook."""
        body_id = None if everywhere else self.body_id
        return add_webhook(
            self.session, actor=self.steward, kind=kind, body_id=body_id, told=self.told(**said), outside=self.outside, now=self.tick()
        )

    def round(self, at: datetime | None = None) -> int:
        """Let the clock go its round, and return how many deliveries were settled."""
        instant = at or self.tick()
        lay_down(self.session, now=instant)
        return bring_what_waits(self.session, self.settings, clock=lambda: instant, goes_on=lambda: True)

    def webhook(self, webhook_id: int) -> Webhook:
        """Return a webhook as it is now."""
        self.session.rollback()
        return self.session.get_one(Webhook, webhook_id, populate_existing=True)

    def deliveries(self) -> list[WebhookDelivery]:
        """Return every delivery as it is now."""
        self.session.rollback()
        found = select(WebhookDelivery).order_by(WebhookDelivery.id)
        return list(self.session.scalars(found.execution_options(populate_existing=True)))


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    """SQLite; a test that runs on both says so."""
    found: Engine = getattr(request, "param", "sqlite")
    return found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server on this machine."""
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture
def hooks(app: Flask, session: Session, receiver: Receiver) -> Hooks:
    """The network."""
    return Hooks(app, session, receiver)

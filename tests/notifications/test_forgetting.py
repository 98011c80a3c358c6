"""Notices go a year after they were made, unless something is held."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.notifications.forgetting import forget_old_notices
from consensus.notifications.models import Digest, Notice
from consensus.retention.models import LegalHold
from tests.bodies.world import DAY
from tests.notifications.post import always, go_rounds
from tests.voting.story import Network

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.mark.parametrize(("days", "is_held", "stays"), [(367, False, False), (364, False, True), (367, True, True)])
def test_notices_go_after_a_year_unless_something_is_held(
    app: Flask, session: Session, network: Network, *, days: int, is_held: bool, stays: bool
) -> None:
    network.propose("Ada").commented()
    go_rounds(app, session, network.now)
    go_rounds(app, session, network.now + DAY)
    if is_held:
        session.add(LegalHold(body_id=network.body.id, reason="A court asks.", person_id=network.facilitator.id, at=network.now))
        session.commit()

    forget_old_notices(session, app.config["SETTINGS"], now=network.now + days * DAY, goes_on=always)

    assert bool(session.scalars(select(Notice.id)).all()) is stays
    assert bool(session.scalars(select(Digest.id)).all()) is stays

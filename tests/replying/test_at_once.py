"""The same message delivered several times at one instant, on both databases: one of them is handled."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from consensus.db import db
from consensus.replying.outcome import Outcome
from consensus.replying.receiving import receive
from consensus.voting.models import Position
from tests.pages.scene import Scene
from tests.replying.postbox import Postbox
from tests.support.databases import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES, indirect=True)


def test_of_the_same_confirmation_delivered_at_once_one_is_said(scene: Scene, app: Flask) -> None:
    vera, proposal_id = Postbox(scene, "Vera"), scene.in_consensus()
    vera.sends(vera.letter_about(proposal_id).reply_to, "Agree\n")
    to = vera.newest().reply_to
    raw, now, before = vera.message(to, "Yes\n"), scene.tick(), scene.entries()
    barrier, came = threading.Barrier(4), list[Outcome]()

    def deliver() -> None:
        with app.app_context():
            barrier.wait(60)
            came.append(receive(db.session(), raw, post=vera.post, now=now))
            db.session.remove()

    threads = [threading.Thread(target=deliver, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(came) == [Outcome.DUPLICATE] * 3 + [Outcome.SAID]
    assert scene.count(Position) == 1
    assert scene.entries() == [*before, "take_position", "answer_by_letter"]
    # What no database takes in is none of its business.
    assert vera.comes_in(vera.message(to, "Yes\n").replace(b"Message-ID: <", b"Message-ID: <\0")) is Outcome.OUTDATED

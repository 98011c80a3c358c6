"""A letter in HTML is for everybody: read by a program, in both directions of writing, on a small screen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consensus.domain.notices import Urgency
from consensus.domain.terms import PositionCode
from consensus.mail.queue import Outgoing
from consensus.notifications.letters import Reader, addresses, digest_of, discreet_letter_of, letter_of
from consensus.notifications.queries import About
from consensus.notifications.words import Place
from consensus.replying.offers import Offer, Offers
from tests.support.axe import violations_on
from tests.support.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

AT = datetime(2026, 12, 4, 15, 0, tzinfo=UTC)
WHERE = addresses("https://decide.invented.example", "s" * 32)
OWED = About(
    notice_id=1,
    handle="h" * 22,
    kind="position_owed",
    urgency=Urgency.OWED,
    made_at=AT,
    is_seen=False,
    place=Place.PROPOSAL,
    body_name="The assembly",
    body_code="ASM",
    proposal_id=1,
    question="Shall we meet in spring?",
    title=None,
    place_id=None,
    part_id=None,
    happened_at=datetime(2026, 3, 2, tzinfo=UTC),
    until=AT,
    is_open=True,
)
OFFERS = Offers(
    tuple(Offer(code, f"https://decide.invented.example/answer?token={code}") for code in PositionCode), "answers+c@invented.example", "c"
)


def letters(language: str) -> list[Outgoing]:
    """One of each form."""
    reader = Reader(1, "ada@invented.example", language, "Africa/Nairobi")
    return [
        letter_of(OWED, reader, WHERE, offers=OFFERS),
        discreet_letter_of("notice:1", "h" * 22, reader, WHERE),
        digest_of("digest:1", "d" * 22, [OWED, OWED], reader, WHERE),
    ]


def test_every_form_of_a_letter_is_for_everybody(app: Flask, session: Session, open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 360, "height": 800})
    found: list[object] = []
    for language, direction in (("en", "ltr"), ("ar", "rtl")):
        for letter in letters(language):
            page.set_content(letter.html or "")
            # It sets no colour: in the dark each program has its own, of which axe-core knows nothing.
            found += violations_on(page)
            assert page.evaluate("[document.documentElement.dir, document.documentElement.scrollWidth]") == [direction, 360]
            assert page.locator("img, link, script, style, iframe").count() == 0
    assert found == []

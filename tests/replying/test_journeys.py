"""By e-mail alone, in English and in Arabic: from the invitation to a stand-aside that stands in the record of the decision."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from config import Settings
from consensus.bodies.commands import join_body
from consensus.domain.terms import MemberKind, PositionCode, VoteCode
from consensus.notifications.delivering import deliver
from consensus.notifications.deriving import derive
from consensus.people.commands import admit_member, grant_mandate, invite_person
from consensus.people.models import Person
from consensus.replying.outcome import Outcome
from consensus.replying.reading.said import SHOWN, SHOWN_TEXT, SHOWN_VOTES
from consensus.voting.models import Decision
from tests.pages.scene import TEXT, Scene
from tests.replying.postbox import MAILBOX, Postbox

WHY = {
    "en": "It leaves out those who cannot travel.\n\nMy group will not carry it out.",
    "ar": "يستبعد هذا من لا يستطيع السفر.\n\nلن تنفّذه مجموعتي.",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation to which letters can be answered."""
    return replace(settings, mailbox=MAILBOX)


def told(scene: Scene, app: Flask) -> None:
    """Let the clock tell people what there is to tell."""
    scene.session.rollback()
    for each in (derive, deliver):
        each(scene.session, app.config["SETTINGS"], now=scene.now, goes_on=lambda: True)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_the_invitation_to_a_stand_aside_on_the_record(scene: Scene, app: Flask, language: str) -> None:
    yes, stand_aside = SHOWN_VOTES[VoteCode.YES][language], SHOWN[PositionCode.STAND_ASIDE][language]
    scene.person_id["Nour"] = invite_person(
        scene.session, actor=scene.steward, name="Nour", email="nour@members.example.org", now=scene.tick(), language=language
    ).person_id
    member = admit_member(
        scene.session, actor=scene.steward, name="Nour's group", country="EG", region="MENA", kind=MemberKind.GRASSROOTS, now=scene.tick()
    )
    grant_mandate(scene.session, actor=scene.steward, person_id=scene.person_id["Nour"], member_id=member, now=scene.tick())
    join_body(scene.session, actor=scene.steward, body_id=scene.body_id, member_id=member, now=scene.tick())
    nour = Postbox(scene, "Nour", language=language, is_invited=True)

    # The invitation is answered with one word.
    assert yes in nour.newest().text
    assert nour.sends(nour.newest().reply_to, f"{yes}\n") is Outcome.JOINED

    # When consensus is called for, a letter comes that can be answered.
    proposal_id = scene.in_consensus()
    told(scene, app)
    asked = next(letter for letter in reversed(nour.letters()) if letter.reply_to)
    assert stand_aside in asked.text
    assert asked.text.count("/answer?token=") == 6
    assert asked.language == language

    # She asks for the text, reads it, and says where she stands.
    assert nour.sends(asked.reply_to, f"{SHOWN_TEXT[language]}\n") is Outcome.TEXT_SENT
    assert TEXT in nour.newest().text
    assert nour.sends(nour.newest().reply_to, f"{stand_aside}\n{WHY[language]}\n\n> {TEXT}\n") is Outcome.ASKED
    assert WHY[language] in nour.newest().text
    assert nour.sends(nour.newest().reply_to, f"{yes}\n") is Outcome.SAID

    # It stands in the record of the decision, word for word.
    for name in ("Owen", "Femi", "Vera", "Ines", "Rita", "Bela"):
        scene.says(name, proposal_id, "support")
    scene.over(proposal_id)
    record = json.loads(scene.session.scalars(select(Decision.record)).one())
    assert WHY[language] in [each.get("reason") for each in _said_in(record)]
    assert scene.session.get_one(Person, nour.person_id).password_hash is None


def _said_in(record: object) -> list[dict[str, object]]:
    """Return every object within a record."""
    if isinstance(record, dict):
        return [record, *(found for value in record.values() for found in _said_in(value))]
    return [found for value in record for found in _said_in(value)] if isinstance(record, list) else []

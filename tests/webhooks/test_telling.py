"""What each entry tells: of meetings, elections and decisions, in the language of the webhook, and what is never told."""

from __future__ import annotations

from typing import Any

import pytest

from consensus.bodies.commands import add_seat, found_body
from consensus.bodies.commands.rulesets import RulesetDraft
from consensus.domain.terms import BodyKind, Stage, Visibility
from consensus.elections.commands import Call, call_election
from consensus.meetings.commands import call_meeting
from consensus.voting import commands as voting
from consensus.web.languages import speaker_of
from consensus.webhooks.telling import ACTS, event_of
from consensus.webhooks.terms import Event
from tests.pages.scene import DAY, QUESTION
from tests.webhooks.conftest import Hooks


def heard(hooks: Hooks) -> list[tuple[str, str, str]]:
    hooks.round()
    said = [got.said for got in hooks.receiver.got]
    return [(each["type"], each["data"].get("title", ""), each["data"]["url"].rpartition(":8000")[2]) for each in said]


def test_a_meeting_is_told_to_the_people_of_its_body_alone(hooks: Hooks) -> None:
    hooks.hook()
    hooks.hook(audience=Visibility.NETWORK)
    said: dict[str, Any] = {"body_id": hooks.body_id, "title": "Monthly call", "place": "By video", "planned_at": hooks.now + DAY}
    call_meeting(hooks.session, actor=hooks.steward, secretary_id=hooks.person_id["Sam"], now=hooks.tick(), **said)
    assert heard(hooks) == [("meeting.called", "Monthly call", "/meetings/1")]


def test_an_election_is_told_to_the_network_and_not_to_everybody(hooks: Hooks) -> None:
    draft = RulesetDraft(seats=1, reason="To begin with.")
    said: dict[str, Any] = {"code": "BOARD", "kind": BodyKind.STEERING, "name": "Board", "languages": ["en"], "ruleset": draft}
    board = found_body(hooks.session, actor=hooks.steward, now=hooks.tick(), **said)
    seat = add_seat(hooks.session, actor=hooks.steward, body_id=board, label="Seat", kind="regional", now=hooks.tick())
    hooks.hook(everywhere=True, audience=Visibility.NETWORK)
    hooks.hook(everywhere=True, audience=Visibility.PUBLIC)
    call = Call(title="Who sits?", about="", seat_ids=[seat], nominations_close_at=hooks.now + DAY, voting_days=7, term_ends_on=None)
    call_election(hooks.session, actor=hooks.steward, body_id=board, call=call, now=hooks.tick())
    assert heard(hooks) == [("election.called", "Who sits?", "/elections/1")]


def test_what_is_told_is_said_in_the_language_of_the_webhook(hooks: Hooks) -> None:
    hooks.hook(language="ar")
    hooks.adopted()
    hooks.round()
    text = hooks.receiver.got[-1].said["data"]["text"]
    assert speaker_of("ar").gettext("Adopted by consensus, with reservations") in text
    assert "Adopted" not in text


def test_neither_an_objection_nor_a_position_nor_a_statement_is_told_as_it_comes(hooks: Hooks) -> None:
    hooks.hook()
    proposal_id = hooks.in_objection()
    objection = hooks.objects("Vera", proposal_id)
    hooks.do("Vera", voting.withdraw_objection, proposal_id, objection_id=objection)
    hooks.over(proposal_id)
    hooks.says("Ines", proposal_id, "stand_aside", "It rains.")
    assert [kind for kind, _title, _address in heard(hooks)] == [
        *("proposal.opened", "proposal.objections_called", "proposal.consensus_called"),
    ]
    assert all(title == QUESTION for _kind, title, _address in heard(hooks))


@pytest.mark.parametrize(
    ("act", "data", "told"),
    [
        # a window that ended tells what follows; that it is decided is told by the entry of the decision
        ("close", {"stage": Stage.FALLBACK.value}, Event.VOTE),
        ("close", {"stage": Stage.OBJECTION.value}, Event.RETURNED),
        ("close", {"stage": Stage.CONSENSUS.value, "because": "extended"}, Event.EXTENDED),
        ("close", {"stage": Stage.CONSENSUS.value, "because": "objection_unanswered"}, None),
        ("close", {"stage": Stage.CLOSED.value}, None),
        ("call_for_consensus", {"stage": Stage.CLOSED.value}, None),
        ("call_for_consensus", {"stage": Stage.CONSENSUS.value}, Event.CONSENSUS),
        ("raise_objection", {"stage": Stage.OBJECTION.value}, None),
        ("dissociate", {}, None),
    ],
)
def test_each_act_tells_what_follows_from_it(act: str, data: dict[str, str], told: Event | None) -> None:
    assert event_of(act, data) is told
    assert told is None or act in ACTS

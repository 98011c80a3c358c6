"""A question that goes on: a co-owner takes over what was withdrawn, the clock brings back what was deferred.

Source: process.md section 2, T22 and T23.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.clock.due import run_due
from consensus.domain.actor import CLOCK
from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.terms import DecisionStatus, Stage
from consensus.ledger.models import LedgerEntry
from consensus.proposals import commands as drafting
from consensus.proposals.facts import owners_of
from consensus.proposals.models import Proposal, Version
from consensus.proposals.texts import TextIn, texts_of
from consensus.voting import commands as voting
from consensus.voting import verification
from tests.bodies.world import DAY
from tests.voting.story import Network, Story

MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def network(session: Session) -> Network:
    """Four members, each with somebody who speaks for it."""
    made = Network(session)
    made.voices("Ada", "Bea", "Cem", "Dov")
    return made


def owned_by(network: Network, *names: str) -> Story:
    """A draft of the first, owned by the others as well, in two versions and two languages."""
    story = network.propose(names[0])
    drafting.edit_draft(
        network.session,
        actor=story.owner,
        proposal_id=story.id,
        texts={"en": TextIn("Shall we meet in May?", "We meet in May."), "es": TextIn("¿Nos reunimos en mayo?", "Nos reunimos en mayo.")},
        owner_ids=tuple(network.people[name].id for name in names),
        now=network.tick(),
    )
    return story


def withdrawn(network: Network, *names: str) -> Story:
    """The same, withdrawn by the first."""
    story = owned_by(network, *names)
    voting.withdraw_proposal(network.session, actor=story.owner, proposal_id=story.id, reason="Another time.", now=network.tick())
    return story


def deferred(network: Network, until: datetime) -> Story:
    """A proposal that was open for comment, deferred by its facilitator."""
    story = owned_by(network, "Ada", "Bea").commented()
    voting.defer(network.session, actor=story.facilitator, proposal_id=story.id, until=until, now=network.tick())
    return story


def taken_over(network: Network, name: str, story: Story, *, now: datetime | None = None) -> int:
    return voting.take_over(network.session, actor=network.actor(name), proposal_id=story.id, now=now or network.tick())


def refused(network: Network, name: str, story: Story, *, now: datetime | None = None) -> Refusal:
    with pytest.raises(RefusedError) as error:
        taken_over(network, name, story, now=now)
    return error.value.code


def acts(session: Session, proposal_id: int) -> list[tuple[str, dict[str, Any]]]:
    rows = session.scalars(select(LedgerEntry).where(LedgerEntry.proposal_id == proposal_id).order_by(LedgerEntry.index))
    return [(row.act, json.loads(row.entry or "{}")["data"]) for row in rows]


def test_a_co_owner_goes_on_with_the_same_question_text_class_and_readers(network: Network, session: Session) -> None:
    story = withdrawn(network, "Ada", "Bea", "Cem")

    new = session.get_one(Proposal, taken_over(network, "Cem", story))
    old = session.get_one(Proposal, story.id)

    assert (new.stage, new.continues_id, new.version_number) == (Stage.DRAFTING, old.id, 1)
    assert (new.question, new.class_code, new.visibility, new.body_id) == (old.question, old.class_code, old.visibility, old.body_id)
    assert texts_of(session, new.id, 1) == texts_of(session, old.id, 2)
    assert owners_of(session, new.id) == [network.people["Cem"].id, network.people["Bea"].id]
    assert new.facilitator_id == network.facilitator.id


def test_what_was_withdrawn_stays_closed(network: Network) -> None:
    story = withdrawn(network, "Ada", "Bea")
    before = story.decision.record

    taken_over(network, "Bea", story)

    assert story.decision.status is DecisionStatus.WITHDRAWN
    assert story.decision.record == before


def test_an_entry_of_each_leads_to_the_other(network: Network, session: Session) -> None:
    story = withdrawn(network, "Ada", "Bea")

    new = taken_over(network, "Bea", story)

    act, data = acts(session, story.id)[-1]
    assert (act, data["continued_by"]) == ("take_over", new)
    ((act, data),) = acts(session, new)
    assert (act, data["continues"]) == ("create", story.id)
    verification.register()
    assert ledger.verify(session).problems == ()


def test_a_facilitator_who_now_owns_it_facilitates_it_no_longer(network: Network, session: Session) -> None:
    story = owned_by(network, "Ada", "Bea")
    drafting.edit_draft(
        session,
        actor=story.owner,
        proposal_id=story.id,
        texts={"en": TextIn("Shall we?", "We shall.")},
        facilitator_id=network.people["Bea"].id,
        now=network.tick(),
    )
    voting.withdraw_proposal(session, actor=story.owner, proposal_id=story.id, reason="Another time.", now=network.tick())

    assert session.get_one(Proposal, taken_over(network, "Bea", story)).facilitator_id is None


def test_neither_who_withdrew_it_nor_a_stranger_takes_it_over(network: Network) -> None:
    story = withdrawn(network, "Ada", "Bea")

    assert refused(network, "Ada", story) is Refusal.NOT_OWNER
    assert refused(network, "Dov", story) is Refusal.NOT_OWNER


def test_it_is_taken_over_once(network: Network) -> None:
    story = withdrawn(network, "Ada", "Bea", "Cem")
    taken_over(network, "Bea", story)

    assert refused(network, "Cem", story) is Refusal.ALREADY_DONE


def test_it_is_taken_over_within_thirty_days(network: Network) -> None:
    story = withdrawn(network, "Ada", "Bea")
    ends = story.decision.closed_at + 30 * DAY

    assert refused(network, "Bea", story, now=ends) is Refusal.TOO_LATE
    assert taken_over(network, "Bea", story, now=ends - MICROSECOND)


def test_what_is_open_or_ended_otherwise_is_not_taken_over(network: Network) -> None:
    assert refused(network, "Bea", owned_by(network, "Ada", "Bea")) is Refusal.WRONG_STAGE
    assert refused(network, "Bea", deferred(network, network.now + 60 * DAY)) is Refusal.WRONG_STAGE


def test_a_refused_take_over_leaves_nothing(network: Network, session: Session) -> None:
    story = withdrawn(network, "Ada", "Bea")
    before = (session.query(Proposal).count(), session.query(Version).count(), session.query(LedgerEntry).count())

    refused(network, "Ada", story)

    assert (session.query(Proposal).count(), session.query(Version).count(), session.query(LedgerEntry).count()) == before


def test_a_deferred_question_comes_back_at_the_beginning_of_its_day_and_once(network: Network, session: Session) -> None:
    story = deferred(network, datetime(2027, 5, 1, 15, 0, tzinfo=UTC))
    midnight = datetime(2027, 5, 1, tzinfo=UTC)
    assert session.get_one(Proposal, story.id).comes_back_on == date(2027, 5, 1)

    assert run_due(session, now=midnight - MICROSECOND) == 0
    assert run_due(session, now=midnight + 3 * DAY) == 1
    assert run_due(session, now=midnight + 3 * DAY) == 0

    new = session.scalars(select(Proposal).where(Proposal.continues_id == story.id)).one()
    assert (new.stage, new.created_at, new.facilitator_id) == (Stage.DRAFTING, midnight, network.facilitator.id)
    assert owners_of(session, new.id) == [network.people["Ada"].id, network.people["Bea"].id]
    assert texts_of(session, new.id, 1) == texts_of(session, story.id, 2)
    assert acts(session, story.id)[-1][0] == "come_back"
    assert acts(session, new.id)[0][1]["continues"] == story.id
    assert story.decision.status is DecisionStatus.DEFERRED


def test_one_deferred_to_later_today_comes_back_no_earlier_than_it_was_deferred(network: Network, session: Session) -> None:
    story = deferred(network, network.now + timedelta(hours=2))

    run_due(session, now=network.now + DAY)

    new = session.scalars(select(Proposal).where(Proposal.continues_id == story.id)).one()
    assert new.created_at == story.decision.closed_at


def test_nobody_but_the_clock_brings_it_back(network: Network, session: Session) -> None:
    story = deferred(network, network.now + 60 * DAY)

    assert voting.advance(session, proposal_id=story.id, now=network.now + 10 * DAY) == 0
    assert voting.advance(session, proposal_id=story.id, now=network.now + 61 * DAY) == 1
    assert session.scalars(select(LedgerEntry.actor).where(LedgerEntry.act == "come_back")).all() == [CLOCK.ledger_name]

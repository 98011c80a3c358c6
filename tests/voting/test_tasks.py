"""What follows from a decision: a task has words, somebody responsible and a day, and ends once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.terms import TaskStatus
from consensus.voting import commands as voting
from consensus.voting import verification
from consensus.voting.models_afterwards import Task
from tests.bodies.world import DAY, entries
from tests.support.remembered import told_once
from tests.voting.story import Network, Story

NAMES = ("Ada", "Bea", "Cem", "Dov")


@pytest.fixture
def network(session: Session) -> Network:
    """Four members in an assembly."""
    made = Network(session)
    made.voices(*NAMES)
    return made


@pytest.fixture
@told_once
def adopted(network: Network) -> Story:
    """A decision that everybody supports."""
    return network.propose("Ada").commented().called_for_objections().called_for_consensus().supported_by(*NAMES).over()


def add(network: Network, story: Story, actor: Actor, **said: Any) -> int:
    given: dict[str, Any] = {
        "text": "Find a place.",
        "responsible_id": network.people["Cem"].id,
        "due_on": (network.now + 20 * DAY).date(),
    } | said
    return voting.add_task(network.session, actor=actor, proposal_id=story.id, now=network.tick(), **given)


def end(network: Network, story: Story, actor: Actor, task_id: int, **said: Any) -> None:
    given: dict[str, Any] = {"ended": TaskStatus.DONE, "note": "The place is found."} | said
    voting.end_task(network.session, actor=actor, proposal_id=story.id, task_id=task_id, now=network.tick(), **given)


def test_anyone_of_the_body_adds_one_and_who_is_responsible_ends_it(network: Network, session: Session, adopted: Story) -> None:
    record = adopted.decision.record
    task_id = add(network, adopted, network.actor("Bea"))
    end(network, adopted, network.actor("Cem"), task_id)

    task = session.get_one(Task, task_id)
    assert (task.text, task.status, task.note) == ("Find a place.", TaskStatus.DONE, "The place is found.")
    assert [each["decision"] for each in (*entries(session, "add_task"), *entries(session, "end_task"))] == [adopted.decision.number] * 2
    assert adopted.decision.record == record
    verification.register()
    assert ledger.verify(session).problems == ()


@pytest.mark.parametrize("who", ["Ada", "Bea", "Cem", "Femi"])
def test_owner_facilitator_who_added_it_and_who_is_responsible_end_it(network: Network, session: Session, adopted: Story, who: str) -> None:
    task_id = add(network, adopted, network.actor("Bea"))

    end(network, adopted, adopted.facilitator if who == "Femi" else network.actor(who), task_id, ended=TaskStatus.DROPPED)

    assert session.get_one(Task, task_id).status is TaskStatus.DROPPED


def test_nobody_else_does_and_it_ends_once_with_a_note(network: Network, adopted: Story) -> None:
    task_id = add(network, adopted, network.actor("Bea"))
    with pytest.raises(ForbiddenError):
        end(network, adopted, network.actor("Dov"), task_id)
    with pytest.raises(RefusedError) as error:
        end(network, adopted, network.actor("Cem"), task_id, note=" ")
    assert error.value.code is Refusal.REASON_REQUIRED
    end(network, adopted, network.actor("Cem"), task_id)
    with pytest.raises(RefusedError) as error:
        end(network, adopted, network.actor("Cem"), task_id)
    assert error.value.code is Refusal.ALREADY_DONE


def test_it_belongs_to_its_decision(network: Network, adopted: Story) -> None:
    task_id = add(network, adopted, network.actor("Bea"))
    other = network.propose("Ada")
    with pytest.raises(NotFoundError):
        end(network, other, network.actor("Cem"), task_id)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"responsible_id": 9_999}, "responsible"), ({"text": "x" * 2_001}, "text")],
)
def test_what_cannot_be_taken_is_said_at_its_field(network: Network, adopted: Story, said: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as error:
        add(network, adopted, network.actor("Bea"), **said)
    assert error.value.field == field


def test_a_day_that_is_over_is_none(network: Network, adopted: Story) -> None:
    with pytest.raises(InvalidError):
        add(network, adopted, network.actor("Bea"), due_on=(network.now - DAY).date())


def test_a_stranger_adds_none_and_nothing_follows_from_what_is_open(network: Network, adopted: Story) -> None:
    with pytest.raises(RefusedError) as error:
        add(network, adopted, network.world.stranger)
    assert error.value.code is Refusal.NOT_IN_BODY
    with pytest.raises(RefusedError) as error:
        add(network, network.propose("Ada"), network.actor("Ada"))
    assert error.value.code is Refusal.WRONG_STAGE
    assert entries(network.session, "add_task") == []

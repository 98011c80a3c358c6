"""Facts that are dear to gather are left out for acts that do not ask for them; here it is seen that none is missed."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from consensus.domain import guards
from consensus.domain.facts import Facts, Sent
from consensus.domain.guards import Condition, Who
from consensus.domain.lifecycle import BESIDE, TABLE, Row, asks

LEFT_OUT_UNLESS_ASKED: dict[str, tuple[Condition | Who, ...]] = {
    # the fact, and the conditions for which proposals/facts.py and voting/facts.py gather it
    "issues_unanswered": (guards.ISSUES_ANSWERED,),
    "languages_missing": (guards.LANGUAGES_PRESENT,),
    "in_body": (guards.OF_BODY,),
    "is_owner": (guards.OWNER, guards.CO_OWNER, guards.OWNER_OR_FACILITATOR),
    "has_withdrawn": (guards.CO_OWNER,),
    "facilitator_owns": (guards.FACILITATOR_NO_OWNER, guards.FACILITATOR_FREE),
    "facilitator_objects": (guards.FACILITATOR_FREE,),
    "voices_silent": (guards.EVERYONE_SPOKE,),
    "sense_check_is_open": (guards.SENSE_CHECK_OPEN, guards.NO_SENSE_CHECK_OPEN),
}


class Watched:
    """Facts that note which of them were read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return _Anything()


class _Anything:
    """A value with which a predicate can do what it likes."""

    def __getattr__(self, _name: str) -> Any:
        return _Anything()

    def __bool__(self) -> bool:
        return False

    def __eq__(self, _other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0

    def _same(self, *_others: object) -> Any:
        return self

    __add__ = __radd__ = __lt__ = __le__ = __gt__ = __ge__ = _same

    def __iter__(self) -> Any:
        return iter(())

    def __contains__(self, _item: object) -> bool:
        return False


@pytest.mark.parametrize("row", [*TABLE, *BESIDE], ids=lambda row: f"{row.number}-{row.action}-{row.stages[0]}")
def test_a_condition_reads_no_fact_that_was_left_out(row: Row) -> None:
    for condition in row.conditions:
        watched = Watched()
        condition.holds(watched, Sent())  # type: ignore[arg-type]  # stands in for Facts
        for fact in watched.read & LEFT_OUT_UNLESS_ASKED.keys():
            assert asks(row.action, *LEFT_OUT_UNLESS_ASKED[fact]), f"{condition.name} reads {fact}"


def test_every_fact_of_the_list_is_a_fact() -> None:
    assert LEFT_OUT_UNLESS_ASKED.keys() <= {field.name for field in dataclasses.fields(Facts)}

"""What the ledger says of a member, and who looked at what a person keeps to themselves. There is no other history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus.domain.speech import _
from consensus.ledger.models import LedgerEntry
from consensus.people.models import Person

LATEST = 100
"""Entries that a page shows."""


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that an act changed."""

    fact: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PastAct:
    """An act as a timeline shows it: when, what, by whom, and what it changed."""

    index: int
    at: datetime
    act: str
    by: str
    changes: tuple[Change, ...]
    body: str = ""
    """What the body was called at which the act looked, where it names one."""


MEMBER_ACTS = ("admit_member", "change_member")


def history_of_member(session: Session, member_id: int) -> list[PastAct]:
    """Return what was done to a member's entry in the register, the newest first."""
    return _acts(session, MEMBER_ACTS, "member", member_id)


def looks_at_gender(session: Session, person_id: int) -> list[PastAct]:
    """Return who looked at the gender that a person declared, or tried rules about it where they sit; the newest first."""
    return _acts(session, ("look_at_gender", "try_rules"), "person", person_id)


def _acts(session: Session, acts: tuple[str, ...], subject: str, subject_id: int) -> list[PastAct]:
    """Return the acts about a subject.

    An entry is canonical JSON, so a number in it is followed by a comma or a brace. These acts are about no body, and the
    index of the ledger by body finds them among all others.
    """
    names_it = or_(
        LedgerEntry.entry.contains(f'"{subject}":{subject_id},'),
        LedgerEntry.entry.contains(f'"{subject}":{subject_id}}}'),
    )
    statement = (
        select(LedgerEntry.index.label("number"), LedgerEntry.at, LedgerEntry.act, LedgerEntry.actor, LedgerEntry.entry)
        .where(LedgerEntry.body_id.is_(None), LedgerEntry.act.in_(acts), names_it)
        .order_by(LedgerEntry.index.desc())
        .limit(LATEST)
    )
    rows = session.execute(statement).all()
    people = _names(session, {row.actor for row in rows})
    read: list[dict[str, Any]] = [json.loads(row.entry)["data"] for row in rows]
    return [
        PastAct(row.number, row.at, row.act, people.get(row.actor, row.actor), _changes(data), _body_in(row.act, data))
        for row, data in zip(rows, read, strict=True)
    ]


def _body_in(act: str, data: Mapping[str, Any]) -> str:
    return str(data["name"]) if act == "try_rules" else ""


def _changes(data: Mapping[str, Any]) -> tuple[Change, ...]:
    before, after = data.get("before", {}), data.get("after", {})
    return tuple(Change(fact, str(before[fact]), str(after[fact])) for fact in sorted(after))


def _names(session: Session, actors: set[str]) -> dict[str, str]:
    """Return what to call each actor of the ledger."""
    ids = {int(actor.removeprefix("person:")): actor for actor in actors if actor.startswith("person:")}
    names = {ids[person_id]: name for person_id, name in session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}
    return {"operator": _("the operator"), "clock": _("the clock")} | names

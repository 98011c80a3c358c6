"""What the ledger knows of a body: which rulesets were recorded when and by whom, which of them brought a rule that still holds, what
its seats were before, and whether a decision was taken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, literal, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, Ruleset
from consensus.domain.ruleset import chosen_fields, value_at
from consensus.ledger.models import LedgerEntry
from consensus.people.models import Person


@dataclass(frozen=True, slots=True)
class RulesetNumber:
    """One number in the history of a body's rules."""

    number: int
    in_force_at: datetime
    reason: str
    by: str | None = None
    """Who recorded it, as the ledger has it: a name; None where it was done at the command line."""


def numbers_of(session: Session, body_id: int) -> list[RulesetNumber]:
    """Return every number of a body, the newest first, each with who recorded it: the ledger knows, at the same instant."""
    recorded = and_(
        LedgerEntry.body_id == Ruleset.body_id,
        LedgerEntry.at == Ruleset.in_force_at,
        LedgerEntry.act.in_(("found_body", "adopt_ruleset")),
    )
    statement = (
        select(Ruleset.number, Ruleset.in_force_at, Ruleset.reason, Person.name)
        .outerjoin(LedgerEntry, recorded)
        .outerjoin(Person, LedgerEntry.actor == literal("person:") + cast(Person.id, String))
        .where(Ruleset.body_id == body_id)
        .order_by(Ruleset.number.desc())
    )
    # Two rulesets of one instant would each be found twice.
    found = {row.number: RulesetNumber(row.number, row.in_force_at, row.reason, row.name) for row in session.execute(statement)}
    return list(found.values())


@dataclass(frozen=True, slots=True)
class SeatChange:
    """What a seat was, and became: its label, kind, what it stands for, how long its terms last. Only what differs."""

    at: datetime
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def changes_of_seat(session: Session, body_id: int, seat_id: int) -> tuple[SeatChange, ...]:
    """Return every change of what a seat is, the newest first."""
    statement = select(LedgerEntry.at, LedgerEntry.entry).where(LedgerEntry.body_id == body_id, LedgerEntry.act == "change_seat")
    found = []
    for at, text in session.execute(statement.order_by(LedgerEntry.index.desc())).tuples():
        data = {} if text is None else json.loads(text)["data"]
        if data.get("seat") == seat_id:
            before, after = data["before"], data["after"]
            differs = [name for name in after if after[name] != before[name]]
            found.append(SeatChange(at, data["reason"], {name: before[name] for name in differs}, {name: after[name] for name in differs}))
    return tuple(found)


def is_decided(session: Session, number: str) -> bool:
    """Return whether a decision was taken under this number, by whichever body; one that was imported has none."""
    of_body = select(LedgerEntry.entry).join(Body, Body.id == LedgerEntry.body_id).where(Body.code == number.partition("/")[0])
    taken = of_body.where(LedgerEntry.act == "decide", LedgerEntry.entry.contains(f'"decision":{json.dumps(number)}', autoescape=True))
    return any(json.loads(text)["decision"] == number for text in session.scalars(taken) if text is not None)


def origins_of(session: Session, body_id: int, number: int, known: Mapping[int, RulesetNumber]) -> dict[str, dict[str, RulesetNumber]]:
    """Return, for each class and each field that the ruleset names, the ruleset since which it has said so."""
    statement = select(Ruleset.number, Ruleset.classes).where(Ruleset.body_id == body_id, Ruleset.number <= number)
    origins: dict[str, dict[str, RulesetNumber]] = {}
    before: Mapping[str, Any] = {}
    for each, classes in session.execute(statement.order_by(Ruleset.number)).tuples():
        present: dict[str, dict[str, RulesetNumber]] = {}
        for code, entry in classes.items():
            for field in chosen_fields(entry):
                stays = field in origins.get(code, {}) and value_at(entry, field) == value_at(before.get(code, {}), field)
                present.setdefault(code, {})[field] = origins[code][field] if stays else known[each]
        origins, before = present, classes
    return origins


def origin_of(field: str, origins: Mapping[str, RulesetNumber]) -> RulesetNumber | None:
    """Return the newest ruleset that brought a field, the object it stands in, or a part of it."""
    bearing = [each for name, each in origins.items() if name == field or name.startswith(f"{field}.") or field.startswith(f"{name}.")]
    return max(bearing, key=lambda each: each.number, default=None)

"""Adopting the rules of a body: every save is a new number, and proposals under way keep the number they began with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import review
from consensus.bodies.commands.locking import locked_body
from consensus.bodies.models import Body, Ruleset
from consensus.bodies.queries.verdicts import declared_values, own_words
from consensus.domain.actor import Actor
from consensus.domain.composition import parse_declared, parse_rules, parse_seats, sentence_of
from consensus.domain.errors import CompositionError, InputError, InvalidError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.ruleset import DEFAULT_CLASSES, as_data, class_rules, parse_class
from consensus.domain.speech import _
from consensus.people.queries import network_facts, value_names
from consensus.seating.solving import UndecidedError
from consensus.seating.thinkable import conflict_of_rules
from consensus.transaction import command

CLASS_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class RulesetDraft:
    """All rules of a body as they are to be, in the form of process.md section 4 and composition.md.

    What is left out is the default of the software; nothing is taken over from the ruleset before.
    """

    classes: Mapping[str, Any] = field(default_factory=dict)
    composition: Sequence[Any] = ()
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The declared values of the attributes that composition rules group by."""
    seats: int | Mapping[str, int] | None = None
    """The statutory number of seats of a steering body, or its bounds as ``{"min": 4, "max": 8}``."""
    reason: str = ""
    despite: str = ""
    """Who decided, and why, that the composition rules be adopted although no roster can hold them together."""


@command("adopt_ruleset")
def adopt_ruleset(session: Session, *, actor: Actor, body_id: int, ruleset: RulesetDraft, follows: int | None = None, now: datetime) -> int:
    """Put a new ruleset in force from now on, and return its number.

    ``follows`` is the number that the author had before them: if another ruleset came in between, nothing is saved.

    :raises ForbiddenError: when the actor does not keep the rules.
    :raises InputError: when a rule is not of its form; the message names the place.
    :raises InvalidError: when no reason is given.
    :raises CompositionError: when no roster of the statutory size can hold the rules together, and nobody said why they are adopted
        all the same; ``reasons`` are the rules that are at odds.
    :raises RefusedError: ``stale_version`` when ``follows`` is no longer the newest number.
    """
    demand(roles_of(actor), Permission.KEEP_RULES)
    if not ruleset.reason.strip():
        raise InvalidError(_("Say why the rules change, or who decided it: members read this beside the new rules."), "reason")
    body = locked_body(session, body_id)
    newest = _newest_number(session, body_id)
    if follows is not None and follows != newest:
        raise RefusedError(Refusal.STALE_VERSION, _("Ruleset {newest} was adopted in the meantime.", newest=newest))
    data = add_ruleset(session, body, ruleset, now=now)
    ledger.append(session, at=now, actor=actor, act="adopt_ruleset", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="adopt_ruleset", actor=actor, now=now)
    number: int = data["number"]
    return number


def add_ruleset(session: Session, body: Body, draft: RulesetDraft, *, now: datetime) -> dict[str, Any]:
    """Add the next ruleset of a body that the caller holds, and return it as the ledger has it.

    :raises InputError: when a rule is not of its form; the message names the place.
    :raises CompositionError: when no roster can hold the composition rules together and ``despite`` says nothing.
    """
    check_draft(draft)
    at_odds = rules_at_odds(session, draft)
    if at_odds and not draft.despite.strip():
        raise CompositionError(
            _(
                "No people, whoever they are, could fill the seats under these rules together, so nothing was saved."
                " Change one of them, or say who decided to adopt them all the same, and why: it goes on the record."
            ),
            tuple(at_odds.values()),
        )
    row = Ruleset(
        body_id=body.id,
        number=_newest_number(session, body.id) + 1,
        classes={code: exact(entry) for code, entry in draft.classes.items()},
        settled=_settled(draft.classes),
        composition=[exact(rule) for rule in draft.composition],
        attributes={attribute: list(values) for attribute, values in draft.attributes.items()},
        seats=dict(draft.seats) if isinstance(draft.seats, Mapping) else draft.seats,
        reason=draft.reason.strip(),
        in_force_at=now,
    )
    session.add(row)
    session.flush()
    infeasible = {"infeasible": sorted(at_odds), "despite": draft.despite.strip()} if at_odds else {}
    return {
        **infeasible,
        "number": row.number,
        "classes": row.classes,
        "settled": row.settled,
        "composition": row.composition,
        "attributes": row.attributes,
        "seats": row.seats,
        "reason": row.reason,
    }


def rules_at_odds(session: Session, draft: RulesetDraft) -> dict[str, str]:
    """Return a smallest set of composition rules, by id and in sentences, that no roster of the statutory size can hold together.

    Empty where one can, where the number of seats is not laid down, and where it could not be decided. Source: composition.md,
    "feasibility".
    """
    if draft.seats is None or not draft.composition:
        return {}
    rules = parse_rules(exact(draft.composition), "composition")
    network = network_facts(session)
    declared, names = declared_values(network, draft.attributes), value_names(network)
    try:
        found = conflict_of_rules(rules, declared=declared, seats=parse_seats(draft.seats, "seats"))
    except UndecidedError:
        return {}
    return {rule.id: own_words(rule) or sentence_of(rule, declared=declared, names=names) for rule in rules if rule.id in found}


def check_draft(draft: RulesetDraft) -> None:
    """Do nothing if every part of a ruleset is of its form.

    :raises InputError: naming the first place that is not, and what was expected there.
    """
    for problem in problems_of_draft(draft):
        raise problem


def problems_of_draft(draft: RulesetDraft) -> list[InputError]:
    """Return what is not of its form, the first mistake of each part: of a field of a class, of the seats, of the composition."""
    classes: object = draft.classes
    if not isinstance(classes, Mapping):
        return [InputError(_('classes: expected an object such as {"work_plan": {"comment_days": 30}}.'))]
    parts: list[Callable[[], object]] = []
    for code, entry in classes.items():
        if not CLASS_CODE.fullmatch(code):
            return [InputError(_("classes.{code}: expected the name of a class in lower-case letters, digits and underscores.", code=code))]
        single = entry.items() if isinstance(entry, Mapping) else ()
        parts += [partial(parse_class, code, {field: value}, f"classes.{code}") for field, value in single]
        parts.append(partial(parse_class, code, entry if not single else {}, f"classes.{code}"))
    if draft.seats is not None:
        parts.append(partial(parse_seats, draft.seats, "seats"))
    parts += [partial(parse_declared, draft.attributes, "attributes"), partial(parse_rules, draft.composition, "composition")]
    problems = []
    for parse in parts:
        try:
            parse()
        except InputError as problem:
            problems.append(problem)
    return problems


def _settled(classes: Mapping[str, Any]) -> dict[str, Any]:
    """Return every class with all its numbers: what the ruleset says, and for the rest the defaults as they are today.

    Source: process.md section 8.6: no rule changes under a proposal that is under way, not even by a new release.
    """
    return {code: as_data(class_rules(code, classes.get(code))) for code in dict.fromkeys([*DEFAULT_CLASSES, *classes])}


def _newest_number(session: Session, body_id: int) -> int:
    return session.scalar(select(func.max(Ruleset.number)).where(Ruleset.body_id == body_id)) or 0


def exact(data: Any) -> Any:
    """Return JSON without a floating-point number: what was written with a point becomes a fraction in text."""
    if isinstance(data, Mapping):
        return {key: exact(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [exact(value) for value in data]
    if isinstance(data, float | Decimal | Fraction):
        number = Fraction(str(data))
        return number.numerator if number.denominator == 1 else str(number)
    return data

"""How a file of rehearsals is read: the body, its members, the proposal. The steps are read in ``steps.py``.

A complaint names the place and what was expected. Source: cases/README.md, "rehearse".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consensus.domain.composition import parse_declared, parse_rules, parse_seats, reading
from consensus.domain.errors import InputError
from consensus.domain.ruleset import DEFAULT_CLASSES, parse_class
from consensus.domain.terms import BodyKind, MemberKind
from consensus.rehearsal.cast import Cast, Group
from consensus.rehearsal.entries import known, texts_in
from consensus.rehearsal.steps import Step, parse_steps

LARGEST_GROUP = 10_000


@dataclass(frozen=True, slots=True)
class BodyForm:
    """The body that decides, with what its ruleset says differently from the defaults."""

    kind: BodyKind
    classes: Mapping[str, Any]
    rules: Sequence[Any]
    attributes: Mapping[str, Sequence[str]]
    seats: int | None
    languages: tuple[str, ...]
    required_languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalForm:
    """The proposal as its owner creates it on day 0."""

    class_code: str
    title: str
    texts: Mapping[str, str]
    """By language; the first is the authentic one."""
    owners: tuple[str, ...]
    """The first of them creates it."""
    facilitator: str | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One proposal and what happens to it."""

    id: str
    place: str
    """What a complaint calls it."""
    body: BodyForm
    cast: Cast
    proposal: ProposalForm
    steps: tuple[Step, ...]


def parse_rehearsals(data: object, name: str) -> tuple[Rehearsal, ...]:
    """Every rehearsal of a file, which holds one or a list of them; ``name`` is what a complaint calls the file.

    :raises InputError: at the first place that is not of the form.
    """
    if isinstance(data, Mapping):
        return (_rehearsal(data, f"{name}: rehearsal"),)
    items = reading.demand_list(data, name, "a rehearsal, or a list of rehearsals")
    return tuple(_rehearsal(each, f"{name}: rehearsal {number}") for number, each in enumerate(items, start=1))


def _rehearsal(data: object, place: str) -> Rehearsal:
    entry = known(data, place, ("id", "source", "body", "members", "proposal", "steps"))
    name = reading.text_in(reading.demand(entry, "id", place), f"{place}.id")
    place = f'{place} "{name[:60]}"'
    body = _body(reading.demand(entry, "body", place), f"{place}.body")
    cast = _cast(reading.demand(entry, "members", place), f"{place}.members")
    proposal = _proposal(reading.demand(entry, "proposal", place), f"{place}.proposal", name, body, cast)
    steps = parse_steps(reading.demand(entry, "steps", place), place, cast, next(iter(proposal.texts)))
    return Rehearsal(name, place, body, cast, proposal, steps)


def _body(data: object, place: str) -> BodyForm:
    entry = known(data, place, ("kind", "classes", "rules", "attributes", "seats", "languages", "required_languages"))
    classes = reading.demand_object(entry.get("classes", {}), f"{place}.classes", 'an object such as {"work_plan": {"comment_days": 3}}')
    for code, settings in classes.items():
        parse_class(code, settings, f"{place}.classes.{code}")
    rules = reading.demand_list(entry.get("rules", []), f"{place}.rules", "a list of composition rules")
    parse_rules(rules, f"{place}.rules")
    languages = _languages(entry.get("languages", ["en"]), f"{place}.languages", least=1)
    return BodyForm(
        kind=reading.one_of(BodyKind, reading.demand(entry, "kind", place), f"{place}.kind"),
        classes=classes,
        rules=rules,
        attributes=parse_declared(entry.get("attributes", {}), f"{place}.attributes"),
        seats=_statutory_seats(entry.get("seats"), f"{place}.seats"),
        languages=languages,
        required_languages=_languages(entry.get("required_languages", []), f"{place}.required_languages"),
    )


def _statutory_seats(value: object, place: str) -> int | None:
    """The number of seats; bounds for it are read, but a ruleset holds one number alone."""
    seats = None if value is None else parse_seats(value, place)
    return seats if isinstance(seats, int) else None


def _languages(data: object, place: str, *, least: int = 0) -> tuple[str, ...]:
    items = reading.demand_list(data, place, "a list of language codes", least=least)
    return tuple(reading.text_in(each, f"{place}[{number}]") for number, each in enumerate(items))


def _cast(data: object, place: str) -> Cast:
    items = reading.demand_list(data, place, "a list with at least one group of members", least=1)
    groups = tuple(_group(each, f"{place}[{number}]") for number, each in enumerate(items))
    seen: set[str] = set()
    for group in groups:
        for name in group.names:
            if name in seen:
                raise InputError(f"{place}: expected a name for each member alone, found {reading.shown(name)} twice.")
            seen.add(name)
    return Cast(groups)


def _group(data: object, place: str) -> Group:
    entry = known(data, place, ("id", "region", "kind", "count", "seats", "seat", "country", "gender"))
    count = reading.whole_number(entry.get("count", 1), f"{place}.count")
    if count > LARGEST_GROUP:
        reading.refuse(f"{place}.count", f"a whole number from 0 to {LARGEST_GROUP}", count)
    return Group(
        id=reading.text_in(reading.demand(entry, "id", place), f"{place}.id").strip(),
        region=reading.text_in(reading.demand(entry, "region", place), f"{place}.region"),
        kind=reading.one_of(MemberKind, reading.demand(entry, "kind", place), f"{place}.kind"),
        count=count,
        is_seated=reading.flag(entry.get("seats", False), f"{place}.seats"),
        seat_kind=reading.text_in(entry.get("seat", "seat"), f"{place}.seat"),
        country=_country(entry.get("country"), f"{place}.country"),
        gender=None if entry.get("gender") in (None, "?") else reading.text_in(entry["gender"], f"{place}.gender"),
    )


def _country(value: object, place: str) -> str | None:
    if value is not None and (not isinstance(value, str) or len(value) != 2):
        reading.refuse(place, "a country in two letters", value)
    return value


def _proposal(data: object, place: str, otherwise: str, body: BodyForm, cast: Cast) -> ProposalForm:
    """The proposal; without a title it is called ``otherwise``."""
    entry = known(data, place, ("class", "title", "text", "owner", "facilitator"))
    code = reading.text_in(reading.demand(entry, "class", place), f"{place}.class")
    if code not in DEFAULT_CLASSES and code not in body.classes:
        reading.refuse(f"{place}.class", f"one of {', '.join(dict.fromkeys((*DEFAULT_CLASSES, *body.classes)))}", code)
    facilitator = entry.get("facilitator")
    return ProposalForm(
        class_code=code,
        title=reading.text_in(entry.get("title", otherwise), f"{place}.title"),
        texts=_texts(reading.demand(entry, "text", place), f"{place}.text", body.languages[0]),
        owners=cast.several(reading.demand(entry, "owner", place), f"{place}.owner"),
        facilitator=None if facilitator is None else cast.one(facilitator, f"{place}.facilitator"),
    )


def _texts(value: object, place: str, language: str) -> Mapping[str, str]:
    texts = texts_in(value, place, language)
    if not texts:
        reading.refuse(place, "a text", value)
    return texts

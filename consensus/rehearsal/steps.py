"""How the steps of a rehearsal are read: when, who, what, with which words, and which names of earlier steps they use.

Whether a step may happen is not asked here: that is for the commands to say while it is played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from consensus.domain.composition import reading
from consensus.domain.errors import InputError
from consensus.domain.guards import ADOPTION, CLOCK, CLOCK_OR_FACILITATOR, FACILITATOR, OWNER, OWNER_OR_FACILITATOR
from consensus.domain.lifecycle import ABOUT_AN_ISSUE, ABOUT_AN_OBJECTION, TABLE
from consensus.domain.terms import Action, Attribution, Disposition, ObjectionKind, Part
from consensus.rehearsal.cast import Cast
from consensus.rehearsal.entries import day_in, days_in, known, texts_in, words_in

T = TypeVar("T")

TICK = "tick"
"""The step at which nobody acts but the clock."""

KEYS = (
    "day",
    "who",
    "do",
    "as",
    "text",
    "title",
    "reason",
    "ground",
    "remedy",
    "kind",
    "position",
    "vote",
    "material",
    "meets",
    "into",
    "disposition",
    "days",
    "until",
    "to",
    "part",
    "issue",
    "objection",
    "attribution",
    "extent",
    "version",
    "passage",
    "amendment",
)

MAKES_AN_ISSUE = frozenset({Action.COMMENT, Action.SUGGEST_AMENDMENT})
MAKES_AN_OBJECTION = frozenset({Action.RAISE_OBJECTION, Action.TAKE_POSITION})
"""Acts that make what a later step can name."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is sent with a step; what was not said is empty."""

    text: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    """By language."""
    title: str = ""
    reason: str = ""
    ground: str = ""
    remedy: str = ""
    kind: ObjectionKind = ObjectionKind.OBJECTION
    position: str = ""
    vote: str = ""
    is_material: bool = True
    meets: tuple[str, ...] = ()
    into: str | None = None
    disposition: Disposition | None = None
    days: timedelta | None = None
    until: timedelta | date | None = None
    """Since creation, or a day of the calendar."""
    to: str | None = None
    part: Part = Part.OWNER
    is_issue: bool = False
    about: str | None = None
    """The name of the issue or the objection that the act is about."""
    attribution: Attribution | None = None
    extent: str = ""
    version: int | None = None
    passage: str = ""
    amendment: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``do`` is empty at a tick; ``who`` is empty where the file leaves it out."""

    number: int
    place: str
    at: timedelta
    """Since creation."""
    who: tuple[str, ...]
    do: Action | None
    falls_to: Part | None
    """Who acts where the file does not say: the facilitator where the table lets it act, else an owner."""
    words: Words
    name: str | None
    """How later steps call what this one makes."""
    expect_error: str | None


@dataclass(slots=True)
class _Named:
    """What earlier parts of the file laid down: the language of a text, and the names that steps gave."""

    language: str
    issues: set[str] = field(default_factory=set)
    objections: set[str] = field(default_factory=set)


def parse_steps(data: object, place: str, cast: Cast, language: str) -> tuple[Step, ...]:
    """The steps of a rehearsal, in order; a text without a language is in ``language``.

    :raises InputError: at the first place that is not of the form, such as a day before the one of the step before.
    """
    items = reading.demand_list(data, f"{place}.steps", "a list of steps")
    named, steps = _Named(language), list[Step]()
    for number, item in enumerate(items, start=1):
        step = _step(item, f"{place} step {number}", number, cast, named)
        if steps and step.at < steps[-1].at:
            raise InputError(f"{step.place}.day: expected a day that is not before the one of step {number - 1}.")
        steps.append(step)
    return tuple(steps)


def _step(data: object, place: str, number: int, cast: Cast, named: _Named) -> Step:
    entry = known(data, place, KEYS)
    at = day_in(reading.demand(entry, "day", place), f"{place}.day")
    do = _action(reading.demand(entry, "do", place), f"{place}.do")
    expected = entry.get("expect_error")
    who = () if do is None or entry.get("who") is None else cast.several(entry["who"], f"{place}.who")
    falls_to = None if do is None else _falls_to(do)
    if do is not None and not who and falls_to is None:
        raise InputError(f'{place}: expected "who", since neither the facilitator nor an owner does {do}.')
    step = Step(
        number=number,
        place=place,
        at=at,
        who=who,
        do=do,
        falls_to=falls_to,
        words=Words() if do is None else _words(entry, place, do, cast, named),
        name=None if entry.get("as") is None else reading.text_in(entry["as"], f"{place}.as"),
        expect_error=None if expected is None else reading.text_in(expected, f"{place}.expect_error"),
    )
    if step.name is not None and do in MAKES_AN_ISSUE:
        named.issues.add(step.name)
    if step.name is not None and do in MAKES_AN_OBJECTION:
        named.objections.add(step.name)
    return step


def _action(value: object, place: str) -> Action | None:
    return None if value == TICK else reading.one_of(Action, value, place)


def _falls_to(do: Action) -> Part | None:
    who = {row.who for row in TABLE if row.action is do}
    if who & {FACILITATOR, OWNER_OR_FACILITATOR, CLOCK_OR_FACILITATOR, CLOCK, ADOPTION}:
        return Part.FACILITATOR
    return Part.OWNER if OWNER in who or do is Action.CREATE else None


def _words(entry: Mapping[str, object], place: str, do: Action, cast: Cast, named: _Named) -> Words:
    def given(key: str, read: Callable[[object, str], T], otherwise: T) -> T:
        return read(entry[key], f"{place}.{key}") if entry.get(key) is not None else otherwise

    nothing: Mapping[str, str] = {}
    texts = given("text", lambda value, at: texts_in(value, at, named.language), nothing)
    return Words(
        text=next(iter(texts.values()), ""),
        texts=texts,
        title=given("title", words_in, ""),
        reason=given("reason", words_in, ""),
        ground=given("ground", words_in, ""),
        remedy=given("remedy", words_in, ""),
        kind=given("kind", lambda value, at: reading.one_of(ObjectionKind, value, at), ObjectionKind.OBJECTION),
        position=given("position", words_in, ""),
        vote=given("vote", words_in, ""),
        is_material=given("material", reading.flag, True),
        meets=given("meets", lambda value, at: _meets(value, at, named), ()),
        into=given("into", words_in, None),
        disposition=given("disposition", lambda value, at: reading.one_of(Disposition, value, at), None),
        days=given("days", days_in, None),
        until=given("until", _until, None),
        to=cast.one(reading.demand(entry, "to", place), f"{place}.to") if do is Action.HAND_OVER else None,
        part=reading.one_of(Part, reading.demand(entry, "part", place), f"{place}.part") if do is Action.HAND_OVER else Part.OWNER,
        is_issue=given("issue", reading.flag, False) if do is Action.COMMENT else False,
        about=_about(entry, place, do, named),
        attribution=given("attribution", lambda value, at: reading.one_of(Attribution, value, at), None),
        extent=given("extent", words_in, ""),
        version=given("version", lambda value, at: reading.whole_number(value, at), None),
        passage=given("passage", words_in, ""),
        amendment=given("amendment", words_in, ""),
    )


def _until(value: object, place: str) -> timedelta | date:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else days_in(value, place)
    except ValueError:
        return days_in(value, place)


def _about(entry: Mapping[str, object], place: str, do: Action, named: _Named) -> str | None:
    if do in ABOUT_AN_ISSUE:
        return _name(reading.demand(entry, "issue", place), f"{place}.issue", "an issue", named.issues)
    if do in ABOUT_AN_OBJECTION:
        return _name(reading.demand(entry, "objection", place), f"{place}.objection", "an objection", named.objections)
    return None


def _meets(value: object, place: str, named: _Named) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else reading.demand_list(value, place, "a list of names of objections")
    return tuple(_name(item, f"{place}[{number}]", "an objection", named.objections) for number, item in enumerate(items))


def _name(value: object, place: str, what: str, names: set[str]) -> str:
    if not isinstance(value, str) or value not in names:
        reading.refuse(place, f"the name that an earlier step gave {what} with `as`", value)
    return value

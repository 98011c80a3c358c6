"""The ruleset of a body in sentences that a member understands, and what changed since the number before.

What a sentence says is the business of ``consensus.domain.ruleset_sentences`` and ``consensus.domain.composition``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.default_balance import default_balance
from consensus.bodies.models import Ruleset
from consensus.bodies.queries.recorded import RulesetNumber, numbers_of, origin_of, origins_of
from consensus.bodies.queries.verdicts import own_words
from consensus.domain.classes import ClassRules
from consensus.domain.composition import parse_rules, parse_seats, sentence_of
from consensus.domain.composition.share_numbers import share_numbers
from consensus.domain.composition.view import NO_NAMES, Names
from consensus.domain.composition.words import Severity
from consensus.domain.errors import NotFoundError
from consensus.domain.reasons import Reason
from consensus.domain.ruleset import DEFAULT_CLASSES, chosen_fields, class_rules
from consensus.domain.ruleset_sentences import sentences
from consensus.domain.speech import _
from consensus.web.paging import Page, offset_of

HISTORY_PAGE = 10
"""Rulesets on a page of the history. Default of the software."""

TARGET_SENTENCE = _("This is a target: missing it is published, and refuses nothing.")


@dataclass(frozen=True, slots=True)
class ClassSentence:
    """One rule of a class in words; ``is_default``: nobody in the network decided it, the software has it so."""

    field: str
    sentence: str
    is_default: bool
    since: RulesetNumber | None = None
    """The ruleset that brought a rule of the network; None for a default of the software."""


@dataclass(frozen=True, slots=True)
class ClassSection:
    """A class of decision with all its rules."""

    code: str
    sentences: tuple[ClassSentence, ...]

    @property
    def is_default(self) -> bool:
        """Whether nobody in the network decided anything about this class."""
        return all(each.is_default for each in self.sentences)


@dataclass(frozen=True, slots=True)
class CompositionSentence:
    """One composition rule in words."""

    rule_id: str
    sentence: str
    own_words: str
    """What the network itself says of the rule, if anything."""
    source: tuple[str, ...]
    is_target: bool
    is_default: bool
    """Whether the software suggested the rule and the network did not touch it."""
    numbers: tuple[Reason, ...] = ()
    """What its shares come to for the statutory number of seats."""

    @property
    def said(self) -> str:
        """The rule and how grave a breach is, so that a change of either shows."""
        return f"{self.sentence} {TARGET_SENTENCE}" if self.is_target else self.sentence


@dataclass(frozen=True, slots=True)
class Change:
    """What a ruleset says otherwise than the one before it; a sentence is None where there is none on that side.

    ``about`` is the code of a class, or the id of a composition rule.
    """

    about: str
    is_class: bool
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RulesetStep:
    """A ruleset in the history, and what it said otherwise than the one before it."""

    ruleset: RulesetNumber
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RulesetPage:
    """One ruleset of a body, all its sentences, and the numbers there are."""

    number: int
    in_force_at: datetime
    reason: str
    seats: int | dict[str, int] | None
    classes: tuple[ClassSection, ...]
    composition: tuple[CompositionSentence, ...]
    changes: tuple[Change, ...]
    numbers: tuple[RulesetNumber, ...]
    """The newest first."""

    @property
    def is_newest(self) -> bool:
        """Whether this ruleset is the one in force now."""
        return self.number == self.numbers[0].number


@dataclass(frozen=True, slots=True)
class RulesetData:
    """A ruleset as data, for whoever writes the next one."""

    number: int
    classes: dict[str, Any]
    composition: list[Any]
    attributes: dict[str, list[str]]
    seats: int | dict[str, int] | None
    settled: dict[str, Any]
    """Every number of each class as it was when the ruleset was adopted, whatever the software's defaults are today."""


def ruleset_of(session: Session, body_id: int, number: int | None = None, *, names: Names = NO_NAMES) -> RulesetPage:
    """Return a ruleset of a body in sentences: the one with this number, or the newest. Three statements.

    :raises NotFoundError: when the body has no ruleset with this number.
    """
    numbers = numbers_of(session, body_id)
    wanted = numbers[0].number if number is None and numbers else number
    rows = _rulesets(session, body_id, wanted)
    if not rows or rows[0].number != wanted:
        raise NotFoundError(_("This body has no ruleset with this number."))
    row, previous = rows[0], rows[1] if len(rows) > 1 else None
    origins = origins_of(session, body_id, row.number, {each.number: each for each in numbers})
    return RulesetPage(
        number=row.number,
        in_force_at=row.in_force_at,
        reason=row.reason,
        seats=row.seats,
        classes=tuple(_section(code, row, origins.get(code, {})) for code in _class_codes(row.classes)),
        composition=_composition(row.composition, row.seats, names),
        changes=() if previous is None else changes_between(previous, row, names),
        numbers=tuple(numbers),
    )


def history_of_rules(session: Session, body_id: int, *, page: int = 1, names: Names = NO_NAMES) -> Page[RulesetStep]:
    """Return a page of the rulesets of a body, the newest first, each with what it changed. Two statements."""
    numbers = numbers_of(session, body_id)
    offset = offset_of(page, HISTORY_PAGE)
    shown = numbers[offset : offset + HISTORY_PAGE]
    if not shown:
        return Page((), page, len(numbers), HISTORY_PAGE)
    asked = (Ruleset.body_id == body_id, Ruleset.number <= shown[0].number, Ruleset.number >= shown[-1].number - 1)
    rows = {row.number: row for row in session.scalars(select(Ruleset).where(*asked))}
    steps = []
    for each in shown:
        before = rows.get(each.number - 1)
        steps.append(RulesetStep(each, () if before is None else changes_between(before, rows[each.number], names)))
    return Page(tuple(steps), page, len(numbers), HISTORY_PAGE)


def ruleset_data(session: Session, body_id: int) -> RulesetData:
    """Return the newest ruleset of a body as data. One statement.

    :raises NotFoundError: when the body has no ruleset.
    """
    statement = select(Ruleset).where(Ruleset.body_id == body_id).order_by(Ruleset.number.desc()).limit(1)
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFoundError(_("This body has no ruleset."))
    return RulesetData(row.number, row.classes, row.composition, row.attributes, row.seats, row.settled)


def _rulesets(session: Session, body_id: int, number: int | None) -> Sequence[Ruleset]:
    """Return the ruleset with this number and the one before it."""
    if number is None:
        return []
    statement = select(Ruleset).where(Ruleset.body_id == body_id, Ruleset.number.in_((number, number - 1)))
    return session.scalars(statement.order_by(Ruleset.number.desc())).all()


def _class_codes(classes: Mapping[str, Any]) -> list[str]:
    return [*DEFAULT_CLASSES, *sorted(code for code in classes if code not in DEFAULT_CLASSES)]


def _section(code: str, rules: Rules, origins: Mapping[str, RulesetNumber]) -> ClassSection:
    """Return a class as it was settled, whatever the software's defaults are today."""
    settings = rules.classes.get(code, {})
    settled: Mapping[str, Any] = getattr(rules, "settled", {})
    in_force: ClassRules = class_rules(code, settled.get(code) or settings)
    said = sentences(in_force, chosen=chosen_fields(settings))
    return ClassSection(
        code, tuple(ClassSentence(each.field, str(each.sentence), each.is_default, origin_of(each.field, origins)) for each in said)
    )


def _composition(data: Sequence[Any], seats: int | Mapping[str, int] | None, names: Names) -> tuple[CompositionSentence, ...]:
    suggested = default_balance()
    statutory = None if seats is None else parse_seats(seats, "seats")
    return tuple(
        CompositionSentence(
            rule_id=rule.id,
            sentence=sentence_of(rule, names=names),
            own_words=own_words(rule),
            source=rule.source,
            is_target=rule.severity is Severity.TARGET,
            is_default=item in suggested,
            numbers=share_numbers(rule, statutory),
        )
        for item, rule in zip(data, parse_rules(data, "composition"), strict=True)
    )


class Rules(Protocol):
    """What a ruleset says, stored or only written."""

    @property
    def classes(self) -> Mapping[str, Any]:
        """By class code, what differs from the software's defaults."""

    @property
    def composition(self) -> Sequence[Any]:
        """Composition rules as data."""


def changes_between(before: Rules, after: Rules, names: Names = NO_NAMES) -> tuple[Change, ...]:
    """Return what a ruleset says otherwise than another, sentence beside sentence; both are of the form.

    ``names`` are what values are called, by attribute.
    """
    changes: list[Change] = []
    for code in _class_codes({**before.classes, **after.classes}):
        old, new = (_said(_section(code, each, {})) for each in (before, after))
        changes += [Change(code, True, *pair) for pair in _differences(old, new)]
    was, now = ({rule.rule_id: [rule.said] for rule in _composition(each.composition, None, names)} for each in (before, after))
    for rule_id in dict.fromkeys([*was, *now]):
        pairs = _differences({rule_id: was.get(rule_id, [])}, {rule_id: now.get(rule_id, [])})
        changes += [Change(rule_id, False, *pair) for pair in pairs]
    return tuple(changes)


def _said(section: ClassSection) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for each in section.sentences:
        said.setdefault(each.field, []).append(each.sentence)
    return said


def _differences(old: Mapping[str, list[str]], new: Mapping[str, list[str]]) -> list[tuple[str | None, str | None]]:
    """Return the sentences that differ, field by field, each beside the one that stood in its place."""
    pairs: list[tuple[str | None, str | None]] = []
    for field in dict.fromkeys([*old, *new]):
        before, after = old.get(field, []), new.get(field, [])
        gone, come = [each for each in before if each not in after], [each for each in after if each not in before]
        pairs.extend(zip_longest(gone, come))
    return pairs

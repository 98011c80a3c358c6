"""What a body's composition rules say of the people on its seats, in words that may be shown to everybody.

The rules are judged by ``consensus.domain.composition``. A rule that looks at gender shows its own sentence and whether it
holds, never a count: the numbers of a small body would tell who is what. Source: composition.md, "What is shown to whom".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, Ruleset
from consensus.bodies.queries.limits import limits_in
from consensus.bodies.queries.sitting import SeatWithTerms, seats_with_terms, terms_in_a_row, terms_in_order
from consensus.domain.composition import (
    Roster,
    Rule,
    RuleJudgement,
    SeatRange,
    Severity,
    Truth,
    Verdict,
    is_improvement,
    judge,
    parse_rules,
    parse_seats,
    sentence_of,
)
from consensus.domain.composition.gauges import Gauge, gauges
from consensus.domain.composition.phrases import value_as_words
from consensus.domain.composition.rules import Rotation, conditions_within
from consensus.domain.composition.view import Names
from consensus.domain.composition.words import Result
from consensus.domain.errors import NotFoundError
from consensus.domain.filters import matches
from consensus.domain.reasons import Reason
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind, MemberKind
from consensus.people.changes import MemberFacts
from consensus.people.queries import NetworkFacts, network_facts, value_names
from consensus.seating.feasibility import Seating

CONFIDENTIAL = frozenset({"gender"})
"""Attributes of a person whose counts are shown to nobody here. Source: composition.md, "What is shown to whom"."""

UNTOLD = frozenset({"org"})
"""Attributes whose values stand in rules by a number that says nothing: a gauge for each would tell nobody anything."""


@dataclass(frozen=True, slots=True)
class PublicGauge:
    """A count that may be shown to everybody, with its bounds."""

    label: str
    """Of which group; empty for the whole body."""
    low: int
    high: int
    """Above ``low`` where something is undisclosed."""
    least: int | None
    most: int | None
    scale: int
    holds: bool


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """Whether one rule holds, in words that may be shown to everybody."""

    rule_id: str
    value: Result
    is_target: bool
    sentence: str
    own_words: str
    """What the network itself says of the rule, if anything."""
    source: tuple[str, ...]
    reasons: tuple[Reason, ...]
    """Why it fails, or what is open; empty for a rule about something confidential."""
    gauges: tuple[PublicGauge, ...] = ()
    """The counts that it looks at; empty where it counts nothing, or something confidential."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Why it fails or is open: the reasons, or the rule itself where they are held back."""
        return tuple(str(reason) for reason in self.reasons) or (self.sentence,)


@dataclass(frozen=True, slots=True)
class BodyVerdict:
    """What the rules say of a body as it is; a body without seats has no rules about who sits together."""

    value: Result
    """As ``consensus balance`` has it: a target that is missed is a failure too, though it refuses nothing."""
    rules: tuple[RuleVerdict, ...]
    ruleset_number: int

    @property
    def violates(self) -> tuple[str, ...]:
        """The ids of the rules that fail, targets included."""
        return tuple(rule.rule_id for rule in self.rules if rule.value is Result.FAIL)

    @property
    def undetermined(self) -> tuple[str, ...]:
        """The ids of the rules that an undisclosed value leaves open, targets included."""
        return tuple(rule.rule_id for rule in self.rules if rule.value is Result.INDETERMINATE)

    @property
    def broken(self) -> tuple[RuleVerdict, ...]:
        """The hard rules that fail: with any of them the body is in breach."""
        return tuple(rule for rule in self.rules if rule.value is Result.FAIL and not rule.is_target)

    @property
    def open(self) -> tuple[RuleVerdict, ...]:
        """The hard rules that an undisclosed value leaves open."""
        return tuple(rule for rule in self.rules if rule.value is Result.INDETERMINATE and not rule.is_target)

    @property
    def missed(self) -> tuple[RuleVerdict, ...]:
        """The targets that are missed."""
        return tuple(rule for rule in self.rules if rule.value is Result.FAIL and rule.is_target)

    def as_data(self) -> dict[str, Any]:
        """The verdict as the ledger and the decision record have it: no count about anything confidential."""
        return {
            "verdict": self.value.value,
            "ruleset": self.ruleset_number,
            "violates": sorted(self.violates),
            "undetermined": sorted(self.undetermined),
            "reasons": [sentence for rule in self.rules if rule.value is not Result.PASS for sentence in rule.sentences],
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """A body's seats and the verdict on them; ``own`` is the judgement with its numbers and stays with the commands."""

    seats: tuple[SeatWithTerms, ...]
    verdict: BodyVerdict
    own: Verdict = field(repr=False)
    limits: tuple[int, ...] = ()
    """How many terms in a row the rules allow: empty where they say nothing of it; several where seats differ."""

    def improves(self, before: Judged) -> bool:
        """Whether the step from ``before`` breaks no hard rule that held and brings a broken one nearer to holding."""
        return is_improvement(_hard(before.own), _hard(self.own))


def verdict_of(session: Session, body_id: int) -> BodyVerdict:
    """Return what the rules of a body say of the people who sit there now. Three statements at most.

    :raises NotFoundError: when there is no such body.
    """
    return judged(session, body_id).verdict


def judged(
    session: Session, body_id: int, *, network: NetworkFacts | None = None, as_if: Mapping[int, MemberFacts] | None = None
) -> Judged:
    """Return the seats of a body with the verdict on them; seats that were abolished are left out. Three statements at most.

    ``network`` saves a statement where the caller has asked for it already. ``as_if`` describes members, by their ids, as they
    would be.

    :raises NotFoundError: when there is no such body.
    """
    newest = select(Body.kind, Ruleset).outerjoin(Ruleset, Ruleset.body_id == Body.id).where(Body.id == body_id)
    found = session.execute(newest.order_by(Ruleset.number.desc()).limit(1)).one_or_none()
    if found is None:
        raise NotFoundError(_("There is no such body."))
    kind, ruleset = found
    if kind is not BodyKind.STEERING:
        return Judged((), BodyVerdict(Result.PASS, (), 0 if ruleset is None else ruleset.number), Verdict(()))
    seats = seats_with_terms(session, body_id)
    if as_if:
        seats = [seat.as_if(as_if) for seat in seats]
    standing = tuple(seat for seat in seats if not seat.is_abolished)
    if ruleset is None:
        return Judged(standing, BodyVerdict(Result.PASS, (), 0), Verdict(()))
    rules = parse_rules(ruleset.composition, "composition")
    facts = network or (network_facts(session) if rules else None)
    declared = declared_values(facts, ruleset.attributes)
    roster, statutory = roster_from(seats, rules), statutory_of(ruleset, standing)
    names = value_names(facts)
    own = judge(roster, rules, declared=declared, seats=statutory, names=names)
    shown = tuple(
        public(rule, judgement, declared, names, _gauges(gauges(roster, rule, declared=declared, seats=statutory), names))
        for rule, judgement in zip(rules, own.judgements, strict=True)
    )
    return Judged(standing, BodyVerdict(own.value, shown, ruleset.number), own, tuple(sorted({each.max for each in limits_in(rules)})))


def roster_of(session: Session, body_id: int) -> Roster:
    """Return the people on the filled seats of a body as its rules see them. Genders stand in it: not for a page."""
    return roster_from(seats_with_terms(session, body_id), ())


def seating_of(session: Session, body_id: int) -> Seating:
    """Return who sits on a body under which rules, for the question who else could. Genders stand in it: not for a page.

    :raises NotFoundError: when there is no such body.
    """
    newest = select(Ruleset).where(Ruleset.body_id == body_id).order_by(Ruleset.number.desc()).limit(1)
    ruleset = session.scalars(newest).one_or_none()
    if ruleset is None:
        raise NotFoundError(_("There is no such body."))
    seats = seats_with_terms(session, body_id)
    rules = parse_rules(ruleset.composition, "composition")
    roster = roster_from(seats, rules)
    return Seating(
        seats=len(roster.members),
        rules=rules,
        sitting=roster.members,
        pool=(),
        declared=declared_values(network_facts(session), ruleset.attributes),
        history=roster.history,
        statutory=statutory_of(ruleset, tuple(seat for seat in seats if not seat.is_abolished)),
    )


def _gauges(found: Sequence[Gauge], names: Names) -> tuple[PublicGauge, ...]:
    """Return counts under the names of their groups; those of a confidential group are left out by ``public``."""
    return tuple(
        PublicGauge(
            label=", ".join(value_as_words(attribute, value, names).replace("_", " ") for attribute, value in each.of),
            low=each.found.low,
            high=each.found.high,
            least=each.least,
            most=each.most,
            scale=each.scale,
            holds=each.holds,
        )
        for each in found
    )


def public(
    rule: Rule, judgement: RuleJudgement, declared: Mapping[str, Sequence[str]], names: Names, counts: tuple[PublicGauge, ...] = ()
) -> RuleVerdict:
    """Return the judgement of a rule in words that may be shown to everybody; ``names`` are what values are called."""
    return RuleVerdict(
        rule_id=rule.id,
        value=_RESULTS[judgement.truth],
        is_target=rule.severity is Severity.TARGET,
        sentence=sentence_of(rule, declared=declared, names=names),
        own_words=own_words(rule),
        source=rule.source,
        reasons=() if judgement.attributes & CONFIDENTIAL else judgement.reasons,
        gauges=() if judgement.attributes & (CONFIDENTIAL | UNTOLD) else counts,
    )


def own_words(rule: Rule) -> str:
    """Return what the network itself says of a rule: in English, or in the language there is."""
    return rule.text.get("en") or rule.text.get("") or next(iter(rule.text.values()), "")


_RESULTS = {Truth.TRUE: Result.PASS, Truth.FALSE: Result.FAIL, Truth.UNKNOWN: Result.INDETERMINATE}


def _hard(verdict: Verdict) -> Verdict:
    """Return the part of a verdict that can refuse: a target never does."""
    return Verdict(tuple(each for each in verdict.judgements if each.severity is Severity.HARD))


def statutory_of(ruleset: Ruleset, standing: Sequence[SeatWithTerms]) -> int | SeatRange:
    """Return the statutory number of seats: what the ruleset lays down, or else the seats that there are."""
    return len(standing) if ruleset.seats is None else parse_seats(ruleset.seats, "seats")


def declared_values(network: NetworkFacts | None, attributes: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the values of attributes: as a ruleset declares them, or else the network itself."""
    declared: dict[str, Sequence[str]] = {"kind": [kind.value for kind in MemberKind]}
    if network is not None:
        declared["region"] = [region.code for region in network.regions]
        declared["gender"] = [gender.code for gender in network.genders]
    return {**declared, **attributes}


def roster_from(seats: Sequence[SeatWithTerms], rules: Sequence[Rule]) -> Roster:
    """Return the people on the filled seats among ``seats`` as ``rules`` see them. Genders stand in it: not for a page."""
    counts = terms_in_a_row(terms_in_order(seats))
    members: list[dict[str, str | int]] = []
    vacant: list[dict[str, str | int]] = []
    for seat in seats:
        acting = seat.acting
        if acting is not None and acting.is_filled:
            # An alternate who stands in serves no term of their own.
            in_a_row = {} if acting is not seat.holder else {"consecutive_terms": counts[acting.term_id]}
            members.append({**seat.as_seen_by_rules(acting), **in_a_row})
        elif not seat.is_abolished:
            vacant.append({**seat.as_seen_by_rules(None)})
    return Roster(tuple(members), tuple(vacant), _histories(seats, rules))


def _histories(seats: Sequence[SeatWithTerms], rules: Sequence[Rule]) -> dict[str, tuple[str, ...]]:
    """Return what each history of a rotation rule holds: the values of those who were such members before, in order."""
    by_id = {seat.seat_id: seat for seat in seats}
    past = [term for term in terms_in_order(seats) if term.ended_at is not None]
    people = [by_id[term.seat_id].as_seen_by_rules(term) for term in past]
    return {
        condition.history: tuple(
            person[condition.attribute] for person in people if condition.attribute in person and matches(condition.where, person)
        )
        for condition in conditions_within(tuple(rules))
        if isinstance(condition, Rotation)
    }

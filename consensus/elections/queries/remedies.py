"""What follows where a rule fails at an election: which rules, which steps in which order, what was taken and declined already.

After a count it looks at those elected as registers and rules are now: they may have changed since the ballots were counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.queries.contested import Newcomer, contested_seating, ruleset_numbered
from consensus.bodies.queries.verdicts import own_words
from consensus.domain.composition import Rule, Severity, Verdict, judge, sentence_of
from consensus.domain.composition.truth import Truth
from consensus.domain.composition.words import FailureStep
from consensus.elections.acting import contested_in
from consensus.elections.models import Candidacy, Election, ElectionCount, ElectionStage, ElectionStep
from consensus.elections.queries.one import ElectionFrame, framed
from consensus.elections.queries.prospects import prospects_of
from consensus.elections.steps import AFTER_THE_COUNT, BEFORE_THE_VOTE, WITH_A_TARGET, open_steps, order_of
from consensus.people.models import Member, Person
from consensus.people.queries import NetworkFacts, network_facts, value_names
from consensus.seating.feasibility import Seating


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that a person took or declined."""

    step: FailureStep
    is_taken: bool
    reason: str
    person_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Remedies:
    """What follows."""

    rules: tuple[str, ...]
    """The ids of the rules that fail; empty where none does, or there are too few people at all."""
    sentences: tuple[str, ...]
    """What is wrong, for everybody; empty where nothing is."""
    order: tuple[FailureStep, ...]
    open: tuple[FailureStep, ...]
    """The steps that may be taken now."""
    record: tuple[TakenStep, ...]
    """What was taken and declined, the oldest first."""
    misses_target_alone: bool = False
    lowest: int | None = None
    """Who was elected last of those whose absence brings the broken rules nearer to holding, by number."""
    lowest_name: str = ""
    could_stay_vacant: tuple[int, ...] = ()
    """Before the vote: as few seats as can stay vacant so that a rightful result exists."""

    @property
    def fails(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.sentences)

    @property
    def turn(self) -> FailureStep | None:
        """The step that is to be taken or declined next."""
        done = {each.step for each in self.record}
        return next((step for step in self.order if step not in done), None)


def remedies_of(session: Session, election: Election, now: datetime) -> Remedies | None:
    """Return what follows, or None where no rule can fail now: nominations are open, the vote goes on, or the election has ended."""
    if election.stage is ElectionStage.COUNTED:
        return _after_the_count(session, election, now)
    if election.stage is not ElectionStage.NOMINATIONS or now < election.nominations_close_at:
        return None
    found = prospects_of(session, election, now)
    if found.is_possible:
        return None
    order = order_of(found.on_failure, BEFORE_THE_VOTE)
    record = steps_of(session, election.id)
    now_open = open_steps(order, {each.step for each in record})
    return Remedies(found.rules, found.sentences, order, now_open, record, could_stay_vacant=found.could_stay_vacant)


def framed_remedies(session: Session, election_id: int, now: datetime) -> tuple[ElectionFrame, Remedies | None]:
    """Return the same for a page, with what stands above it; the election is asked for once.

    :raises NotFoundError: when there is no such election.
    """
    election, body = framed(session, election_id)
    return ElectionFrame.of(election, body), remedies_of(session, election, now)


def _after_the_count(session: Session, election: Election, now: datetime) -> Remedies:
    network = network_facts(session)
    names, seating = _elected(session, election, network, now)
    elected = list(names)
    verdict = _judged(seating, range(len(elected)))
    failing = _failing(seating.rules, verdict)
    hard = [rule for rule in failing if rule.severity is Severity.HARD]
    misses = bool(failing) and not hard
    order = order_of(_named(hard or failing), WITH_A_TARGET if misses else AFTER_THE_COUNT)
    record = steps_of(session, election.id)
    lowest = _lowest(elected, seating, verdict, {rule.id for rule in failing}) if failing else None
    return Remedies(
        rules=tuple(rule.id for rule in hard or failing),
        sentences=_sentences(network, seating, hard or failing),
        order=order,
        open=open_steps(order, {each.step for each in record}),
        record=record,
        misses_target_alone=misses,
        lowest=lowest,
        lowest_name="" if lowest is None else names[lowest],
    )


def _elected(session: Session, election: Election, network: NetworkFacts | None, now: datetime) -> tuple[dict[int, str], Seating]:
    """Return the names of those elected by number, in the order of their election, and the roster that would follow now."""
    counts = select(ElectionCount.sheet).where(ElectionCount.election_id == election.id).order_by(ElectionCount.number.desc())
    elected: list[int] = session.scalars(counts.limit(1)).one()["order"]
    statement = (
        select(Candidacy.number, Person, Member)
        .join(Person, Person.id == Candidacy.person_id)
        .join(Member, Member.id == Candidacy.member_id)
        .where(Candidacy.election_id == election.id, Candidacy.number.in_(elected))
    )
    people = {number: Newcomer(person, member) for number, person, member in session.execute(statement)}
    contested = contested_in(session, election.id)
    seating = contested_seating(
        session,
        election.body_id,
        seat_ids=contested.seats,
        left_vacant=contested.left_vacant,
        newcomers=[people[number] for number in elected],
        ends_on=election.term_ends_on,
        ruleset=ruleset_numbered(session, election.body_id, None),
        now=now,
        network=network,
    ).seating
    return {number: people[number].person.name for number in elected}, seating


def _judged(seating: Seating, places: Iterable[int]) -> Verdict:
    return judge(seating.roster(places), seating.rules, declared=seating.declared, seats=seating.base)


def _failing(rules: Sequence[Rule], verdict: Verdict) -> list[Rule]:
    return [rule for rule, each in zip(rules, verdict.judgements, strict=True) if each.truth is Truth.FALSE]


def _lowest(elected: Sequence[int], seating: Seating, verdict: Verdict, failing: set[str]) -> int:
    """Return the lowest of the violated group: without them a broken rule is nearer to holding; else the lowest of all."""
    for place in reversed(range(len(elected))):
        without = _judged(seating, (each for each in range(len(elected)) if each != place))
        pairs = zip(verdict.judgements, without.judgements, strict=True)
        if any(before.rule_id in failing and after.gap.best < before.gap.best for before, after in pairs):
            return elected[place]
    return elected[-1]


def _named(rules: Iterable[Rule]) -> tuple[FailureStep, ...]:
    return tuple(step for rule in rules for step in rule.on_failure)


def _sentences(network: NetworkFacts | None, seating: Seating, failing: Sequence[Rule]) -> tuple[str, ...]:
    """Return the rules that fail, never why: a reason may tell what is confidential about somebody."""
    if not failing:
        return ()
    names = value_names(network)
    return tuple(own_words(rule) or sentence_of(rule, declared=seating.declared, names=names) for rule in failing)


def steps_of(session: Session, election_id: int) -> tuple[TakenStep, ...]:
    """Return what was taken and declined in an election, the oldest first."""
    statement = (
        select(ElectionStep.step, ElectionStep.is_taken, ElectionStep.reason, Person.name, ElectionStep.at)
        .join(Person, Person.id == ElectionStep.person_id)
        .where(ElectionStep.election_id == election_id)
        .order_by(ElectionStep.id)
    )
    return tuple(TakenStep(*row) for row in session.execute(statement))

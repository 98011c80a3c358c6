"""Can those who stand fill the seats so that every rule holds; if not, which rules stand in the way, and who is wanted?

Asked of by the page while nominations are open, and by the command that closes them. Source: composition.md, "feasibility".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.queries.contested import Newcomer, contested_seating, ruleset_numbered
from consensus.bodies.queries.verdicts import own_words
from consensus.domain.composition import sentence_of
from consensus.domain.composition.phrases import attribute_as_words, value_as_words
from consensus.domain.composition.view import Names
from consensus.domain.composition.words import FailureStep
from consensus.domain.speech import _, ngettext, speaker
from consensus.elections.acting import contested_in
from consensus.elections.models import Candidacy, Election, Standing
from consensus.elections.steps import WHERE_TOO_FEW_STAND
from consensus.people.models import Member, Person
from consensus.people.queries import NetworkFacts, network_facts, value_names
from consensus.seating.feasibility import Seating, conflict, looked_at, witness
from consensus.seating.solving import UndecidedError
from consensus.seating.vacating import fewest_vacant
from consensus.seating.wanting import Wanted, further_candidates


@dataclass(frozen=True, slots=True)
class Prospects:
    """The answer for those who stand now."""

    standing: int
    seats: int
    ruleset_number: int
    is_possible: bool
    at_odds: tuple[str, ...] = ()
    """The sentences of the rules that cannot hold together with these candidates."""
    wanted: tuple[str, ...] = ()
    """Who would have to stand as well, in sentences; empty where it is not known, or nobody could help."""
    looks_at_gender: bool = False
    rules: tuple[str, ...] = ()
    """The ids of the rules that are at odds."""
    on_failure: tuple[FailureStep, ...] = ()
    """The steps that these rules name, in their order; where too few stand at all, those that follow then."""
    could_stay_vacant: tuple[int, ...] = ()
    """As few seats as can stay vacant so that a rightful result exists; asked for only where ``on_failure`` has that step."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """Why not, and what would help."""
        few = ngettext("{standing} stand for {n} seat.", "{standing} stand for {n} seats.", self.seats, standing=self.standing)
        return tuple(each for each in (few if self.standing < self.seats else "", *self.at_odds, *self.wanted) if each)


def prospects_of(session: Session, election: Election, now: datetime, *, network: NetworkFacts | None = None) -> Prospects:
    """Return whether those who stand could fill the seats. Five statements, and a question or more to the solver.

    ``network`` saves one of them where the caller has asked for it already.
    """
    statement = (
        select(Person, Member)
        .select_from(Candidacy)
        .join(Person, Person.id == Candidacy.person_id)
        .join(Member, Member.id == Candidacy.member_id)
        .where(Candidacy.election_id == election.id, Candidacy.standing == Standing.STANDS)
        .order_by(Candidacy.id)
    )
    people = [Newcomer(person, member) for person, member in session.execute(statement)]
    ruleset = ruleset_numbered(session, election.body_id, election.ruleset_number)
    number = ruleset.number
    network = network or network_facts(session)
    contested = contested_in(session, election.id)
    number_of_seats = len(contested.to_fill)
    contest = contested_seating(
        session,
        election.body_id,
        seat_ids=contested.seats,
        left_vacant=contested.left_vacant,
        newcomers=people,
        ends_on=election.term_ends_on,
        ruleset=ruleset,
        now=now,
        network=network,
    )
    seating = contest.seating
    looks_at_gender = "gender" in looked_at(seating.binding)
    try:
        if witness(seating) is not None:
            return Prospects(len(people), number_of_seats, number, is_possible=True, looks_at_gender=looks_at_gender)
        at_odds = conflict(seating)
    except UndecidedError:
        told = _("The solver could not tell in time whether the seats can be filled. Try again.")
        return Prospects(len(people), number_of_seats, number, is_possible=False, at_odds=(told,), looks_at_gender=looks_at_gender)
    named = tuple(step for rule in seating.rules if rule.id in at_odds for step in rule.on_failure) if at_odds else WHERE_TOO_FEW_STAND
    stand_for = {seat_id: contest.stands_for[seat_id] for seat_id in contested.to_fill}
    vacant = fewest_vacant(stand_for, seating) if FailureStep.SEAT_VACANT in named else ()
    return Prospects(
        len(people),
        number_of_seats,
        number,
        is_possible=False,
        at_odds=_at_odds(seating, at_odds, network),
        wanted=_wanted(seating, network),
        looks_at_gender=looks_at_gender,
        rules=at_odds,
        on_failure=tuple(step for step in named if step is not FailureStep.SEAT_VACANT or vacant),
        could_stay_vacant=vacant,
    )


def _at_odds(seating: Seating, at_odds: Sequence[str], network: NetworkFacts | None) -> tuple[str, ...]:
    names = value_names(network)
    rules = {rule.id: own_words(rule) or sentence_of(rule, declared=seating.declared, names=names) for rule in seating.rules}
    return tuple(rules[rule_id] for rule_id in at_odds)


def _wanted(seating: Seating, network: NetworkFacts | None) -> tuple[str, ...]:
    try:
        found = further_candidates(seating)
    except UndecidedError:
        return ()
    if found is None:
        return (_("Nobody who could stand as well would help: those who stay and the rules themselves stand in the way."),)
    return tuple(_in_words(found, value_names(network)))


def _in_words(found: Wanted, names: Names) -> Iterator[str]:
    def told(name: str, value: str) -> str:
        return _("{attribute} {value}", attribute=attribute_as_words(name), value=value_as_words(name, value, names))

    needed = tuple(_("at least {number} with {told}", number=number, told=told(name, value)) for name, value, number in found.needed)
    if needed:
        yield ngettext("One more candidate is wanted: {needed}.", "{n} more candidates are wanted: {needed}.", found.number, needed=needed)
    else:
        yield ngettext("One more candidate is wanted.", "{n} more candidates are wanted.", found.number)
    example = "; ".join(speaker().shown(tuple(told(name, value) for name, value in one.items())) for one in found.example)
    if example:
        yield _("For example: {example}.", example=example)

"""Who could fill the vacant seats of a body: in values that everybody may read, with the organisations that could propose somebody.

A gender stands here only as a value of the rules ("any but M"), never beside a name. Source: composition.md, "When a rule acts", 2,
and "What is shown to whom".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.queries.sitting import SeatWithTerms
from consensus.bodies.queries.verdicts import CONFIDENTIAL, Judged, seating_of
from consensus.domain.composition.phrases import value_as_words
from consensus.domain.terms import MemberStatus
from consensus.people.models import Member
from consensus.people.queries import NetworkFacts, value_names
from consensus.seating.solving import UndecidedError
from consensus.seating.vacancies import Sittable, who_could_sit

MOST_MEMBERS = 60
"""Organisations that are named for one seat; how many there are is said."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody on a vacant seat must have, of one attribute."""

    attribute: str
    values: tuple[str, ...]
    """The values that restore or keep every rule, as the network calls them."""
    is_any: bool
    """Whether any value does."""
    others: tuple[str, ...]
    """Those that do not."""


@dataclass(frozen=True, slots=True)
class Proposer:
    """A member of the network that could propose somebody: as far as region, country and kind go."""

    member_id: int
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A vacant seat, and who could sit there."""

    seat_id: int
    label: str
    wanted: tuple[Wanted, ...]
    depends: bool
    """Whether not every mix of these values is allowed: what one has narrows what else they may have."""
    proposers: tuple[Proposer, ...]
    """The first of them by name."""
    proposers_in_all: int


@dataclass(frozen=True, slots=True)
class Vacancies:
    """The answer for all vacant seats of a body together."""

    seats: tuple[Vacancy, ...]
    needed: tuple[Wanted, ...] = ()
    """What at least one of those who fill them must have, where there are several."""
    at_odds: tuple[str, ...] = ()
    """Where nobody could: the sentences of rules that cannot hold together with those who sit."""
    nobody: bool = False
    """Whether nobody could, whoever they are."""
    is_decided: bool = True


def vacancies_of(session: Session, body_id: int, state: Judged, network: NetworkFacts | None) -> Vacancies:
    """Return who could fill the vacant seats of a body so that every rule that must hold does."""
    vacant = [seat for seat in state.seats if seat.holder is None]
    if not vacant:
        return Vacancies(())
    try:
        answer = who_could_sit(seating_of(session, body_id), {seat.seat_id: seat.as_seen_by_rules(None) for seat in vacant})
    except UndecidedError:
        return Vacancies((), is_decided=False)
    if not any(answer.mixes.values()):
        sentences = {rule.rule_id: rule.own_words or rule.sentence for rule in state.verdict.rules}
        return Vacancies((), at_odds=tuple(sentences.get(rule_id, rule_id) for rule_id in answer.at_odds), nobody=True)
    names = value_names(network)
    members = _members(session, state)
    needed = () if len(vacant) == 1 else tuple(_wanted(name, [{name: value}], answer, names) for name, value in answer.needed)
    return Vacancies(tuple(_vacancy(seat, answer, members, names) for seat in vacant), needed)


def _vacancy(seat: SeatWithTerms, answer: Sittable, members: Sequence[Member], names: Mapping[str, Mapping[str, str]]) -> Vacancy:
    mixes = answer.mixes[seat.seat_id]
    wanted = tuple(_wanted(name, mixes, answer, names) for name in answer.values)
    possible = 1
    for each in wanted:
        possible *= len(each.values)
    could = [member for member in members if any(_matches(member, mix) for mix in mixes)]
    return Vacancy(
        seat_id=seat.seat_id,
        label=seat.label,
        wanted=wanted,
        depends=len(mixes) != possible,
        proposers=tuple(Proposer(member.id, member.name, member.region) for member in could[:MOST_MEMBERS]),
        proposers_in_all=len(could),
    )


def _wanted(name: str, mixes: Sequence[Mapping[str, str]], answer: Sittable, names: Mapping[str, Mapping[str, str]]) -> Wanted:
    has = {mix[name] for mix in mixes}
    values = [value for value in answer.values[name] if value in has]
    others = [value for value in answer.values[name] if value not in has]
    return Wanted(
        attribute=name,
        values=tuple(value_as_words(name, value, names) for value in values),
        is_any=not others,
        others=tuple(value_as_words(name, value, names) for value in others),
    )


def _matches(member: Member, mix: Mapping[str, str]) -> bool:
    """Whether a member has what is public in a mix; a person's own values are left open."""
    has = {"region": member.region, "country": member.country, "kind": member.kind.value}
    return all(has[name] == value for name, value in mix.items() if name in has and name not in CONFIDENTIAL)


def _members(session: Session, state: Judged) -> list[Member]:
    """Return the active members that hold no seat of the body, by name."""
    seated = [seat.acting.member_id for seat in state.seats if seat.acting is not None]
    statement = select(Member).where(Member.status == MemberStatus.ACTIVE, Member.id.not_in(seated))
    return sorted(session.scalars(statement), key=lambda member: member.name.casefold())

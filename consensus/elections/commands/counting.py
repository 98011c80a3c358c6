"""Counting the ballots, counting again without somebody who cannot sit, and seating those elected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import review
from consensus.bodies.commands.filling import Filling, seat_elected
from consensus.bodies.commands.locking import locked_body
from consensus.bodies.queries.contested import Newcomer, contested_seating, ruleset_numbered
from consensus.bodies.queries.verdicts import BodyVerdict
from consensus.domain.actor import Actor
from consensus.domain.composition import SeatRange, rules_as_data
from consensus.domain.composition.rules import Quota, conditions_within
from consensus.domain.composition.words import FailureStep
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.elections.acting import ElectionAct, begin, contested_in, reason_of
from consensus.elections.commands.stepping import demand_one_of, demand_turn, note_step
from consensus.elections.counting import count
from consensus.elections.counting.sheet import as_data
from consensus.elections.election_form import parse_elections
from consensus.elections.models import Candidacy, CastBallot, ElectionCount, ElectionStage, Secrecy
from consensus.elections.queries.remedies import remedies_of
from consensus.elections.veiling import veiled
from consensus.people.models import Member, Person
from consensus.seating.feasibility import looked_at
from consensus.seating.solving import UndecidedError
from consensus.transaction import command

LEAVING = frozenset({FailureStep.SEAT_VACANT, FailureStep.SPECIAL_ELECTION})
"""The steps by which those who can sit do, and a seat stays vacant."""


@command("count_election")
def count_election(session: Session, *, actor: Actor, election_id: int, now: datetime) -> int:
    """Count the ballots once voting is over, and declare the result; return the id of the count.

    The ballots go into the count, sorted, so that nothing of when they came is left.

    :raises ForbiddenError: when the actor does not keep elections.
    :raises InvalidError: when voting is not over, it was counted, or the solver could not tell in time what the rules allow.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.CALL_ELECTIONS, now=now)
    election = act.election
    if election.stage is not ElectionStage.VOTING or election.voting_closes_at is None:
        raise InvalidError(_("There is nothing to count in this election now. Look at its page: it shows what can be done."))
    if now < election.voting_closes_at:
        raise InvalidError(_("Voting is open still. The ballots can be counted when it is over."))
    ballots = list(session.scalars(select(CastBallot).where(CastBallot.election_id == election_id).order_by(CastBallot.word)))
    names = {} if election.secrecy is not Secrecy.OPEN else dict(session.execute(select(Member.id, Member.name)).tuples().all())
    listed: list[Any] = []
    if election.secrecy is not Secrecy.SECRET:
        found = [[names.get(each.member_id or 0, each.word), each.preferences] for each in ballots]
        listed = sorted(found, key=lambda each: str(each[0]))
    papers = Counter(tuple(each.preferences) for each in ballots)
    counted = _what_is_counted(act, [[number, list(named)] for named, number in sorted(papers.items())])
    made = _count(act, counted, listed, number=1)
    session.execute(delete(CastBallot).where(CastBallot.election_id == election_id))
    election.stage = ElectionStage.COUNTED
    _record(act, "count_election", made, {})
    return made.id


@command("count_again")
def count_again(
    session: Session,
    *,
    actor: Actor,
    election_id: int,
    without: int,
    reason: str,
    step: FailureStep = FailureStep.NEXT_ELIGIBLE,
    now: datetime,
) -> int:
    """Count the same ballots as if one of those elected had not stood, because they cannot or will not sit; return the count's id.

    ``without`` is the number of the candidate; by the step ``drop_lowest`` only the lowest of those who make a rule fail.
    What the rules look at is looked up anew, for it may have changed. The earlier count stays readable.

    :raises InvalidError: when there is no result, the candidate is not among those elected, no reason is given, or a rule
        fails and another step comes first.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.CALL_ELECTIONS, now=now)
    last = _last_count(act)
    reason = reason_of(reason, _("Say why they cannot sit, or that they said so themselves."))
    if without not in last.sheet["elected"]:
        raise InvalidError(_("Choose one of those elected."), "candidate")
    demand_one_of(step, FailureStep.NEXT_ELIGIBLE, FailureStep.DROP_LOWEST)
    found = demand_turn(act, step, always=step is FailureStep.NEXT_ELIGIBLE)
    if step is FailureStep.DROP_LOWEST and (found is None or without != found.lowest):
        raise InvalidError(_("By this step only the lowest of those who make a rule fail is left out. Look at the steps again."))
    left_out = sorted({*last.counted.get("withdrawn", []), without})
    counted = {**_what_is_counted(act, last.counted["ballots"]), "withdrawn": left_out}
    made = _count(act, counted, last.listed, number=last.number + 1, reason=reason)
    _record(act, "count_again", made, {"without": without, "reason": reason, **note_step(act, found, step, reason)})
    return made.id


@command("appoint_elected")
def appoint_elected(
    session: Session,
    *,
    actor: Actor,
    election_id: int,
    seats: Mapping[int, int],
    reason: str = "",
    step: FailureStep | None = None,
    now: datetime,
) -> BodyVerdict:
    """Seat those elected; ``seats`` says which of them (by number) takes which seat (by id). Return the verdict on the body.

    The terms of those who hold the seats until now end with it, also that of a seat that stays vacant by the steps
    ``seat_vacant`` (before the vote or now) and ``special_election``. The roster is judged as at any other appointment.

    :raises InvalidError: when there is no result, not each of those elected gets one seat of this election and no step
        leaves one vacant, a target is missed without a reason, or another step comes first.
    :raises CompositionError: when the rules that are in force now do not allow it.
    """
    act = begin(session, actor=actor, election_id=election_id, permission=Permission.CALL_ELECTIONS, now=now)
    election, last, reason = act.election, _last_count(act), reason_of(reason)
    elected = last.sheet["elected"]
    contested = contested_in(session, election_id)
    _check_seats(seats, elected, contested.to_fill, step)
    noted = _step_of_appointing(act, step, reason)
    body = locked_body(session, election.body_id)
    statement = select(Candidacy).where(Candidacy.election_id == election_id, Candidacy.number.in_(elected))
    people = {one.number: one for one in session.scalars(statement)}
    fillings = [
        Filling(seat_id, people[number].person_id, people[number].member_id, election.term_ends_on) for seat_id, number in seats.items()
    ]
    vacated = sorted(set(contested.seats).difference(seats))
    ended = _("Term ended with the election: {title}", title=election.title)
    data, verdict = seat_elected(session, body, fillings, vacated=vacated, ended=ended, reason=reason, now=now)
    election.stage, election.ended_at = ElectionStage.APPOINTED, now
    act.record("appoint_elected", {**data, **noted})
    review(session, body, cause="appoint_elected", actor=actor, now=now)
    return verdict


def _check_seats(seats: Mapping[int, int], elected: list[int], contested: Sequence[int], step: FailureStep | None) -> None:
    given = list(seats.values())
    if len(set(given)) != len(given) or not set(elected).issuperset(given) or not set(contested).issuperset(seats):
        raise InvalidError(_("Give each of those elected one seat."))
    if step in LEAVING and not 0 < len(given) < len(elected):
        raise InvalidError(_("By this step at least one of those elected sits, and at least one gets no seat. Choose Nobody for theirs."))
    if step not in LEAVING and len(given) != len(elected):
        raise InvalidError(
            _("Give each of those elected one seat. Where one of them cannot sit, the steps of the election say what follows.")
        )


def _step_of_appointing(act: ElectionAct, step: FailureStep | None, reason: str) -> dict[str, Any]:
    """Return what the entry says of the step that seats those elected otherwise than simply as they were elected."""
    if step is None:
        found = remedies_of(act.session, act.election, act.now)
        if found is None or not found.misses_target_alone:
            return {}
        step = FailureStep.COMPLY_OR_EXPLAIN
    demand_one_of(step, *LEAVING, FailureStep.COMPLY_OR_EXPLAIN)
    reason = reason_of(reason, _("Say why, and who decided it: a target is missed or a seat stays vacant, and the reason is published."))
    return note_step(act, demand_turn(act, step, always=True), step, reason)


def _what_is_counted(act: ElectionAct, ballots: list[Any]) -> dict[str, Any]:
    """Return the election in the form that ``consensus count`` reads: all that is needed to count it, and nothing else."""
    election = act.election
    statement = (
        select(Person, Member)
        .select_from(Candidacy)
        .join(Person, Person.id == Candidacy.person_id)
        .join(Member, Member.id == Candidacy.member_id)
        .where(Candidacy.election_id == election.id, Candidacy.number.is_not(None))
        .order_by(Candidacy.number)
    )
    people = [Newcomer(person, member) for person, member in act.session.execute(statement)]
    contested = contested_in(act.session, election.id)
    seating = contested_seating(
        act.session,
        election.body_id,
        seat_ids=contested.seats,
        left_vacant=contested.left_vacant,
        newcomers=people,
        ends_on=election.term_ends_on,
        ruleset=ruleset_numbered(act.session, election.body_id, election.ruleset_number),
        now=act.now,
    ).seating
    names = looked_at(seating.binding)
    base = seating.base
    counted_in = any(isinstance(each, Quota) and each.vacant_ok for each in conditions_within(seating.binding))
    return veiled(
        {
            "id": f"election-{election.id}",
            "method": election.method.value,
            "seats": len(contested.to_fill),
            "rules": rules_as_data(seating.binding),
            "attributes": {name: list(values) for name, values in seating.declared.items() if name in names},
            "statutory": {"min": base.min, **({} if base.max is None else {"max": base.max})} if isinstance(base, SeatRange) else base,
            "history": {name: [str(value) for value in values] for name, values in seating.history.items()},
            "candidates": [_seen(one, names) for one in seating.pool],
            "sitting": [_seen(one, names) for one in seating.sitting],
            **({"vacant": [_seen(one, names) for one in seating.vacant]} if counted_in else {}),
            "ballots": ballots,
        }
    )


def _seen(one: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name in names}


def _count(act: ElectionAct, counted: dict[str, Any], listed: list[Any], *, number: int, reason: str = "") -> ElectionCount:
    """Count what is published, so that whoever counts that counts the same."""
    (named,) = parse_elections([counted], _no_file)
    try:
        sheet = as_data(count(named.election))
        plain = count(replace(named.election, rules=()))
    except UndecidedError as error:
        raise InvalidError(_("The solver could not tell in time what the rules allow, so nothing was counted. Try again.")) from error
    if "conflict" in sheet:
        raise InvalidError(
            _(
                "Without them no result obeys every rule of the body, so the count stays as it was. Call this election off, and call another."
            )
        )
    made = ElectionCount(
        election_id=act.election.id,
        number=number,
        person_id=act.person_id,
        at=act.now,
        reason=reason,
        counted=counted,
        listed=listed,
        sheet=sheet,
        without_rules=sorted(plain.elected),
        sha256=digest_of(counted),
    )
    act.session.add(made)
    act.session.flush()
    return made


def digest_of(counted: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what was counted, in canonical JSON."""
    return sha256(ledger.canonical(counted).encode()).hexdigest()


def _record(act: ElectionAct, name: str, made: ElectionCount, more: dict[str, Any]) -> None:
    papers = sum(number for number, _ in made.counted["ballots"])
    data = {"count": made.number, "ballots": papers, "elected": made.sheet["order"], "sha256": made.sha256}
    act.record(name, {**data, **more})


def _last_count(act: ElectionAct) -> ElectionCount:
    if act.election.stage is not ElectionStage.COUNTED:
        raise InvalidError(_("There is no result in this election that waits for its seats."))
    statement = select(ElectionCount).where(ElectionCount.election_id == act.election.id).order_by(ElectionCount.number.desc()).limit(1)
    return act.session.scalars(statement).one()


def _no_file(path: str, place: str) -> str:
    raise AssertionError(f"{place}: ballots stand in the election itself, not in {path}")

"""Whom an entry tells: each audience has a name in plain words and finds its people, as they are when the notices are made.

Nobody is told who dissented: an audience looks up whose an objection is in order to tell them, and them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Alternate, FacilitatorPool, SeatTerm
from consensus.bodies.queries.voices import mandate_holds, people_of
from consensus.elections.models import Candidacy, Elector, Standing
from consensus.ledger.models import LedgerEntry
from consensus.meetings.models import EnteredPosition, Meeting
from consensus.people.models import Mandate, Person
from consensus.people.models_sealed import SealedLook
from consensus.proposals.models import Comment, Proposal, ProposalOwner
from consensus.voting.facts import spoken_voices, standings_of
from consensus.voting.models import Objection, Voice
from consensus.voting.models_afterwards import Task


@dataclass(frozen=True, slots=True)
class Said:
    """An entry, as the table of notices sees it."""

    index: int
    at: datetime
    act: str
    actor_id: int | None
    """The person who acted; null for the clock and the operator."""
    data: Mapping[str, Any]
    body_id: int | None
    proposal_id: int | None


Finding = Callable[[Session, Said, datetime], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Audience:
    """Some people, by what they have to do with an entry."""

    name: str
    """For the printed table."""
    find: Finding


def person_of(actor: str) -> int | None:
    """Return the person that the ledger names as an actor, if it is one."""
    kind, _, number = actor.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


def _owners(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    mine = ProposalOwner.proposal_id == said.proposal_id
    return session.scalars(select(ProposalOwner.person_id).where(mine, ProposalOwner.until_at.is_(None)))


def _facilitator(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    return session.scalars(select(Proposal.facilitator_id).where(Proposal.id == said.proposal_id, Proposal.facilitator_id.is_not(None)))


def _of_body(session: Session, said: Said, now: datetime) -> Iterable[int]:
    return [] if said.body_id is None else [person.person_id for person in people_of(session, said.body_id, now)]


def _speakers(session: Session, said: Said, now: datetime, voices: Select[tuple[int]] | Collection[int]) -> Iterable[int]:
    """Who speaks now for these voices of the proposal's roll."""
    everybody = select(Person.id).where(Person.is_active)
    spoken = spoken_voices(everybody, now, Proposal.id == said.proposal_id).subquery()
    return session.scalars(select(spoken.c.person_id).where(spoken.c.id.in_(voices)).distinct())


def _voices(session: Session, said: Said, now: datetime) -> Iterable[int]:
    return _speakers(session, said, now, select(Voice.id).where(Voice.proposal_id == said.proposal_id, Voice.recused_at.is_(None)))


def _silent(session: Session, said: Said, now: datetime) -> Iterable[int]:
    proposal = session.get(Proposal, said.proposal_id)
    if proposal is None:
        return []
    roll = session.scalars(select(Voice.id).where(Voice.proposal_id == proposal.id).order_by(Voice.id)).all()
    stands = standings_of(session, proposal)
    silent = [voice_id for voice_id, each in zip(roll, stands, strict=True) if not each.is_recused and each.counts_as is None]
    return _speakers(session, said, now, silent)


def _reminded(session: Session, said: Said, now: datetime) -> Iterable[int]:
    return _speakers(session, said, now, said.data["voices"])


def _objectors(*keys: str) -> Finding:
    def find(session: Session, said: Said, now: datetime) -> Iterable[int]:
        named = [each for key in keys for each in _listed(said.data.get(key))]
        if not named:
            return []
        return _speakers(session, said, now, select(Objection.voice_id).where(Objection.id.in_(named)))

    return find


def _listed(value: Any) -> list[int]:
    return value if isinstance(value, list) else [value] if isinstance(value, int) else []


def _commenter(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    return session.scalars(select(Comment.person_id).where(Comment.id == said.data["issue"]))


def _named(*keys: str) -> Finding:
    """Give the people whom the entry names under one of ``keys``; several where it lists seats or people."""

    def find(_session: Session, said: Said, _now: datetime) -> Iterable[int]:
        return {person_id for key in keys for person_id in _listed(said.data.get(key))}

    return find


def _seated(_session: Session, said: Said, _now: datetime) -> Iterable[int]:
    lines = said.data.get("seated", [said.data])
    return [line["person"] for line in lines if isinstance(line, Mapping) and "person" in line]


def _looked_at(_session: Session, said: Said, _now: datetime) -> Iterable[int]:
    return [line["person"] for line in said.data["looked_at"]]


def _offered_anew(_session: Session, said: Said, _now: datetime) -> Iterable[int]:
    return set(said.data["after"]) - set(said.data["before"])


def _offered_no_more(_session: Session, said: Said, _now: datetime) -> Iterable[int]:
    return set(said.data["before"]) - set(said.data["after"])


def _holder(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    return session.scalars(select(SeatTerm.person_id).where(SeatTerm.seat_id == said.data["seat"], SeatTerm.ended_at.is_(None)))


def _alternate(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    held = select(SeatTerm.id).where(SeatTerm.seat_id == said.data["seat"], SeatTerm.ended_at.is_(None))
    return session.scalars(select(Alternate.person_id).where(Alternate.term_id.in_(held), Alternate.ended_at.is_(None)))


def _of_member(session: Session, said: Said, now: datetime) -> Iterable[int]:
    return session.scalars(select(Mandate.person_id).where(Mandate.member_id == said.data["member"], mandate_holds(now)).distinct())


def _in_network(session: Session, _said: Said, now: datetime) -> Iterable[int]:
    return session.scalars(select(Mandate.person_id).where(mandate_holds(now)).distinct())


def _electors(session: Session, said: Said, now: datetime) -> Iterable[int]:
    members = select(Elector.member_id).where(Elector.election_id == said.data["election"], Elector.has_voted.is_(False))
    here = or_(Mandate.body_id.is_(None), Mandate.body_id == said.body_id)
    return session.scalars(select(Mandate.person_id).where(Mandate.member_id.in_(members), here, mandate_holds(now)).distinct())


def _candidates(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    standing = Candidacy.standing.in_((Standing.NOMINATED, Standing.STANDS))
    return session.scalars(select(Candidacy.person_id).where(Candidacy.election_id == said.data["election"], standing))


def _nominator(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    return session.scalars(select(Candidacy.nominated_by_id).where(Candidacy.id == said.data["candidacy"]))


def _secretary(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    return session.scalars(select(Meeting.secretary_id).where(Meeting.id == said.data["meeting"]))


def _entered(session: Session, said: Said, now: datetime) -> Iterable[int]:
    return _speakers(session, said, now, select(EnteredPosition.voice_id).where(EnteredPosition.id == said.data["entry"]))


def _of_task(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    found = session.execute(select(Task.responsible_id, Task.person_id).where(Task.id == said.data["task"])).one_or_none()
    return [] if found is None else found


def _sealed_authors(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    looks = SealedLook.proposal_id == said.proposal_id, SealedLook.at == said.at
    return session.scalars(select(SealedLook.author_id).where(*looks).distinct())


def _who_said(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    actor = session.scalars(select(LedgerEntry.actor).where(LedgerEntry.index == said.data["index"])).one_or_none()
    person_id = None if actor is None else person_of(actor)
    return [] if person_id is None else [person_id]


def _stewards(session: Session, _said: Said, _now: datetime) -> Iterable[int]:
    return session.scalars(select(Person.id).where(Person.is_steward, Person.is_active))


def _pool(session: Session, said: Said, _now: datetime) -> Iterable[int]:
    return session.scalars(select(FacilitatorPool.person_id).where(FacilitatorPool.body_id == said.body_id))


OWNERS = Audience("the owners", _owners)
FACILITATOR = Audience("the facilitator", _facilitator)
OF_BODY = Audience("everyone of the body", _of_body)
VOICES = Audience("who speaks for a voice of the roll", _voices)
SILENT = Audience("who speaks for a voice that has not been heard", _silent)
REMINDED = Audience("who speaks for a voice that the facilitator reminds", _reminded)
OBJECTOR = Audience("who speaks for the objecting voice", _objectors("objection"))
OBJECTORS = Audience("who speaks for the objecting voices", _objectors("objections"))
MEANT_TO_MEET = Audience("who speaks for the voices whose objections it means to meet", _objectors("meets"))
COMMENTER = Audience("who raised the issue", _commenter)
NAMED_OWNERS = Audience("who is named as an owner", _named("owners"))
NAMED_FACILITATOR = Audience("who is named as the facilitator", _named("facilitator"))
HEIR = Audience("to whom the part is handed over", _named("to"))
PERSON = Audience("the person concerned", _named("person"))
SEATED = Audience("who sits there now", _seated)
HOLDER = Audience("who holds the seat", _holder)
ALTERNATE = Audience("the alternate", _alternate)
OF_MEMBER = Audience("who speaks for the member", _of_member)
OFFERED = Audience("who is offered anew", _offered_anew)
OFFERED_NO_MORE = Audience("who is offered no more", _offered_no_more)
RESPONSIBLE = Audience("who is responsible", _named("responsible"))
OF_TASK = Audience("who is responsible, and who added the task", _of_task)
LOOKED_AT = Audience("the people looked at", _looked_at)
SEALED_AUTHORS = Audience("whose words were read", _sealed_authors)
WHO_SAID = Audience("whose words they were", _who_said)
SECRETARY = Audience("the secretary", _secretary)
PRESENTER = Audience("who presents it", _named("presenter"))
ENTERED = Audience("who speaks for the voice", _entered)
IN_NETWORK = Audience("everyone who speaks for a member", _in_network)
ELECTORS = Audience("who can cast a ballot", _electors)
CANDIDATES = Audience("the candidates", _candidates)
NOMINATOR = Audience("who nominated", _nominator)
POOL = Audience("whom the body offers as facilitators", _pool)
STEWARDS = Audience("the stewards", _stewards)

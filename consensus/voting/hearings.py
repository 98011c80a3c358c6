"""The hearings of a proposal as they are stored: on which objections, what their owners said to it, how each ended.

A hearing of an objection is planned until it ended, or until the objection's owner declined. Objections that are heard together
stay apart: each keeps its own answers and its own fate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from consensus.domain.facts import ObjectionFacts
from consensus.people.models import Person
from consensus.voting.models_hearing import Hearing, HearingEnd, Invitation, InvitationAnswer


@dataclass(frozen=True, slots=True)
class AnswerSaid:
    """What the owner of an objection said to the invitation."""

    objection_id: int
    at: datetime
    by: str
    comes: bool
    text: str


@dataclass(frozen=True, slots=True)
class EndSaid:
    """How a hearing ended: held, with the note of what was said; or called off, with the reason."""

    at: datetime
    by: str
    was_held: bool
    text: str
    agreed_by: str


@dataclass(frozen=True, slots=True)
class HearingSaid:
    """A hearing with all that is known of it."""

    id: int
    by: str
    """Who invited."""
    invited_at: datetime
    meets_at: datetime
    place: str
    passage: str
    text: str
    objection_ids: tuple[int, ...]
    answers: tuple[AnswerSaid, ...]
    end: EndSaid | None

    def answer_on(self, objection_id: int) -> AnswerSaid | None:
        """Return what counts of what the owner of an objection answered: the newest."""
        return next((answer for answer in reversed(self.answers) if answer.objection_id == objection_id), None)

    def is_planned_for(self, objection_id: int) -> bool:
        """Whether an objection is still to be heard here."""
        answer = self.answer_on(objection_id)
        return objection_id in self.objection_ids and self.end is None and (answer is None or answer.comes)

    @property
    def planned_ids(self) -> tuple[int, ...]:
        """The objections that are still to be heard here: those whose owners did not decline."""
        return tuple(each for each in self.objection_ids if self.is_planned_for(each))


_inviter, _answerer, _ender = aliased(Person), aliased(Person), aliased(Person)
_HEARINGS = (
    select(
        *(Hearing, _inviter.name.label("invited_by"), Invitation.objection_id),
        *(InvitationAnswer, _answerer.name.label("answered_by"), HearingEnd, _ender.name.label("ended_by")),
    )
    .join(_inviter, _inviter.id == Hearing.person_id)
    .join(Invitation, Invitation.hearing_id == Hearing.id)
    .outerjoin(
        InvitationAnswer,
        (InvitationAnswer.hearing_id == Invitation.hearing_id) & (InvitationAnswer.objection_id == Invitation.objection_id),
    )
    .outerjoin(_answerer, _answerer.id == InvitationAnswer.person_id)
    .outerjoin(HearingEnd, HearingEnd.hearing_id == Hearing.id)
    .outerjoin(_ender, _ender.id == HearingEnd.person_id)
    .where(Hearing.proposal_id == bindparam("proposal_id"))
    .order_by(Hearing.id, Invitation.objection_id, InvitationAnswer.id)
)


def hearings_of(session: Session, proposal_id: int) -> tuple[HearingSaid, ...]:
    """Return the hearings of a proposal in the order in which people were invited, in one statement."""
    rows = session.execute(_HEARINGS, {"proposal_id": proposal_id}).all()
    objections: defaultdict[int, dict[int, None]] = defaultdict(dict)
    answers: defaultdict[int, list[tuple[int, AnswerSaid]]] = defaultdict(list)
    for row in rows:
        objections[row.Hearing.id][row.objection_id] = None
        said: InvitationAnswer | None = row.InvitationAnswer
        if said is not None:
            answers[row.Hearing.id].append((said.id, AnswerSaid(said.objection_id, said.at, row.answered_by, said.comes, said.text)))
    return tuple(
        HearingSaid(
            id=row.Hearing.id,
            by=row.invited_by,
            invited_at=row.Hearing.invited_at,
            meets_at=row.Hearing.meets_at,
            place=row.Hearing.place,
            passage=row.Hearing.passage,
            text=row.Hearing.text,
            objection_ids=tuple(objections[row.Hearing.id]),
            answers=tuple(answer for _, answer in sorted(answers[row.Hearing.id], key=lambda each: each[0])),
            end=_end(row.HearingEnd, row.ended_by),
        )
        for row in {row.Hearing.id: row for row in rows}.values()
    )


def planned_for(hearings: Sequence[HearingSaid], objection_id: int) -> HearingSaid | None:
    """Return the hearing at which an objection is still to be heard; there is one at most."""
    return next((hearing for hearing in hearings if hearing.is_planned_for(objection_id)), None)


def with_hearings(objections: Sequence[ObjectionFacts], hearings: Sequence[HearingSaid]) -> tuple[ObjectionFacts, ...]:
    """Return the facts of objections with when each is to be heard."""
    planned = {each.id: planned_for(hearings, each.id) for each in objections}
    return tuple(
        replace(each, hearing_at=None if hearing is None else hearing.meets_at) for each in objections for hearing in (planned[each.id],)
    )


def _end(end: HearingEnd | None, by: str | None) -> EndSaid | None:
    return None if end is None else EndSaid(end.at, by or "", end.was_held, end.text, end.agreed_by)

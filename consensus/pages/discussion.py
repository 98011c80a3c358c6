"""What was said against a proposal: its objections with their answers. Comments are read in ``comments.py``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from consensus.domain.classes import ClassRules
from consensus.domain.facts import ObjectionFacts
from consensus.domain.terms import ObjectionStatus
from consensus.pages.objection_key import objection_key
from consensus.pages.roll import RollRow
from consensus.pages.said_parts import AnswerView, HearingView, ObjectionView, SecondView
from consensus.people.models import Person
from consensus.voting.hearings import HearingSaid, planned_for
from consensus.voting.models import BlockSecond, Objection, ObjectionAnswer


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection as stored, with its answers and the voices that second it."""

    objection: Objection
    person: str
    answers: tuple[AnswerView, ...]
    seconded: tuple[tuple[int, datetime], ...]
    """The voices that second it, and when each did."""
    hearings: tuple[HearingSaid, ...] = ()
    """Those on which its owner was invited."""

    @property
    def facts(self) -> ObjectionFacts:
        """The objection as the rules see it."""
        planned = planned_for(self.hearings, self.objection.id)
        return ObjectionFacts(
            id=self.objection.id,
            voice_id=self.objection.voice_id,
            kind=self.objection.kind,
            status=self.objection.status,
            version_number=self.objection.version_number,
            reason=self.objection.reason,
            raised_at=self.objection.raised_at,
            settled_at=self.objection.settled_at,
            answered_at=self.answers[-1].at if self.answers else None,
            named_in_version=self.objection.named_in_version,
            seconded_by=frozenset(voice_id for voice_id, _ in self.seconded),
            hearing_at=None if planned is None else planned.meets_at,
        )


_answerer = aliased(Person)
_OBJECTIONS = (
    select(Objection, Person.name, ObjectionAnswer, _answerer.name, BlockSecond.voice_id, BlockSecond.at)
    .join(Person, Person.id == Objection.person_id)
    .outerjoin(ObjectionAnswer, ObjectionAnswer.objection_id == Objection.id)
    .outerjoin(_answerer, _answerer.id == ObjectionAnswer.person_id)
    # Each answer comes once for each second; both are few, and one statement is less than two.
    .outerjoin(BlockSecond, BlockSecond.objection_id == Objection.id)
    .where(Objection.proposal_id == bindparam("proposal_id"))
    .order_by(Objection.id, ObjectionAnswer.id, BlockSecond.at, BlockSecond.voice_id)
)


def read_objections(session: Session, proposal_id: int, hearings: Sequence[HearingSaid] = ()) -> list[ObjectionRow]:
    """Return the objections of a proposal in the order in which they were raised."""
    found: dict[int, tuple[Objection, str]] = {}
    answers: defaultdict[int, dict[int, AnswerView]] = defaultdict(dict)
    seconds: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
    for objection, person, answer, by, voice_id, at in session.execute(_OBJECTIONS, {"proposal_id": proposal_id}):
        found[objection.id] = (objection, person)
        if answer is not None:
            answers[objection.id][answer.id] = AnswerView(by, answer.at, answer.disposition, answer.text)
        if voice_id is not None:
            seconds[objection.id][voice_id] = at
    return [
        ObjectionRow(
            objection,
            person,
            tuple(answers[objection.id].values()),
            tuple(seconds[objection.id].items()),
            tuple(hearing for hearing in hearings if objection.id in hearing.objection_ids),
        )
        for objection, person in found.values()
    ]


_STANDING_FIRST = (ObjectionStatus.OPEN, ObjectionStatus.UNRESOLVED, ObjectionStatus.ACCOMMODATED, ObjectionStatus.WITHDRAWN)


def objection_views(
    objections: list[ObjectionRow], rows: list[RollRow], mine: frozenset[int], rules: ClassRules
) -> tuple[ObjectionView, ...]:
    """Return the objections as the people of the body see them: those that still stand first, each in the order of time."""
    labels = {row.voice_id: row.label for row in rows}
    owners = {row.objection.id: labels[row.objection.voice_id] for row in objections}
    views = [
        ObjectionView(
            objection_id=said.id,
            key=objection_key(label=labels[said.voice_id], version=said.version_number, reason=said.reason),
            by=labels[said.voice_id],
            person=row.person,
            kind=said.kind,
            ground=said.ground,
            reason=said.reason,
            remedy=said.remedy,
            whom=said.whom or "",
            passage=said.passage or "",
            version_number=said.version_number,
            raised_at=said.raised_at,
            status=said.status,
            settled_at=said.settled_at,
            named_in_version=said.named_in_version,
            answers=row.answers,
            resolves_at=_resolves_at(row, rules),
            seconds=tuple(SecondView(labels[voice_id], at) for voice_id, at in row.seconded),
            seconds_given=len(row.seconded),
            seconds_needed=rules.block_seconds,
            attribution=said.attribution,
            voice_id=said.voice_id,
            is_mine=said.voice_id in mine,
            hearings=tuple(_hearing(each, said.id, owners) for each in row.hearings),
        )
        for row in objections
        for said in (row.objection,)
    ]
    return tuple(sorted(views, key=lambda view: _STANDING_FIRST.index(view.status)))


def _hearing(hearing: HearingSaid, objection_id: int, owners: Mapping[int, str]) -> HearingView:
    others = tuple(owners[each] for each in hearing.objection_ids if each != objection_id)
    return HearingView(hearing, hearing.answer_on(objection_id), hearing.is_planned_for(objection_id), others)


def _resolves_at(row: ObjectionRow, rules: ClassRules) -> datetime | None:
    answered_at = row.facts.answered_at
    is_open = row.objection.status is ObjectionStatus.OPEN
    return answered_at + rules.resolution_days if is_open and answered_at is not None else None

"""What everybody said, word for word, as a decision record takes it from the rows: voices, objections, issues."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from consensus.people.models import Person
from consensus.proposals.models import Comment, IssueDisposition, Proposal
from consensus.voting.facts import standings_of
from consensus.voting.hearings import hearings_of
from consensus.voting.models import BlockSecond, Objection, ObjectionAnswer, Position, Voice, Vote
from consensus.voting.record.sources import (
    AnswerSource,
    IssueSource,
    Name,
    ObjectionSource,
    PositionSource,
    SecondSource,
    VoiceOnRecord,
    VoteSource,
)
from consensus.voting.telling import told_of


def voices_heard(session: Session, proposal: Proposal) -> tuple[VoiceOnRecord, ...]:
    """Return every voice of the roll, in its order, with all that it said."""
    positions: defaultdict[int, list[PositionSource]] = defaultdict(list)
    for row in session.execute(
        select(
            Position.voice_id,
            Position.id,
            Position.code,
            Position.reason,
            Position.stage,
            Position.version_number,
            Position.at,
            Position.attribution,
            Position.objection_id,
        )
        .where(Position.proposal_id == proposal.id)
        .order_by(Position.id)
    ):
        voice_id, *said = row
        positions[voice_id].append(PositionSource(*said))
    votes: defaultdict[int, list[VoteSource]] = defaultdict(list)
    cast = select(Vote.voice_id, Vote.id, Vote.code, Vote.at).where(Vote.proposal_id == proposal.id).order_by(Vote.id)
    for voice_id, vote_id, code, at in session.execute(cast):
        votes[voice_id].append(VoteSource(vote_id, code, at))
    told = told_of(session, proposal.id)
    statement = (
        select(Voice.id, Voice.member_id, Voice.label, Voice.region, Voice.kind, Voice.country, Voice.position_id, Voice.vote_id)
        .where(Voice.proposal_id == proposal.id)
        .order_by(Voice.id)
    )
    # Both in the order of the roll.
    return tuple(
        VoiceOnRecord(
            id=row.id,
            member_id=row.member_id,
            label=row.label,
            region=row.region,
            kind=row.kind,
            country=row.country,
            standing=standing,
            positions=tuple(positions[row.id]),
            position_id=row.position_id,
            votes=tuple(votes[row.id]),
            vote_id=row.vote_id,
            told=told.get(row.id, ()),
        )
        for row, standing in zip(session.execute(statement), standings_of(session, proposal), strict=True)
    )


def objections_said(session: Session, proposal_id: int) -> tuple[ObjectionSource, ...]:
    """Return every objection that was ever raised on a proposal, in the order in which it was, with answers and seconds."""
    mine = select(Objection.id).where(Objection.proposal_id == proposal_id)
    answers: defaultdict[int, list[AnswerSource]] = defaultdict(list)
    answered = (
        select(ObjectionAnswer.objection_id, Person.id, Person.name, ObjectionAnswer.at, ObjectionAnswer.disposition, ObjectionAnswer.text)
        .join(Person, Person.id == ObjectionAnswer.person_id)
        .where(ObjectionAnswer.objection_id.in_(mine))
        .order_by(ObjectionAnswer.id)
    )
    for objection_id, person_id, name, at, disposition, text in session.execute(answered):
        answers[objection_id].append(AnswerSource(Name(person_id, name), at, disposition, text))
    seconds: defaultdict[int, list[SecondSource]] = defaultdict(list)
    seconded = (
        select(BlockSecond.objection_id, Voice.id, Voice.label, BlockSecond.at)
        .join(Voice, Voice.id == BlockSecond.voice_id)
        .where(BlockSecond.objection_id.in_(mine))
        .order_by(BlockSecond.at, Voice.id)
    )
    for objection_id, voice_id, label, at in session.execute(seconded):
        seconds[objection_id].append(SecondSource(voice_id, label, at))
    hearings = hearings_of(session, proposal_id)
    statement = (
        select(Objection, Voice.label)
        .join(Voice, Voice.id == Objection.voice_id)
        .where(Objection.proposal_id == proposal_id)
        .order_by(Objection.id)
    )
    return tuple(
        ObjectionSource(
            id=said.id,
            voice_id=said.voice_id,
            label=label,
            kind=said.kind,
            ground=said.ground,
            reason=said.reason,
            remedy=said.remedy,
            whom=said.whom,
            passage=said.passage,
            version=said.version_number,
            raised_at=said.raised_at,
            attribution=said.attribution,
            status=said.status,
            settled_at=said.settled_at,
            named_in_version=said.named_in_version,
            answers=tuple(answers[said.id]),
            seconds=tuple(seconds[said.id]),
            hearings=tuple(hearing for hearing in hearings if said.id in hearing.objection_ids),
        )
        for said, label in session.execute(statement).tuples()
    )


def issues_said(session: Session, proposal_id: int) -> tuple[IssueSource, ...]:
    """Return every issue that was raised in the comment stage, in the order in which it was, with its disposition."""
    answerer = aliased(Person)
    statement = (
        select(Comment, Person.name.label("author"), IssueDisposition, answerer.name.label("answered_by"))
        .join(Person, Person.id == Comment.person_id)
        .outerjoin(IssueDisposition, IssueDisposition.comment_id == Comment.id)
        .outerjoin(answerer, answerer.id == IssueDisposition.person_id)
        .where(Comment.proposal_id == proposal_id, Comment.is_issue)
        .order_by(Comment.id)
    )
    return tuple(
        IssueSource(
            id=said.id,
            by=Name(said.person_id, author),
            speaks_as=said.speaks_as,
            version=said.version_number,
            at=said.at,
            text=said.text,
            passage=said.passage,
            amendment=said.amendment,
            disposition=_disposition(given, by),
        )
        for said, author, given, by in session.execute(statement).tuples()
    )


def _disposition(given: IssueDisposition | None, by: str) -> AnswerSource | None:
    return None if given is None else AnswerSource(Name(given.person_id, by), given.at, given.disposition, given.text)

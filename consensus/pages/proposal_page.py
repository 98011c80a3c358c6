"""The page of a proposal, read in one sweep: a fixed number of statements, however many voices and comments there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from consensus.bodies.models import Body, Ruleset
from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.classes import ClassRules
from consensus.domain.errors import NotFoundError
from consensus.domain.facts import Facts, ObjectionFacts, VoiceFacts
from consensus.domain.terms import Stage
from consensus.pages.proposal_parts import (
    AnswerView,
    CommentView,
    DecisionView,
    ObjectionView,
    PersonView,
    ProposalPage,
    RailStep,
    TextView,
    VersionView,
)
from consensus.pages.roll import RollRow, read_roll, roll_view, voice_view
from consensus.people.models import Network, Person
from consensus.proposals.facts import rules_in, ruleset_in_force
from consensus.proposals.models import Comment, IssueDisposition, Proposal, ProposalOwner, Version, VersionText
from consensus.voting.facts import members_spoken_for, spoken_voice_ids, voice_facts
from consensus.voting.models import BlockSecond, Decision, Objection, ObjectionAnswer, Voice

_ON_RAIL = (Stage.DRAFTING, Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.CLOSED)


@dataclass(frozen=True, slots=True)
class _Head:
    """The proposal with what hangs on it one to one."""

    proposal: Proposal
    body: Body
    ruleset: Ruleset
    rules: ClassRules
    decision: Decision | None
    named: str | None
    facilitator: PersonView | None


def proposal_page(session: Session, proposal_id: int, actor: Actor | None, now: datetime) -> ProposalPage:
    """Return the page of a proposal for one reader at one instant. Whether they may read it is asked before: see ``reading.py``.

    :raises NotFoundError: when there is no such proposal.
    """
    head = _head(session, proposal_id)
    proposal = head.proposal
    owners = _owners(session, proposal_id)
    version = _version(session, proposal)
    comments = _comments(session, proposal_id)
    rows = read_roll(session, proposal) if head.proposal.stage not in (Stage.DRAFTING, Stage.COMMENT) else []
    objections = _objections(session, proposal, head.rules, rows)
    spoken = _spoken_by(session, proposal, actor, now)
    in_body = actor is not None and actor.person_id is not None and is_in_body(session, actor.person_id, head.body.id, now)
    roll = roll_view(rows, [each.facts for each in objections], proposal, head.rules) if rows else None
    own = tuple(voice_view(row, [each.facts for each in objections], proposal) for row in rows if row.voice.id in spoken.mine)
    silent = sum(count for code, count in roll.counts if code is None) if roll is not None else 0
    return ProposalPage(
        proposal_id=proposal_id,
        body_id=head.body.id,
        body_code=head.body.code,
        body_name=head.body.name,
        body_kind=head.body.kind,
        class_code=proposal.class_code,
        ruleset_number=head.ruleset.number,
        question=proposal.question,
        visibility=proposal.visibility,
        stage=proposal.stage,
        rail=_rail(proposal),
        opened_at=proposal.opened_at,
        closes_at=proposal.closes_at,
        created_at=proposal.created_at,
        last_act_at=proposal.last_act_at,
        returns=proposal.returns,
        relation=proposal.relation,
        names_decision=head.named,
        owners=owners,
        facilitator=head.facilitator,
        version=version,
        comments=comments,
        objections=objections,
        roll=roll,
        decision=None if head.decision is None else _decision(head.decision),
        is_inside=in_body,
        facts=Facts(
            now=now,
            stage=proposal.stage,
            rules=head.rules,
            version=proposal.version_number,
            last_act_at=proposal.last_act_at,
            closes_at=proposal.closes_at,
            closed_at=proposal.closed_at,
            is_adopted=head.decision is not None and head.decision.outcome.is_adopted,
            extensions=proposal.extensions,
            held_at=proposal.held_at,
            was_objected=proposal.was_objected,
            issues_unanswered=sum(1 for each in comments if each.is_issue and each.disposition is None),
            languages_missing=tuple(sorted(set(head.body.required_languages) - {text.language for text in version.texts})),
            objections=tuple(each.facts for each in objections),
            voices_silent=silent,
            has_facilitator=head.facilitator is not None,
            facilitator_owns=head.facilitator in owners,
            facilitator_objects=any(each.facts.status.is_live and each.facts.voice_id in spoken.facilitators for each in objections),
            is_owner=actor is not None and any(actor.person_id == owner.person_id for owner in owners),
            is_facilitator=actor is not None and head.facilitator is not None and actor.person_id == head.facilitator.person_id,
            in_body=in_body,
            speaks_for_member=spoken.has_member,
            voice=_first_voice(rows, objections, spoken.mine),
        ),
        own_voices=own,
        region_names={region["code"]: region["name"] for region in session.get_one(Network, 1).regions},
    )


def _head(session: Session, proposal_id: int) -> _Head:
    named, facilitator = aliased(Decision), aliased(Person)
    statement = (
        select(Proposal, Body, Ruleset, Decision, named.number, facilitator.id, facilitator.name)
        .join(Body, Body.id == Proposal.body_id)
        .outerjoin(Ruleset, Ruleset.id == Proposal.ruleset_id)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .outerjoin(named, named.id == Proposal.names_decision_id)
        .outerjoin(facilitator, facilitator.id == Proposal.facilitator_id)
        .where(Proposal.id == proposal_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError("There is no such proposal.")
    proposal, body, ruleset, decision, number, person_id, name = row
    governing = ruleset or ruleset_in_force(session, body.id)
    return _Head(
        proposal=proposal,
        body=body,
        ruleset=governing,
        rules=rules_in(governing, proposal.class_code),
        decision=decision,
        named=number,
        facilitator=None if person_id is None else PersonView(person_id, name),
    )


def _owners(session: Session, proposal_id: int) -> tuple[PersonView, ...]:
    statement = select(Person.id, Person.name).join(ProposalOwner, ProposalOwner.person_id == Person.id)
    statement = statement.where(ProposalOwner.proposal_id == proposal_id, ProposalOwner.until_at.is_(None)).order_by(ProposalOwner.id)
    return tuple(PersonView(person_id, name) for person_id, name in session.execute(statement))


def _version(session: Session, proposal: Proposal) -> VersionView:
    statement = (
        select(Version, Person.name, VersionText)
        .join(VersionText, VersionText.version_id == Version.id)
        .outerjoin(Person, Person.id == Version.person_id)
        .where(Version.proposal_id == proposal.id, Version.number == proposal.version_number)
    )
    rows = session.execute(statement).all()
    version, by, _ = rows[0]
    texts = [
        TextView(
            language=text.language,
            question=text.question,
            text=text.text,
            html=text.html,
            sha256=text.sha256,
            is_authentic=text.language == proposal.authentic_language,
        )
        for _, _, text in rows
    ]
    texts.sort(key=lambda text: (not text.is_authentic, text.language))
    return VersionView(number=version.number, at=version.at, by=by or "", note=version.note, texts=tuple(texts))


def _comments(session: Session, proposal_id: int) -> tuple[CommentView, ...]:
    statement = (
        select(Comment, Person.name, IssueDisposition)
        .join(Person, Person.id == Comment.person_id)
        .outerjoin(IssueDisposition, IssueDisposition.comment_id == Comment.id)
        .where(Comment.proposal_id == proposal_id)
        .order_by(Comment.at, Comment.id)
    )
    return tuple(
        CommentView(
            comment_id=comment.id,
            by=name,
            speaks_as=comment.speaks_as,
            at=comment.at,
            version_number=comment.version_number,
            html=comment.html,
            is_issue=comment.is_issue,
            passage=comment.passage,
            amendment=comment.amendment,
            disposition=None if answer is None else answer.disposition,
            answer_html="" if answer is None else answer.html,
            answered_at=None if answer is None else answer.at,
        )
        for comment, name, answer in session.execute(statement)
    )


def _objections(session: Session, proposal: Proposal, rules: ClassRules, rows: list[RollRow]) -> tuple[ObjectionView, ...]:
    if not proposal.was_objected:
        return ()
    statement = select(Objection, Person.name).join(Person, Person.id == Objection.person_id).where(Objection.proposal_id == proposal.id)
    found = session.execute(statement.order_by(Objection.id)).tuples().all()
    mine = select(Objection.id).where(Objection.proposal_id == proposal.id)
    answers: defaultdict[int, list[AnswerView]] = defaultdict(list)
    answered = select(ObjectionAnswer, Person.name).join(Person, Person.id == ObjectionAnswer.person_id)
    for answer, name in session.execute(answered.where(ObjectionAnswer.objection_id.in_(mine)).order_by(ObjectionAnswer.id)):
        answers[answer.objection_id].append(AnswerView(name, answer.at, answer.disposition, answer.text))
    seconds: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    seconded = select(BlockSecond.objection_id, Voice.id, Voice.label).join(Voice, Voice.id == BlockSecond.voice_id)
    for objection_id, voice_id, label in session.execute(seconded.where(BlockSecond.objection_id.in_(mine)).order_by(BlockSecond.at)):
        seconds[objection_id].append((voice_id, label))
    facts = {
        objection.id: ObjectionFacts(
            id=objection.id,
            voice_id=objection.voice_id,
            kind=objection.kind,
            status=objection.status,
            version_number=objection.version_number,
            reason=objection.reason,
            raised_at=objection.raised_at,
            settled_at=objection.settled_at,
            answered_at=answers[objection.id][-1].at if answers[objection.id] else None,
            named_in_version=objection.named_in_version,
            seconded_by=frozenset(voice_id for voice_id, _ in seconds[objection.id]),
        )
        for objection, _ in found
    }
    voices = {row.voice.id: voice_view(row, list(facts.values()), proposal) for row in rows}
    return tuple(
        ObjectionView(
            objection_id=objection.id,
            by=voices[objection.voice_id].label,
            person=name,
            kind=objection.kind,
            ground=objection.ground,
            reason=objection.reason,
            remedy=objection.remedy,
            version_number=objection.version_number,
            raised_at=objection.raised_at,
            status=objection.status,
            settled_at=objection.settled_at,
            named_in_version=objection.named_in_version,
            answers=tuple(answers[objection.id]),
            seconds=tuple(label for _, label in seconds[objection.id]),
            seconds_needed=rules.block_seconds,
            attribution=objection.attribution,
            voice=voices[objection.voice_id],
            facts=facts[objection.id],
        )
        for objection, name in found
    )


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Which voices of the roll the reader and the facilitator speak for, and whether the reader may speak of the decision."""

    mine: frozenset[int] = frozenset()
    facilitators: frozenset[int] = frozenset()
    has_member: bool = False


def _spoken_by(session: Session, proposal: Proposal, actor: Actor | None, now: datetime) -> _Spoken:
    reader = None if actor is None else actor.person_id
    if proposal.stage is Stage.CLOSED and reader is None:
        return _Spoken()
    people = [each for each in (reader, proposal.facilitator_id) if each is not None]
    spoken = spoken_voice_ids(session, proposal, people, now) if people else {}
    return _Spoken(
        mine=frozenset(spoken.get(reader, ())) if reader is not None else frozenset(),
        facilitators=frozenset(spoken.get(proposal.facilitator_id, ())) if proposal.facilitator_id is not None else frozenset(),
        has_member=reader is not None and proposal.stage is Stage.CLOSED and bool(members_spoken_for(session, proposal, reader, now)),
    )


def _first_voice(rows: list[RollRow], objections: tuple[ObjectionView, ...], mine: frozenset[int]) -> VoiceFacts | None:
    found = next((row.voice for row in rows if row.voice.id in mine), None)
    return None if found is None else voice_facts(found, [each.facts for each in objections])


def _decision(decision: Decision) -> DecisionView:
    return DecisionView(
        number=decision.number,
        outcome=decision.outcome,
        label=decision.label,
        status=decision.status,
        has_dissent=decision.has_dissent,
        closed_at=decision.closed_at,
    )


def _rail(proposal: Proposal) -> tuple[RailStep, ...]:
    """Return the stages as the rail shows them."""
    present = Stage.CONSENSUS if proposal.stage is Stage.FALLBACK else proposal.stage
    place = _ON_RAIL.index(present)
    return tuple(
        RailStep(
            stage=proposal.stage if stage is present else stage,
            state="past" if index < place else "present" if index == place else "ahead",
            closes_at=proposal.closes_at if stage is present else None,
        )
        for index, stage in enumerate(_ON_RAIL)
    )

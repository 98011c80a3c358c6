"""The page of a proposal, read in one sweep: a fixed number of statements, however many voices and comments there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from consensus.domain.actor import Actor
from consensus.domain.facts import Facts
from consensus.domain.terms import Action, Attribution, Beside, Outcome, Stage, Visibility
from consensus.ledger.models import LedgerEntry
from consensus.pages.comments import read_comments
from consensus.pages.discussion import ObjectionRow, objection_views, read_objections
from consensus.pages.opening import Head, Neighbour, Reader, opened
from consensus.pages.outside import as_seen_from_outside
from consensus.pages.proposal_parts import (
    Continued,
    MemberView,
    PersonView,
    ProposalPage,
    RailStep,
    RollView,
    TextView,
    VersionView,
)
from consensus.pages.roll import read_roll, roll_view
from consensus.pages.sense import read_sense_checks
from consensus.people.models import Member, Person
from consensus.proposals.models import AmendmentTakenOver, Comment, Proposal, Version
from consensus.proposals.standing import STANDING, standing_text
from consensus.voting.facts import spoken_members, voice_facts, who_withdrew
from consensus.voting.hearings import hearings_of
from consensus.voting.models import Dissociation, Statement
from consensus.web.words import KINDS

_ON_RAIL = (Stage.DRAFTING, Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.CLOSED)
_BEGINS = {Action.OPEN_COMMENT: Stage.COMMENT, Action.CALL_FOR_OBJECTIONS: Stage.OBJECTION, Action.CALL_FOR_CONSENSUS: Stage.CONSENSUS}
_ONCE = (Beside.ASK_SENSE_CHECK, Beside.INVITE_TO_BE_HEARD)
"""Acts that most proposals never see: what they made is read only where the ledger knows of one."""
_BEGAN = (
    select(LedgerEntry.act, func.max(LedgerEntry.at))
    .where(LedgerEntry.proposal_id == bindparam("proposal_id"), LedgerEntry.act.in_([act.value for act in (*_BEGINS, *_ONCE)]))
    .group_by(LedgerEntry.act)
)


def proposal_page(session: Session, proposal_id: int, actor: Actor | None, now: datetime, *, about: int | None = None) -> ProposalPage:
    """Return the page of a proposal for one reader at one instant; ``about`` is a comment that it must hold, however old it is.

    :raises NotFoundError: when there is no such proposal, or it is not open to the reader.
    """
    head, owners, reader = opened(session, proposal_id, actor, now)
    proposal = head.proposal
    acts = dict(session.execute(_BEGAN, {"proposal_id": proposal_id}).tuples().all())
    rows = read_roll(session, proposal) if proposal.stage not in (Stage.DRAFTING, Stage.COMMENT) else []
    hearings = hearings_of(session, proposal_id) if reader.is_inside and Beside.INVITE_TO_BE_HEARD in acts else ()
    objections = read_objections(session, proposal_id, hearings) if proposal.was_objected else []
    said = [each.facts for each in objections]
    names = {region["code"]: region["name"] for region in head.network.regions}
    roll = roll_view(rows, said, proposal, head.rules, names | _KIND_NAMES) if rows else None
    spoken, version = read_comments(session, proposal_id, about=about), _version(session, proposal)
    members, has_stated = _members(session, head, reader, actor, now)
    reader_id = None if actor is None else actor.person_id
    checks = read_sense_checks(session, proposal, reader_id, now) if Beside.ASK_SENSE_CHECK in acts else ()
    page = ProposalPage(
        network_name=head.network.name,
        proposal_id=proposal_id,
        body_id=head.body.id,
        body_code=head.body.code,
        body_name=head.body.name,
        body_kind=head.body.kind,
        languages=tuple(head.body.languages),
        required_languages=tuple(head.body.required_languages),
        class_code=proposal.class_code,
        ruleset_number=head.ruleset.number,
        question=proposal.question,
        visibility=proposal.visibility,
        stage=proposal.stage,
        rail=_rail(proposal, acts),
        closes_at=proposal.closes_at,
        created_at=proposal.created_at,
        returns=proposal.returns,
        relation=proposal.relation,
        names_decision=head.named,
        comes_back_on=proposal.comes_back_on,
        review_on=proposal.review_on,
        continued=Continued(_known(head, reader, head.continues), _known(head, reader, head.continued_by)),
        owners=owners,
        facilitator=head.facilitator,
        version=version,
        comments=spoken.comments,
        comments_in_all=spoken.total,
        amendments_in_all=spoken.amendments,
        objections=objection_views(objections, rows, reader.mine, head.rules),
        sealed_objections=0,
        sense_checks=checks,
        roll=roll,
        decision=head.decision,
        is_inside=reader.is_inside,
        reader_id=reader_id,
        facts=replace(
            _facts(
                head,
                owners,
                reader,
                objections,
                spoken.waiting,
                version,
                roll,
                members,
                now,
                has_withdrawn=_has_withdrawn(session, head, reader, actor),
            ),
            sense_check_is_open=any(check.is_open for check in checks),
        ),
        own_voices=() if roll is None else tuple(voice for voice in roll.voices if voice.voice_id in reader.mine),
        own_facts=tuple(
            voice_facts(row.voice_id, said, is_recused=row.recused_at is not None) for row in rows if row.voice_id in reader.mine
        ),
        has_stated=has_stated,
        own_members=members,
        region_names=names,
        principles={each["code"]: each["name"] for each in head.network.core_principles},
    )
    return page if page.is_inside else as_seen_from_outside(page)


_WIDTH = {Visibility.BODY: 0, Visibility.NETWORK: 1, Visibility.PUBLIC: 2}


def _known(head: Head, reader: Reader, neighbour: Neighbour | None) -> int | None:
    """Return the id of a linked proposal that is open to whoever reads this one."""
    if neighbour is None or not (reader.is_inside or _WIDTH[neighbour.visibility] >= _WIDTH[head.proposal.visibility]):
        return None
    return neighbour.proposal_id


_KIND_NAMES = {kind.value: name for kind, name in KINDS.items()}


_author, _proposer = aliased(Person), aliased(Person)
_VERSION: Select[Any] = (
    # What the page says of the version itself stands in every row: one statement less.
    STANDING.add_columns(Version.at, Version.note, _author.name, AmendmentTakenOver.comment_id, _proposer.name)
    .join(Version, and_(Version.proposal_id == bindparam("proposal_id"), Version.number == bindparam("number")))
    .outerjoin(_author, _author.id == Version.person_id)
    .outerjoin(AmendmentTakenOver, AmendmentTakenOver.version_id == Version.id)
    .outerjoin(Comment, Comment.id == AmendmentTakenOver.comment_id)
    .outerjoin(_proposer, _proposer.id == Comment.person_id)
)


def _version(session: Session, proposal: Proposal) -> VersionView:
    rows = session.execute(_VERSION, {"proposal_id": proposal.id, "number": proposal.version_number}).all()
    *_, at, note, by, amendment, proposer = rows[0]
    standing = [standing_text(row, proposal.version_number) for row in rows]
    texts = [
        TextView(
            language=text.language,
            question=text.question,
            text=text.text,
            html=text.html,
            sha256=text.sha256,
            is_authentic=text.language == proposal.authentic_language,
            number=text.number,
            is_stale=text.is_stale,
            is_held=text.is_held,
            translated_by=text.translated_by,
            translated_at=text.translated_at,
        )
        for text in standing
    ]
    texts.sort(key=lambda text: (not text.is_authentic, text.language))
    takes_over = None if amendment is None else proposer
    return VersionView(number=proposal.version_number, at=at, by=by or "", note=note, takes_over=takes_over, texts=tuple(texts))


def _members(session: Session, head: Head, reader: Reader, actor: Actor | None, now: datetime) -> tuple[tuple[MemberView, ...], bool]:
    """Return the members that the reader may dissociate from what was adopted, and whether a voice of the reader has stated."""
    if actor is None or actor.person_id is None or head.decision is None or not head.decision.outcome.is_adopted:
        return (), _has_stated(session, head, reader)
    stated = _stated(reader).label("stated")
    spoken = spoken_members(head.proposal.body_id, actor.person_id, now)
    statement = spoken.with_only_columns(Member.id, Member.name, Dissociation.id, stated)
    said = (Dissociation.member_id == Member.id) & (Dissociation.decision_id == head.decision.decision_id)
    rows = session.execute(statement.outerjoin(Dissociation, said)).tuples().all()
    # Who sits without a mandate speaks for a voice and for no member.
    has_stated = any(row[3] for row in rows) if rows else _has_stated(session, head, reader)
    return tuple(MemberView(member_id, name, dissociation_id is not None) for member_id, name, dissociation_id, _ in rows), has_stated


def _facts(
    head: Head,
    owners: tuple[PersonView, ...],
    reader: Reader,
    objections: list[ObjectionRow],
    issues_unanswered: int,
    version: VersionView,
    roll: RollView | None,
    members: tuple[MemberView, ...],
    now: datetime,
    *,
    has_withdrawn: bool,
) -> Facts:
    proposal = head.proposal
    said = tuple(each.facts for each in objections)
    is_withdrawn = head.decision is not None and head.decision.outcome is Outcome.WITHDRAWN
    return Facts(
        now=now,
        stage=proposal.stage,
        rules=head.rules,
        version=proposal.version_number,
        last_act_at=proposal.last_act_at,
        closes_at=proposal.closes_at,
        closed_at=proposal.closed_at,
        is_adopted=head.decision is not None and head.decision.outcome.is_adopted,
        is_withdrawn=is_withdrawn,
        is_continued=head.continued_by is not None,
        comes_back_at=proposal.comes_back_at,
        extensions=proposal.extensions,
        held_at=proposal.held_at,
        was_objected=proposal.was_objected,
        issues_unanswered=issues_unanswered,
        languages_missing=tuple(sorted(set(head.body.required_languages) - version.fresh)),
        objections=said,
        calls_stop_at=head.body.calls_stop_at,
        calls_resume_at=head.body.calls_resume_at,
        fills_seats=proposal.fills_seats,
        voices_silent=0 if roll is None else dict(roll.counts)[None],
        has_facilitator=head.facilitator is not None,
        facilitator_owns=head.facilitator in owners,
        facilitator_objects=any(each.status.is_live and each.voice_id in reader.facilitators for each in said),
        is_owner=reader.owns,
        has_withdrawn=has_withdrawn,
        is_facilitator=reader.facilitates,
        in_body=reader.in_body,
        speaks_for_member=bool(members),
        has_dissociated=bool(members) and all(member.has_dissociated for member in members),
    )


def _stated(reader: Reader) -> ColumnElement[bool]:
    """The condition that a voice of the reader annexed a statement that could tell less of who said it."""
    return exists().where(Statement.voice_id.in_(reader.mine), Statement.attribution != Attribution.SEALED)


def _has_stated(session: Session, head: Head, reader: Reader) -> bool:
    if head.decision is None or not head.decision.has_dissent or not reader.mine:
        return False
    return session.scalars(select(_stated(reader))).one()


def _has_withdrawn(session: Session, head: Head, reader: Reader, actor: Actor | None) -> bool:
    if actor is None or not reader.owns or head.decision is None or head.decision.outcome is not Outcome.WITHDRAWN:
        return False
    return who_withdrew(session, head.proposal.id) == actor.ledger_name


def _rail(proposal: Proposal, acts: Mapping[str, datetime]) -> tuple[RailStep, ...]:
    """Return the stages as the rail shows them, with the day on which each last began; ``acts`` says when each act last was."""
    began = {stage: acts[act] for act, stage in _BEGINS.items() if act in acts}
    began[Stage.DRAFTING] = proposal.created_at
    if began.get(Stage.CONSENSUS) == proposal.closed_at:  # adopted by silence at the end of the objection window
        began.pop(Stage.CONSENSUS, None)
    present = Stage.CONSENSUS if proposal.stage is Stage.FALLBACK else proposal.stage
    began[present] = proposal.opened_at
    place = _ON_RAIL.index(present)

    def state(index: int, stage: Stage) -> str:
        if index == place:
            return "present"
        if index > place:
            return "ahead"
        return "past" if stage in began else "skipped"

    return tuple(
        RailStep(
            stage=proposal.stage if stage is present else stage,
            state=state(index, stage),
            began_at=began.get(stage) if index <= place else None,
            closes_at=proposal.closes_at if stage is present else None,
        )
        for index, stage in enumerate(_ON_RAIL)
    )

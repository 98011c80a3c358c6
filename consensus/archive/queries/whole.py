"""All that is stored of one decision: its record and what was annexed to it later, as frozen values. Seven statements at most.

What of it a reader sees is left to ``inside.py`` and ``outside.py``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from consensus.archive.queries.afterwards import reviews_of, tasks_of
from consensus.archive.queries.reader import Reader
from consensus.archive.queries.seen import Link, ReviewSeen, TaskSeen, UnderWay
from consensus.domain.attribution import Alike, least
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import Attribution, DecisionStatus, Outcome, Stage, Visibility
from consensus.people.models import Member
from consensus.proposals.models import Proposal
from consensus.proposals.standing import held_texts
from consensus.voting.models import Decision, Dissociation, Objection, Position, Statement, Voice


@dataclass(frozen=True, slots=True)
class Annexed:
    """A statement or a dissociation. ``member_id`` is the member that said it, or for which its seat did."""

    label: str
    alike: Alike
    member_id: int
    level: Attribution
    at: datetime
    text: str
    extent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A decision with everything that belongs to it."""

    as_of: datetime
    visibility: Visibility
    body_id: int
    may_propose: bool
    """Whether the reader speaks in the body that decided, and so may propose to change or ratify it."""
    question: str
    outcome: Outcome
    label: Outcome | None
    status: DecisionStatus
    has_dissent: bool
    closed_at: datetime
    lapses_at: datetime | None
    record: Mapping[str, Any]
    record_sha256: str
    html: Mapping[str, str]
    """The text by language, as it is shown."""
    statements: tuple[Annexed, ...]
    dissociations: tuple[Annexed, ...]
    links: tuple[Link, ...]
    under_way: tuple[UnderWay, ...]
    review_on: date | None
    reviews: tuple[ReviewSeen, ...]
    tasks: tuple[TaskSeen, ...]
    position_levels: Mapping[int, Attribution]
    objection_levels: Mapping[int, Attribution]

    def level_of_position(self, position: Mapping[str, Any]) -> Attribution:
        """The level as it is now; a position that repeats an objection is attributed no more openly than it."""
        level = least(Attribution(position["attribution"]), self.position_levels.get(position["id"], Attribution.SEALED))
        return level if position["objection"] is None else least(level, self.level_of_objection(position["objection"]))

    def level_of_objection(self, objection_id: int) -> Attribution:
        """The level as it is now: it may have become less since the record was made."""
        return self.objection_levels.get(objection_id, Attribution.SEALED)


def whole(session: Session, reader: Reader, number: str, now: datetime) -> Whole:
    """Return the decision that is cited as ``number``.

    :raises NotFoundError: when there is none, or the reader may not know of it.
    """
    statement = select(Decision, Proposal.visibility, Proposal.version_number, Proposal.review_on).join(
        Proposal, Proposal.id == Decision.proposal_id
    )
    row = session.execute(statement.where(Decision.number == number)).one_or_none()
    if row is None or not reader.may_read(row.visibility, row.Decision.body_id):
        raise NotFoundError(_("There is no such decision, or it is not open to you. If you have an account, sign in."))
    decision: Decision = row.Decision
    record = json.loads(decision.record)
    levels = _levels(session, decision.proposal_id)
    statements, dissociations = _annexed(session, decision.id)
    return Whole(
        as_of=now,
        visibility=row.visibility,
        body_id=decision.body_id,
        may_propose=decision.body_id in reader.body_ids,
        question=decision.question,
        outcome=decision.outcome,
        label=decision.label,
        status=decision.status,
        has_dissent=decision.has_dissent,
        closed_at=decision.closed_at,
        lapses_at=decision.lapses_at,
        record=record,
        record_sha256=decision.record_sha256,
        html=_html(session, decision.proposal_id, row.version_number),
        statements=statements,
        dissociations=dissociations,
        links=_links(session, reader, decision, record),
        under_way=_under_way(session, reader, decision),
        review_on=row.review_on,
        reviews=reviews_of(session, decision) if decision.outcome.is_adopted else (),
        tasks=tasks_of(session, reader, decision) if decision.outcome.is_adopted else (),
        position_levels=levels[Position],
        objection_levels=levels[Objection],
    )


def _html(session: Session, proposal_id: int, version: int) -> dict[str, str]:
    return {language: text.html for language, text in held_texts(session, proposal_id, version).items()}


def _annexed(session: Session, decision_id: int) -> tuple[tuple[Annexed, ...], tuple[Annexed, ...]]:
    """Return the statements and the dissociations, each in the order in which they were made."""
    stated = (
        select(literal(0).label("kind_of"), Statement.id.label("said_id"), Voice.label, Voice.region, Voice.kind, Voice.member_id)
        .add_columns(Statement.attribution, Statement.at, Statement.text, literal(""))
        .join(Voice, Voice.id == Statement.voice_id)
        .where(Statement.decision_id == decision_id)
    )
    left = (
        select(literal(1), Dissociation.id, Member.name, Member.region, Member.kind, Member.id)
        .add_columns(Dissociation.attribution, Dissociation.at, Dissociation.text, Dissociation.extent)
        .join(Member, Member.id == Dissociation.member_id)
        .where(Dissociation.decision_id == decision_id)
    )
    found: tuple[list[Annexed], list[Annexed]] = ([], [])
    for kind_of, _said_id, label, region, kind, *said in session.execute(union_all(stated, left).order_by("kind_of", "said_id")):
        found[kind_of].append(Annexed(label, Alike(region, kind), *said))
    return tuple(found[0]), tuple(found[1])


def _links(session: Session, reader: Reader, decision: Decision, record: Mapping[str, Any]) -> tuple[Link, ...]:
    relates_to = record["relates_to"] or {}
    wanted = {"superseded_by": decision.superseded_by_id, "ratified_by": decision.ratified_by_id}
    if not relates_to and not any(wanted.values()):
        return ()
    statement = (
        select(Decision.id, Decision.number, Decision.body_id, Proposal.visibility)
        .join(Proposal, Proposal.id == Decision.proposal_id)
        .where(or_(Decision.id.in_([each for each in wanted.values() if each]), Decision.number == relates_to.get("decision")))
    )
    found = []
    for decision_id, number, body_id, visibility in session.execute(statement):
        relation = next((name for name, each in wanted.items() if each == decision_id), None) or relates_to["relation"]
        found.append(Link(relation, number if reader.may_read(visibility, body_id) else None))
    return tuple(sorted(found, key=lambda link: link.relation))


def _under_way(session: Session, reader: Reader, decision: Decision) -> tuple[UnderWay, ...]:
    """Return the open proposals that name the decision, what its proposal continues, and what continues that."""
    own = aliased(Proposal)
    naming = and_(Proposal.names_decision_id == decision.id, Proposal.stage != Stage.CLOSED)
    statement = (
        select(Proposal.id, Proposal.question, Proposal.body_id, Proposal.visibility, Proposal.relation, Proposal.continues_id)
        .join(own, own.id == decision.proposal_id)
        .where(or_(naming, Proposal.continues_id == own.id, Proposal.id == own.continues_id))
        .order_by(Proposal.id)
    )
    found = []
    for proposal_id, question, body_id, visibility, relation, continues_id in session.execute(statement):
        if continues_id == decision.proposal_id:
            relation = "continued_by"
        elif proposal_id < decision.proposal_id:
            relation = "continues"
        if reader.may_read(visibility, body_id):
            found.append(UnderWay(str(relation), proposal_id, question))
    return tuple(found)


def _levels(session: Session, proposal_id: int) -> dict[type[Position | Objection], dict[int, Attribution]]:
    """Return the levels of positions and those of objections, by their ids."""
    models: tuple[type[Position | Objection], ...] = (Position, Objection)
    told = (select(literal(n), each.id, each.attribution).where(each.proposal_id == proposal_id) for n, each in enumerate(models))
    levels: dict[type[Position | Objection], dict[int, Attribution]] = {model: {} for model in models}
    for n, said_id, level in session.execute(union_all(*told)).tuples():
        levels[models[n]][said_id] = level
    return levels

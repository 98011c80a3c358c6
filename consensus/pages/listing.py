"""The proposals of a body, open ones first by their deadline, then those that are closed, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, Role, may, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import STAGES_UNDER_WAY, BodyKind, Outcome, Stage, Visibility
from consensus.pages.reading import PERMISSION
from consensus.people.queries.access import is_in_network
from consensus.proposals.models import Proposal
from consensus.voting.models import Decision

PAGE_LENGTH = 25
"""Closed proposals on one page."""
MOST_OPEN = 200
"""Proposals under way on the page of all; far more than a body can keep in mind."""
FEW_OPEN = 8
"""Those that stand on the page of the body itself."""


@dataclass(frozen=True, slots=True)
class ListedProposal:
    """A proposal in a list; never without its dissent marker once it is decided."""

    proposal_id: int
    question: str
    class_code: str
    stage: Stage
    closes_at: datetime | None
    number: str | None
    outcome: Outcome | None
    has_dissent: bool | None


@dataclass(frozen=True, slots=True)
class ProposalList:
    """The proposals of a body that one reader may see."""

    body_code: str
    body_name: str
    body_kind: BodyKind
    open: tuple[ListedProposal, ...]
    closed: tuple[ListedProposal, ...]
    can_start: bool
    is_older: bool
    """Whether this is a further page of closed ones."""
    older_than: int | None
    """Where the next page of closed ones begins; ``None`` when there are no more."""


def proposals_of(
    session: Session,
    code: str,
    actor: Actor | None,
    now: datetime,
    *,
    before: int | None = None,
    stage: Stage | None = None,
    class_code: str | None = None,
) -> ProposalList:
    """Return the proposals of a body; ``before`` is the id under which closed ones are listed.

    :param stage: where only those in one stage are asked for.
    :param class_code: where only those of one class of decision are.

    :raises NotFoundError: when there is no such body.
    """
    body = session.scalars(select(Body).where(Body.code == code)).one_or_none()
    if body is None:
        raise NotFoundError(_("There is no such body."))
    roles = _roles(session, body.id, actor, now)
    statement = _readable(body.id, roles)
    if stage is not None:
        statement = statement.where(Proposal.stage == stage)
    if class_code is not None:
        statement = statement.where(Proposal.class_code == class_code)
    finished = statement.where(Proposal.stage == Stage.CLOSED).order_by(Proposal.id.desc()).limit(PAGE_LENGTH + 1)
    if before is not None:
        finished = finished.where(Proposal.id < before)
    closed = [ListedProposal(*row) for row in session.execute(finished)]
    return ProposalList(
        body_code=body.code,
        body_name=body.name,
        body_kind=body.kind,
        open=() if before is not None else _open(session, statement, MOST_OPEN),
        closed=tuple(closed[:PAGE_LENGTH]),
        can_start=may(roles, Permission.START_PROPOSAL),
        is_older=before is not None,
        older_than=closed[PAGE_LENGTH - 1].proposal_id if len(closed) > PAGE_LENGTH else None,
    )


def open_proposals_of(session: Session, body_id: int, actor: Actor | None, now: datetime) -> tuple[ListedProposal, ...]:
    """Return the first of the proposals under way in a body, those that end first before the others."""
    return _open(session, _readable(body_id, _roles(session, body_id, actor, now)), FEW_OPEN)


def _open(session: Session, statement: Select[Any], most: int) -> tuple[ListedProposal, ...]:
    unfinished = statement.where(Proposal.stage.in_(STAGES_UNDER_WAY)).order_by(
        Proposal.closes_at.is_(None), Proposal.closes_at, Proposal.id
    )
    return tuple(ListedProposal(*row) for row in session.execute(unfinished.limit(most)))


def _roles(session: Session, body_id: int, actor: Actor | None, now: datetime) -> frozenset[Role]:
    person_id = None if actor is None else actor.person_id
    in_body = person_id is not None and is_in_body(session, person_id, body_id, now)
    in_network = in_body or (person_id is not None and is_in_network(session, person_id, now))
    return roles_of(actor, in_network=in_network, in_body=in_body)


def _readable(body_id: int, roles: frozenset[Role]) -> Select[Any]:
    """Return a statement over the proposals of a body that somebody with ``roles`` may read."""
    seen = [visibility for visibility in Visibility if may(roles, PERMISSION[visibility])]
    columns = (Proposal.id, Proposal.question, Proposal.class_code, Proposal.stage, Proposal.closes_at)
    statement = select(*columns, Decision.number, Decision.outcome, Decision.has_dissent)
    statement = statement.outerjoin(Decision, Decision.proposal_id == Proposal.id)
    return statement.where(Proposal.body_id == body_id, Proposal.visibility.in_(seen))

"""Comments with their dispositions: on the page of a proposal those that matter now, on pages of their own all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from consensus.domain.erasing import Words
from consensus.ledger.models_erasure import Erasure
from consensus.pages.proposal_parts import CommentView
from consensus.people.models import Person
from consensus.proposals.models import AmendmentTakenOver, Comment, IssueDisposition, Proposal, Version
from consensus.web.paging import PAGE_SIZE, Page, offset_of

NEWEST = 20
"""Comments on the page of a proposal; a default of the software."""

WAITING = 20
"""Issues that wait for their answer, the oldest first, which stand there however old they are."""


@dataclass(frozen=True, slots=True)
class SaidOnProposal:
    """The comments that stand on the page of a proposal, in the order of time, and how many there are in all."""

    comments: tuple[CommentView, ...]
    total: int
    waiting: int
    """Issues that wait for their answer."""
    amendments: int


_answerer, _eraser = aliased(Person), aliased(Person)


def _unless_unnamed(name: Any) -> ColumnElement[str]:
    """Return a name, or nothing where the discussion has been kept with names for long enough."""
    return case((Proposal.unnamed_at.is_not(None), ""), else_=name)


# Columns in the order of CommentView; the text as it was typed is not among what a page shows.
_COMMENTS: Select[Any] = (
    select(
        *(Comment.id, _unless_unnamed(Person.name), Comment.speaks_as, Comment.at, Comment.version_number, Comment.html, Comment.is_issue),
        *(Comment.passage, Comment.amendment, IssueDisposition.disposition, func.coalesce(IssueDisposition.html, "")),
        *(_unless_unnamed(func.coalesce(_answerer.name, "")), IssueDisposition.at, Version.number),
        *(Erasure.at, _eraser.name, Erasure.reason, Comment.person_id),
    )
    .join(Proposal, Proposal.id == Comment.proposal_id)
    .join(Person, Person.id == Comment.person_id)
    .outerjoin(IssueDisposition, IssueDisposition.comment_id == Comment.id)
    .outerjoin(_answerer, _answerer.id == IssueDisposition.person_id)
    .outerjoin(AmendmentTakenOver, AmendmentTakenOver.comment_id == Comment.id)
    .outerjoin(Version, Version.id == AmendmentTakenOver.version_id)
    .outerjoin(Erasure, and_(Erasure.words == Words.COMMENT, Erasure.row_id == Comment.id))
    .outerjoin(_eraser, _eraser.id == Erasure.person_id)
    .where(Comment.proposal_id == bindparam("proposal_id"))
    .order_by(Comment.at, Comment.id)
)


def _on_page() -> Select[Any]:
    waits = case((and_(Comment.is_issue, IssueDisposition.comment_id.is_(None)), 1), else_=0)
    placed = (
        select(
            Comment.id,
            waits.label("waits"),
            func.row_number().over(order_by=(Comment.at.desc(), Comment.id.desc())).label("from_newest"),
            func.row_number().over(partition_by=waits, order_by=(Comment.at, Comment.id)).label("in_turn"),
            func.count().over().label("total"),
            func.sum(waits).over().label("waiting"),
            func.sum(case((Comment.amendment.is_not(None), 1), else_=0)).over().label("amendments"),
        )
        .outerjoin(IssueDisposition, IssueDisposition.comment_id == Comment.id)
        .where(Comment.proposal_id == bindparam("proposal_id"))
        .subquery()
    )
    shown = or_(
        placed.c.from_newest <= NEWEST,
        and_(placed.c.waits == 1, placed.c.in_turn <= WAITING),
        placed.c.id == bindparam("about", type_=Integer),
    )
    return _COMMENTS.add_columns(placed.c.total, placed.c.waiting, placed.c.amendments).join(placed, placed.c.id == Comment.id).where(shown)


_ON_PAGE = _on_page()


def read_comments(session: Session, proposal_id: int, *, about: int | None = None) -> SaidOnProposal:
    """Return the newest comments, the issues that wait, and the one that the page is ``about``: one statement."""
    rows = session.execute(_ON_PAGE, {"proposal_id": proposal_id, "about": about}).all()
    comments = tuple(CommentView(*row[:-3]) for row in rows)
    total, waiting, amendments = (int(count) for count in rows[0][-3:]) if rows else (0, 0, 0)
    return SaidOnProposal(comments, total, waiting, amendments)


def read_amendments(session: Session, proposal_id: int) -> tuple[CommentView, ...]:
    """Return every comment that suggests an amendment, in the order of time."""
    statement = _COMMENTS.where(Comment.amendment.is_not(None))
    return tuple(CommentView(*row) for row in session.execute(statement, {"proposal_id": proposal_id}))


def comments_page(session: Session, proposal_id: int, number: int, *, total: int) -> Page[CommentView]:
    """Return one page of all comments, the oldest first; ``total`` is how many there are."""
    rows = session.execute(_COMMENTS.limit(PAGE_SIZE).offset(offset_of(number)), {"proposal_id": proposal_id})
    return Page(tuple(CommentView(*row) for row in rows), number, total)

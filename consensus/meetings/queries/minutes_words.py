"""What was said on the proposals of an agenda while their items were open: positions with their words, remarks, amendments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.domain.erasing import Words
from consensus.domain.minutes import SaidObjection, SaidPosition, Stood, stood_at
from consensus.domain.terms import Disposition, PositionCode
from consensus.meetings.models import EnteredPosition, Fate, MeetingItem
from consensus.meetings.queries.opening import ItemView
from consensus.people.queries.erased import Erased, words_or_why
from consensus.proposals.models import Comment, IssueDisposition
from consensus.voting.models import Objection, Position, Voice

Asked = Sequence[tuple[ItemView, int]]
"""The items about a proposal, each with the version at which the proposal was when the item ended."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that was written while an item was open."""

    text: str
    speaks_as: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change that somebody proposed before the item ended, with its answer if it had one."""

    passage: str
    amendment: str
    disposition: Disposition | None
    speaks_as: str = ""

    @property
    def unnamed(self) -> Amendment:
        """The same without the one who proposed it."""
        return replace(self, speaks_as="")


def standing_in(session: Session, asked: Asked, now: datetime) -> dict[int, tuple[tuple[str, Stood], ...]]:
    """Return, for each item, where every voice of the roll stood when it ended: by label, in the order of the roll."""
    proposals = [item.proposal_id for item, _ in asked]
    positions: defaultdict[int, list[SaidPosition]] = defaultdict(list)
    voices: defaultdict[int, dict[int, tuple[str, datetime | None]]] = defaultdict(dict)
    statement = (
        select(Voice.proposal_id, Voice.id, Voice.label, Voice.recused_at)
        .add_columns(Position.version_number, Position.code, Position.reason, Position.attribution, Position.at)
        .outerjoin(Position, Position.voice_id == Voice.id)
        .where(Voice.proposal_id.in_(proposals))
        .order_by(Voice.id, Position.id)
    )
    for proposal_id, voice_id, label, recused_at, version, code, reason, attribution, at in session.execute(statement):
        voices[proposal_id][voice_id] = (label, recused_at)
        if code is not None:
            positions[voice_id].append(SaidPosition(version, code, reason, attribution, at))
    objections = _objections(session, proposals)
    found = {}
    for item, version in asked:
        end = item.ended_at or now
        found[item.item_id] = tuple(
            (
                label,
                Stood(PositionCode.RECUSE)
                if recused_at is not None and recused_at <= end
                else stood_at(positions[voice_id], objections[voice_id], end, version),
            )
            for voice_id, (label, recused_at) in voices[item.proposal_id or 0].items()
        )
    return found


def _objections(session: Session, proposals: Sequence[int | None]) -> defaultdict[int, list[SaidObjection]]:
    found: defaultdict[int, list[SaidObjection]] = defaultdict(list)
    columns = (Objection.voice_id, Objection.kind, Objection.status, Objection.reason, Objection.attribution)
    statement = select(*columns, Objection.raised_at, Objection.settled_at).where(Objection.proposal_id.in_(proposals))
    for voice_id, *said in session.execute(statement.order_by(Objection.id)):
        found[voice_id].append(SaidObjection(*said))
    return found


def words_in(session: Session, asked: Asked, now: datetime) -> tuple[dict[int, tuple[Remark, ...]], dict[int, tuple[Amendment, ...]]]:
    """Return, for each item, the comments that were written while it was open, and the amendments proposed before it ended."""
    remarks: dict[int, tuple[Remark, ...]] = {}
    amendments: dict[int, tuple[Amendment, ...]] = {}
    gone = Erased(Words.COMMENT, Comment.id)
    columns = (Comment.proposal_id, Comment.at, Comment.text, Comment.speaks_as, Comment.passage, Comment.amendment)
    statement = select(*columns, IssueDisposition.disposition, *gone.columns).outerjoin(
        IssueDisposition, IssueDisposition.comment_id == Comment.id
    )
    of_proposal = {item.proposal_id: item for item, _ in asked}
    rows = session.execute(gone.beside(statement.where(Comment.proposal_id.in_(of_proposal)).order_by(Comment.id))).tuples()
    for proposal_id, at, text, speaks_as, passage, amendment, disposition, *erased in rows:
        item = of_proposal[proposal_id]
        if item.started_at is None or at > (item.ended_at or now):
            continue
        if amendment is not None:
            proposed = Amendment(passage or "", amendment, disposition, speaks_as)
            amendments[item.item_id] = (*amendments.get(item.item_id, ()), proposed)
        elif at >= item.started_at:
            remarks[item.item_id] = (*remarks.get(item.item_id, ()), Remark(words_or_why(text, *erased), speaks_as))
    return remarks, amendments


def unconfirmed_in(session: Session, item_ids: Sequence[int]) -> dict[int, int]:
    """Return, for each item, how many positions the secretary wrote down that no voice has confirmed or rejected."""
    statement = (
        select(EnteredPosition.item_id, func.count())
        .join(MeetingItem, MeetingItem.id == EnteredPosition.item_id)
        .where(EnteredPosition.item_id.in_(item_ids), EnteredPosition.fate == Fate.WAITING)
        .group_by(EnteredPosition.item_id)
    )
    return dict(session.execute(statement).tuples().all())

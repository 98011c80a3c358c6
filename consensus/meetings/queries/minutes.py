"""Minutes, made from what happened in a meeting: by item, as things stood when the item ended; views without names unless asked.

The level that a dissenter chose holds in minutes as everywhere, because minutes are handed on: a sealed reason stands in none, and
only words that may be named are named. Who agreed or was silent is counted and not listed, or the rest could be told from it.
Source: record.md section 3.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.erasing import Words
from consensus.domain.minutes import Stood
from consensus.domain.terms import Attribution, Outcome, PositionCode, Stage
from consensus.ledger.models import LedgerEntry
from consensus.meetings.models import MeetingNote, NoteKind
from consensus.meetings.queries.minutes_words import Amendment, Remark, standing_in, unconfirmed_in, words_in
from consensus.meetings.queries.opening import ItemView, MeetingPage
from consensus.people.models import Person
from consensus.people.queries.erased import Erased, words_or_why
from consensus.voting.models import Decision
from consensus.voting.models_afterwards import Task

_MOVES = (
    *("create", "edit_draft", "open_comment", "return_to_drafting", "revise", "call_for_objections", "call_for_consensus", "close"),
    *("withdraw_proposal", "defer", "lapse"),
)
"""Acts after which a proposal is in another stage or at another version; their entries say in which and at which."""

_ORDER = {code: place for place, code in enumerate(PositionCode)}


@dataclass(frozen=True, slots=True)
class View:
    """Something that was said, with the position it was said for if it was; ``by`` is empty where no name may stand."""

    position: PositionCode | None
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class AdoptedText:
    """The exact words that were adopted, in one language."""

    language: str
    question: str
    text: str
    sha256: str
    is_authentic: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Who does what, until when; of a note of the secretary, the note alone."""

    text: str
    responsible: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMinutes:
    """One item as it was when it ended, or as it is now where it is still open."""

    item: ItemView
    stage: Stage | None = None
    version: int | None = None
    counts: tuple[tuple[PositionCode | None, int], ...] = ()
    """Positions in the order of process.md section 3, silence last; empty before there was a roll."""
    views: tuple[View, ...] = ()
    sealed: int = 0
    """Reasons that are sealed: counted, and not in the minutes."""
    unconfirmed: int = 0
    """What the secretary wrote down and no voice confirmed while the item was open."""
    amendments: tuple[Amendment, ...] = ()
    number: str | None = None
    outcome: Outcome | None = None
    has_dissent: bool = False
    decided_at: datetime | None = None
    adopted: tuple[AdoptedText, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a meeting, as of an instant."""

    meeting: MeetingPage
    items: tuple[ItemMinutes, ...]
    notes: tuple[str, ...]
    follow_ups: tuple[FollowUp, ...]
    has_names: bool
    as_of: datetime


@dataclass(frozen=True, slots=True)
class _Then:
    """In which stage and at which version a proposal was."""

    stage: Stage
    version: int


@dataclass(frozen=True, slots=True)
class _Decided:
    number: str
    outcome: Outcome
    has_dissent: bool
    at: datetime
    adopted: tuple[AdoptedText, ...]


def minutes_of(session: Session, page: MeetingPage, *, has_names: bool, now: datetime) -> Minutes:
    """Return the minutes of a meeting: the items that were opened, in the order in which they first were."""
    opened = sorted((item for item in page.items if item.started_at is not None), key=lambda item: (item.started_at, item.item_id))
    proposals = [item.proposal_id for item in opened if item.proposal_id is not None]
    then = _stages(session, proposals, {item.proposal_id: item.ended_at or now for item in opened if item.proposal_id is not None})
    asked = [(item, then[item.proposal_id].version) for item in opened if item.proposal_id in then]
    standing = standing_in(session, asked, now)
    remarks, amendments = words_in(session, asked, now)
    unconfirmed = unconfirmed_in(session, [item.item_id for item in opened])
    decided, tasks = _decided(session, proposals), _tasks(session, proposals)
    said = _noted(session, page.meeting_id)
    items = []
    for item in opened:
        spoken = standing.get(item.item_id, ())
        was = then.get(item.proposal_id) if item.proposal_id is not None else None
        views, sealed = _views([stood for _, stood in spoken], remarks.get(item.item_id, ()), [label for label, _ in spoken], has_names)
        decision = decided.get(item.proposal_id) if item.proposal_id is not None else None
        items.append(
            ItemMinutes(
                item=item,
                stage=None if was is None else was.stage,
                version=None if was is None else was.version,
                counts=_counted([stood for _, stood in spoken], was),
                views=views,
                sealed=sealed,
                unconfirmed=unconfirmed.get(item.item_id, 0),
                amendments=amendments.get(item.item_id, ())
                if has_names
                else tuple(each.unnamed for each in amendments.get(item.item_id, ())),
                number=None if decision is None else decision.number,
                outcome=None if decision is None else decision.outcome,
                has_dissent=decision is not None and decision.has_dissent,
                decided_at=None if decision is None else decision.at,
                adopted=() if decision is None else decision.adopted,
                follow_ups=(*tasks.get(item.proposal_id or 0, ()), *_follow_ups(said, item.item_id)),
                notes=_notes(said, item.item_id),
            )
        )
    return Minutes(page, tuple(items), _notes(said, None), _follow_ups(said, None), has_names, now)


def _views(stood: Sequence[Stood], remarks: Sequence[Remark], labels: Sequence[str], has_names: bool) -> tuple[tuple[View, ...], int]:  # noqa: FBT001 - what the reader asked for
    """Return what was said and may stand there, in no order that would tell whose it is, and how many reasons are sealed."""
    found = []
    for label, each in zip(labels, stood, strict=True):
        if each.reason and each.attribution is not Attribution.SEALED:
            is_named = has_names and each.attribution is Attribution.NAMED
            found.append(View(each.code, each.reason, label if is_named else ""))
    found += [View(None, each.text, each.speaks_as if has_names else "") for each in remarks]
    found.sort(key=lambda view: (-1 if view.position is None else _ORDER[view.position], view.text, view.by))
    return tuple(found), sum(1 for each in stood if each.reason and each.attribution is Attribution.SEALED)


def _counted(stood: Sequence[Stood], was: _Then | None) -> tuple[tuple[PositionCode | None, int], ...]:
    if was is None or was.stage in (Stage.DRAFTING, Stage.COMMENT) or not stood:
        return ()
    counts = Counter(each.code for each in stood)
    return tuple((code, counts[code]) for code in (*PositionCode, None) if counts[code])


def _noted(session: Session, meeting_id: int) -> list[tuple[int | None, NoteKind, str]]:
    """Return what the secretary noted: about which item, of which kind, what; of a note that was erased, that it was."""
    gone = Erased(Words.NOTE, MeetingNote.id)
    statement = select(MeetingNote.item_id, MeetingNote.kind, MeetingNote.text, *gone.columns)
    statement = gone.beside(statement.where(MeetingNote.meeting_id == meeting_id).order_by(MeetingNote.id))
    return [(item_id, kind, words_or_why(text, *erased)) for item_id, kind, text, *erased in session.execute(statement)]


def _notes(said: Sequence[tuple[int | None, NoteKind, str]], item_id: int | None) -> tuple[str, ...]:
    return tuple(text for about, kind, text in said if about == item_id and kind is NoteKind.NOTE)


def _follow_ups(said: Sequence[tuple[int | None, NoteKind, str]], item_id: int | None) -> tuple[FollowUp, ...]:
    return tuple(FollowUp(text) for about, kind, text in said if about == item_id and kind is NoteKind.FOLLOW_UP)


def _stages(session: Session, proposals: Sequence[int], ends: Mapping[int, datetime]) -> dict[int, _Then]:
    """Return in which stage and at which version each proposal was at the instant named for it, as the ledger tells it."""
    found: dict[int, _Then] = {}
    columns = (LedgerEntry.proposal_id, LedgerEntry.at, LedgerEntry.entry)
    statement = select(*columns).where(LedgerEntry.proposal_id.in_(proposals), LedgerEntry.act.in_(_MOVES))
    for proposal_id, at, entry in session.execute(statement.order_by(LedgerEntry.index)).tuples():
        if proposal_id is None or entry is None or at > ends[proposal_id]:
            continue
        data = json.loads(entry)["data"]
        before = found.get(proposal_id)
        version = data.get("version") or (before.version if before is not None else 1)
        found[proposal_id] = _Then(Stage(data["stage"]), int(version))
    return found


def _decided(session: Session, proposals: Sequence[int]) -> dict[int, _Decided]:
    columns = (Decision.proposal_id, Decision.number, Decision.outcome, Decision.has_dissent, Decision.closed_at, Decision.record)
    found = {}
    for proposal_id, number, outcome, has_dissent, at, record in session.execute(
        select(*columns).where(Decision.proposal_id.in_(proposals))
    ):
        text = json.loads(record)["text"]
        adopted = tuple(
            AdoptedText(each["language"], each["question"], each["text"], each["sha256"], each["language"] == text["authentic"])
            for each in text["languages"]
        )
        found[proposal_id] = _Decided(number, outcome, has_dissent, at, adopted if outcome.is_adopted else ())
    return found


def _tasks(session: Session, proposals: Sequence[int]) -> dict[int, tuple[FollowUp, ...]]:
    found: dict[int, tuple[FollowUp, ...]] = {}
    gone = Erased(Words.TASK, Task.id)
    statement = select(Task.proposal_id, Task.text, Person.name, Task.due_on, *gone.columns).join(Person, Person.id == Task.responsible_id)
    statement = gone.beside(statement.where(Task.proposal_id.in_(proposals)).order_by(Task.due_on, Task.id))
    for proposal_id, text, name, due_on, *erased in session.execute(statement):
        found[proposal_id] = (*found.get(proposal_id, ()), FollowUp(words_or_why(text, *erased), name, due_on))
    return found

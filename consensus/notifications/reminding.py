"""Reminds, before a window ends, those who have not spoken, and tells the facilitator whom nobody reached.

In the objection stage nobody owes a word, unless silence consents: there, one last call is enough.

When is said by ``consensus.domain.reminders``, from the window as it is now: one that moved has its reminders at other instants. Each
is made once for a window's end, a person and a channel, however often this runs and however many clocks run it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import reading_only
from consensus.domain.notices import Urgency
from consensus.domain.reminders import BEFORE, due_reminding
from consensus.domain.terms import Silence, Stage
from consensus.ledger.models import LedgerEntry
from consensus.mail.held import told_before
from consensus.notifications.making import make_notices
from consensus.notifications.models import Notice
from consensus.people.models import Person
from consensus.proposals.facts import rules_in, ruleset_of
from consensus.proposals.models import Proposal
from consensus.transaction import command
from consensus.voting.speakers import owing_voices, speakers_of
from consensus.voting.telling import untold

SECONDS = 30
"""How often it is looked who is to be reminded: reminders are days and hours before an end."""

REMINDER, LAST_CALL, REACH = "reminder", "last_call", "reach"
"""The kinds of notices that are made here; how each is worded stands with the other kinds."""

NEAR = frozenset({"2d", "6h"})
"""So near to an end the facilitator is told who was not heard, and who was not reached; the first of them is the last call."""

ONCE = "once"
"""In the place of a reminder's name, where several of them are one."""

ASKED = (Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK)

OPENED_BY = {
    Stage.OBJECTION: ("call_for_objections", "close"),
    Stage.CONSENSUS: ("call_for_consensus",),
    Stage.FALLBACK: ("close",),
}
"""The acts that open the window of a stage: of the newest of them a reminder is told again."""

EARLIEST = max(BEFORE.values()) + timedelta(days=1)
"""Nobody is reminded earlier than this before an end, whatever the hour where they are."""


@dataclass(frozen=True, slots=True)
class Due:
    """Notices of one cause that are due on a proposal."""

    entry_index: int
    cause: str
    kind: str
    person_ids: frozenset[int]


def remind_in_time(session: Session, _settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Make every reminder that is due; return how many people were reminded. A round of the clock."""
    with reading_only():
        windows = select(Proposal.id).where(Proposal.stage.in_(ASKED), Proposal.closes_at > now, Proposal.closes_at <= now + EARLIEST)
        waiting = [each for each in session.scalars(windows.order_by(Proposal.closes_at, Proposal.id)).all() if _due_on(session, each, now)]
        session.rollback()
    return sum(_remind(session, proposal_id=each, now=now) for each in waiting if goes_on())


@command("remind_in_time")
def _remind(session: Session, *, proposal_id: int, now: datetime) -> int:
    """Make what is due on one proposal. What was asked before is asked again here, so that who spoke meanwhile is left alone."""
    proposal = session.get_one(Proposal, proposal_id, populate_existing=True)
    due = _due_on(session, proposal_id, now)
    for each in due:
        make_notices(
            session,
            entry_index=each.entry_index,
            cause=each.cause,
            kind=each.kind,
            person_ids=each.person_ids,
            body_id=proposal.body_id,
            proposal_id=proposal_id,
            # To look after those whom nobody reached is what a facilitator owes.
            urgency=Urgency.OWED,
            now=now,
        )
    return sum(len(each.person_ids) for each in due)


def _due_on(session: Session, proposal_id: int, now: datetime) -> list[Due]:
    """Return what is due on a proposal and was not made yet."""
    proposal = session.get(Proposal, proposal_id, populate_existing=True)
    if proposal is None or proposal.closes_at is None or proposal.stage not in ASKED:
        return []
    owing = owing_voices(session, proposal)
    if not owing:
        return []
    is_owed = _is_owed(session, proposal)
    speakers = speakers_of(session, proposal_id, now)
    people = frozenset().union(*(speakers.get(each, frozenset()) for each in owing))
    leads = frozenset() if proposal.facilitator_id is None else frozenset({proposal.facilitator_id})
    named = named_for(session, people | leads, proposal.opened_at, proposal.closes_at, now)
    near = {person_id for person_id, name in named.items() if name in NEAR}
    causes: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for person_id in people & (named.keys() if is_owed else near):
        causes[(REMINDER, named[person_id]) if is_owed else (LAST_CALL, ONCE)].add(person_id)
    for person_id in leads & near:
        if is_owed or untold(session, proposal, now):
            causes[REACH, named[person_id]].add(person_id)
    if not causes:
        return []
    index = _opening_of(session, proposal)
    end = proposal.closes_at
    return not_made(session, (Due(index, cause_of(kind, name, end), kind, frozenset(who)) for (kind, name), who in sorted(causes.items())))


def _is_owed(session: Session, proposal: Proposal) -> bool:
    """Return whether a voice owes a word in the present window: whoever has nothing to object to owes none, unless silence consents."""
    if proposal.stage is not Stage.OBJECTION:
        return True
    return rules_in(ruleset_of(session, proposal), proposal.class_code).silence is Silence.CONSENT


def cause_of(kind: str, name: str, end: datetime) -> str:
    """Return the cause of a notice before an end: another end has another one."""
    return f"{kind}:{name}:{end.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def named_for(session: Session, person_ids: Iterable[int], opened_at: datetime, closes_at: datetime, now: datetime) -> dict[int, str]:
    """Return the reminder of a window that is due for each of these people, in their own zone; whoever none is due for is left out."""
    told = told_before(session)
    zones = session.execute(select(Person.id, Person.timezone).where(Person.id.in_(list(person_ids)), Person.is_active)).tuples()
    by_zone: dict[str, str | None] = {}
    found = {}
    for person_id, zone in zones:
        if zone not in by_zone:
            due = due_reminding(opened_at, closes_at, ZoneInfo(zone), now)
            # One that was due before the database was filled from a backup was made where that backup is from.
            is_told = due is not None and told is not None and due.at < told
            by_zone[zone] = None if due is None or is_told else due.name
        name = by_zone[zone]
        if name is not None:
            found[person_id] = name
    return found


def _opening_of(session: Session, proposal: Proposal) -> int:
    """Return the index of the entry that opened the present window."""
    acts = OPENED_BY[proposal.stage]
    newest = select(func.max(LedgerEntry.index)).where(LedgerEntry.proposal_id == proposal.id, LedgerEntry.act.in_(acts))
    return session.scalars(newest).one()


def not_made(session: Session, found: Iterable[Due]) -> list[Due]:
    """Return what of it was not made yet."""
    asked = list(found)
    wanted = or_(*(and_(Notice.entry_index == each.entry_index, Notice.cause == each.cause) for each in asked))
    made = {tuple(row) for row in session.execute(select(Notice.cause, Notice.person_id).where(wanted))}
    fresh = (
        Due(each.entry_index, each.cause, each.kind, frozenset(who for who in each.person_ids if (each.cause, who) not in made))
        for each in asked
    )
    return [each for each in fresh if each.person_ids]

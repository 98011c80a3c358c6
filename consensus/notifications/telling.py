"""Writes down, for each voice of a roll, that somebody who speaks for it was told what it is asked: when, and by which channel.

A notice on the page tells once it is opened; a letter once the mail server took it, and no more once it came back; a sign on a device
once its push service took it. Whoever acts on the proposal in its window knows of it. A letter laid down in a folder, because no mail
server is set, told nobody. What follows from it for a silence that consents is left to ``consensus.voting``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import reading_only
from consensus.domain.channels import Channel
from consensus.ledger.models import LedgerEntry
from consensus.mail.models import LetterStatus
from consensus.mail.queue import states_of
from consensus.notifications.audiences import person_of
from consensus.notifications.making import letter_key, push_key
from consensus.notifications.models import Notice
from consensus.notifications.reminding import ASKED, OPENED_BY
from consensus.proposals.models import Proposal
from consensus.push.queue import told_at
from consensus.transaction import command
from consensus.voting.facts import spoken_voice_ids
from consensus.voting.telling import Told, came_back, told_of, write_down

SECONDS = 10
"""How often it is looked who was told."""

TELLS = frozenset({*(act for acts in OPENED_BY.values() for act in acts), "extend_window", "remind", "revise"})
"""Entries of a window whose notices say what a voice is asked."""


@dataclass(frozen=True, slots=True)
class News:
    """What is not written down yet of one proposal."""

    told: tuple[Told, ...] = ()
    returned: tuple[tuple[int, datetime], ...] = ()
    """Whose letter came back, and when."""


def write_down_who_was_told(session: Session, _settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Keep who was told in the windows that are open; return in how many of them there was news. A round of the clock."""
    with reading_only():
        windows = select(Proposal.id).where(Proposal.stage.in_(ASKED), Proposal.closes_at > now).order_by(Proposal.closes_at, Proposal.id)
        waiting = [each for each in session.scalars(windows).all() if news_of(session, each, now) != News()]
        session.rollback()
    return sum(_write_down(session, proposal_id=each, now=now) for each in waiting if goes_on())


@command("write_down_who_was_told")
def _write_down(session: Session, *, proposal_id: int, now: datetime) -> int:
    # Under a lock, or two clocks would write the same down twice.
    opened_at = session.scalars(select(Proposal.opened_at).where(Proposal.id == proposal_id).with_for_update(key_share=True)).one()
    news = news_of(session, proposal_id, now)
    for person_id, at in news.returned:
        came_back(session, proposal_id=proposal_id, person_id=person_id, channel=Channel.MAIL, opened_at=opened_at, at=at)
    write_down(session, proposal_id, news.told)
    return int(news != News())


def news_of(session: Session, proposal_id: int, now: datetime) -> News:
    """Return who was told in the present window, and whose letter came back, as far as it is not written down."""
    proposal = session.get(Proposal, proposal_id, populate_existing=True)
    if proposal is None or proposal.stage not in ASKED:
        return News()
    reached, returned = _reached(session, proposal)
    if not reached and not returned:
        return News()
    kept = (each for mine in told_of(session, proposal_id).values() for each in mine)
    written = [each for each in kept if each.returned_at is None and each.opened_at == proposal.opened_at]
    standing = {(each.voice_id, each.person_id, each.channel) for each in written}
    mailed = {each.person_id: each.told_at for each in written if each.channel is Channel.MAIL}
    voices = spoken_voice_ids(session, proposal, {person_id for person_id, _channel in reached}, now) if reached else {}
    told = tuple(
        Told(voice_id, person_id, proposal.stage, proposal.opened_at, channel, at)
        for (person_id, channel), at in sorted(reached.items())
        for voice_id in sorted(voices[person_id])
        if (voice_id, person_id, channel) not in standing
    )
    back = tuple((person_id, at) for person_id, at in sorted(returned.items()) if person_id in mailed and mailed[person_id] <= at)
    return News(told, back)


def _reached(session: Session, proposal: Proposal) -> tuple[dict[tuple[int, Channel], datetime], dict[int, datetime]]:
    """Return by which channels people were reached in the present window, and when first; and whose letter came back, and when last.

    A letter that the server took before one that came back reached nobody.
    """
    tells = (LedgerEntry.act.in_(TELLS), LedgerEntry.at >= proposal.opened_at, LedgerEntry.proposal_id == proposal.id)
    opened = or_(and_(Notice.channel == Channel.PAGE, Notice.seen_at.is_not(None)), Notice.sent_at.is_not(None))
    statement = (
        select(Notice.id, Notice.person_id, Notice.channel, Notice.seen_at, Notice.sent_at)
        .join(LedgerEntry, LedgerEntry.index == Notice.entry_index)
        .where(Notice.proposal_id == proposal.id, *tells, opened)
        .order_by(Notice.id)
    )
    notices = session.execute(statement).all()
    states = states_of(session, [letter_key(each.id) for each in notices if each.channel is Channel.MAIL])
    returned: dict[int, datetime] = {}
    for each in notices:
        state = states.get(letter_key(each.id))
        if state is not None and state.status is LetterStatus.BOUNCED:
            returned[each.person_id] = max(state.at, returned.get(each.person_id, state.at))
    rung = told_at(session, [push_key(each.id) for each in notices if each.channel is Channel.PUSH])
    reached: dict[tuple[int, Channel], datetime] = {}
    for each in notices:
        at = rung.get(push_key(each.id)) if each.channel is Channel.PUSH else each.seen_at or each.sent_at
        if at is None:
            continue
        if each.channel is Channel.MAIL:
            state = states.get(letter_key(each.id))
            if state is None or state.status is not LetterStatus.SENT:
                continue
            at, back = state.at, returned.get(each.person_id)
            if back is not None and at <= back:
                continue
        key = (each.person_id, each.channel)
        reached[key] = min(at, reached.get(key, at))
    for person_id, at in _acted(session, proposal):
        key = (person_id, Channel.PAGE)
        reached[key] = min(at, reached.get(key, at))
    return reached, returned


def _acted(session: Session, proposal: Proposal) -> list[tuple[int, datetime]]:
    """Return who acted on a proposal since its window opened, whoever opened it among them, and when first: nobody tells them of it."""
    mine = (LedgerEntry.proposal_id == proposal.id, LedgerEntry.at >= proposal.opened_at)
    rows = session.execute(select(LedgerEntry.actor, func.min(LedgerEntry.at)).where(*mine).group_by(LedgerEntry.actor)).tuples()
    return [(person_id, at) for actor, at in rows if (person_id := person_of(actor)) is not None]

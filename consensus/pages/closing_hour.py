"""When a window would close on the clocks of all whose voices are asked: what its facilitator sees before opening or extending it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.queries import people_of
from consensus.domain.hours import FairerHour, Voice, fairer_hour, is_night, voices_at_night
from consensus.domain.terms import Action
from consensus.pages.proposal_parts import ProposalPage
from consensus.voting.models import Voice as VoiceOnRoll


@dataclass(frozen=True, slots=True)
class Clock:
    """What some of the voices read on their clocks when the window closes."""

    local: datetime
    voices: int
    is_night: bool


@dataclass(frozen=True, slots=True)
class ClosingHour:
    """The hour at which a window closes."""

    at: datetime
    voices: int
    at_night: int
    clocks: tuple[Clock, ...]
    """From the earliest to the latest local time; a voice with people in several zones stands in each."""
    fairer: FairerHour | None
    is_extension: bool
    """Whether a window that is open would be extended; otherwise one would be opened now."""


def closing_hour(session: Session, page: ProposalPage, name: str, now: datetime) -> ClosingHour | None:
    """Return when the window closes that an act opens or extends; None for other acts, or where nobody's zone is known.

    Two statements.
    """
    rules = page.facts.rules
    days = {
        Action.OPEN_COMMENT: rules.comment_days,
        Action.CALL_FOR_OBJECTIONS: rules.objection_days,
        Action.CALL_FOR_CONSENSUS: rules.consensus_days,
    }
    is_extension = name == Action.EXTEND_WINDOW
    if is_extension and page.closes_at is not None:
        at = max(page.closes_at, now)
    elif name in days:
        at = now + days[Action(name)]
    else:
        return None
    voices = _voices(session, page, now)
    if not any(voices):
        return None
    return ClosingHour(at, len(voices), voices_at_night(at, voices), _clocks(at, voices), fairer_hour(at, voices), is_extension)


def _voices(session: Session, page: ProposalPage, now: datetime) -> list[Voice]:
    """The zones of those who speak for each voice: of the roll once there is one, otherwise of the body."""
    zones: dict[tuple[int, int | None], set[ZoneInfo]] = defaultdict(set)
    for person in people_of(session, page.body_id, now):
        zones[person.member_id, person.seat_id].add(ZoneInfo(person.timezone))
    on_roll = session.execute(select(VoiceOnRoll.member_id, VoiceOnRoll.seat_id).where(VoiceOnRoll.proposal_id == page.proposal_id)).all()
    asked = [(member_id, seat_id) for member_id, seat_id in on_roll] or list(zones)
    return [frozenset(zones.get(each, ())) for each in asked]


def _clocks(at: datetime, voices: list[Voice]) -> tuple[Clock, ...]:
    counted: dict[datetime, Clock] = {}
    for each in voices:
        for naive, local in {at.astimezone(zone).replace(tzinfo=None): zone for zone in each}.items():
            before = counted.get(naive)
            counted[naive] = Clock(at.astimezone(local), 1 + (before.voices if before else 0), is_night(at, local))
    return tuple(counted[naive] for naive in sorted(counted))

"""Calendars as files: what an address shows, what of a body everybody may see, and dates as a file for a notice or a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.calendars.collecting.afterwards import reviews_of, tasks_of
from consensus.calendars.collecting.gatherings import gatherings_of, hearings_of, meeting_by_id
from consensus.calendars.collecting.scope import scope_of
from consensus.calendars.collecting.windows import windows_of
from consensus.calendars.dated import Dated, Kind
from consensus.calendars.icalendar import Sheet, as_icalendar
from consensus.calendars.queries import BodyChoice, Reading
from consensus.domain.speech import _, speaker, spoken_by
from consensus.domain.terms import Visibility
from consensus.pages.home_page import owed_by
from consensus.people.queries import network_name
from consensus.proposals.models import Proposal
from consensus.web.languages import speaker_of


def calendar_of(session: Session, reading: Reading, *, base_url: str, now: datetime) -> bytes:
    """Return the dates that an address shows now, in the language of whose address it is."""
    scope = scope_of(session, reading.person_id, now, only_body_id=reading.body_id)
    owed = {each.proposal_id for each in owed_by(session, reading.person_id, now)}
    concerned = scope.concerned(now)
    dates = [
        *windows_of(session, concerned, owed, now),
        *gatherings_of(session, scope, now),
        *hearings_of(session, scope, now),
        *reviews_of(session, concerned, now),
        *tasks_of(session, scope, now),
    ]
    with spoken_by(lambda: speaker_of(reading.language)):
        if reading.is_discreet:
            name = str(_("Dates"))
        elif reading.body_name is not None:
            name = reading.body_name
        else:
            name = network_name(session)
        return as_icalendar(_sheet(session, name, base_url, is_discreet=reading.is_discreet), dates)


def public_calendar_of(session: Session, body: BodyChoice, *, base_url: str, now: datetime) -> bytes:
    """Return the dates of a body that everybody may see, in the present language: what is public, whoever asks."""
    public = (Proposal.body_id == body.body_id) & (Proposal.visibility == Visibility.PUBLIC)
    dates = [*windows_of(session, public, (), now), *reviews_of(session, public, now)]
    return as_icalendar(_sheet(session, body.name, base_url), dates)


def window_file(session: Session, proposal_id: int, *, base_url: str, now: datetime) -> bytes | None:
    """Return the end of the present window of a proposal as a file, for whoever may read it; None where none is open."""
    found = _open_window(windows_of(session, Proposal.id == proposal_id, (), now), now)
    return None if found is None else file_of(session, [found], base_url=base_url)


def meeting_file(session: Session, meeting_id: int, *, base_url: str, now: datetime) -> bytes | None:
    """Return the date of a meeting as a file, for whoever may read it; None where it is long over."""
    found = meeting_by_id(session, meeting_id, now)
    return None if found is None else file_of(session, [found], base_url=base_url)


def file_of(session: Session, dates: Sequence[Dated], *, base_url: str) -> bytes:
    """Return a few dates as a file, in the present language. It tells what they are: a discreet notice carries none."""
    return as_icalendar(_sheet(session, "", base_url), dates)


def _open_window(dates: list[Dated], now: datetime) -> Dated | None:
    ahead = [each for each in dates if each.kind is Kind.WINDOW and not each.is_off and isinstance(each.at, datetime) and each.at > now]
    return ahead[-1] if ahead else None


def _sheet(session: Session, name: str, base_url: str, *, is_discreet: bool = False) -> Sheet:
    origin = ledger.signer_of(session).name
    return Sheet(name=name, language=speaker().code, origin=origin, base_url=base_url, is_discreet=is_discreet)

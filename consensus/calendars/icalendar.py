"""Dates as an iCalendar file (RFC 5545), with what RFC 7986 adds about the calendar itself.

What is written is a small part of the form: events at an instant in UTC, or on whole days; no zones, no repetition, no
alarms. A library that knows all of it takes a third of a second to load; the tests read every file back with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from consensus.calendars.dated import Dated
from consensus.calendars.words import said

LONGEST_LINE = 75
"""Octets, without the break. Source: RFC 5545, section 3.1."""

ASK_AGAIN = "PT1H"
"""How often a program should look again. Default of the software."""

PROGRAM = "-//Consensus//Consensus//EN"

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
"""What may not stand in a value; of the breaks a line feed alone is left. Source: RFC 5545, section 3.1, CONTROL."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a calendar says of itself."""

    name: str
    """Empty for a single date as a file."""
    language: str
    origin: str
    """What the ledger of this installation is called: with its key it names a date for ever, wherever the site moves."""
    base_url: str
    is_discreet: bool = False


def as_icalendar(sheet: Sheet, dates: Iterable[Dated]) -> bytes:
    """Return a calendar as a file in UTF-8. The same dates give the same octets, whenever they are asked for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PROGRAM}", "CALSCALE:GREGORIAN"]
    if sheet.name:
        name = _escaped(sheet.name)
        lines += [f"NAME;LANGUAGE={sheet.language}:{name}", f"X-WR-CALNAME:{name}"]
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{ASK_AGAIN}", f"X-PUBLISHED-TTL:{ASK_AGAIN}"]
    events = sorted(dates, key=lambda each: (_day_of(each.at), each.key))
    for each in events:
        lines += _event(sheet, each)
    if not events:
        # A calendar holds one component at least (RFC 5545, section 3.6), and a program that finds none takes old dates away.
        lines += ["BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000"]
        lines += ["END:STANDARD", "END:VTIMEZONE"]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(sheet: Sheet, dated: Dated) -> Iterator[str]:
    words = said(dated, sheet.base_url, is_discreet=sheet.is_discreet)
    language = f";LANGUAGE={sheet.language}"
    yield "BEGIN:VEVENT"
    yield f"UID:{name_of(sheet.origin, dated.key)}"
    # Without a method both say when it was last changed. Source: RFC 5545, section 3.8.7.2.
    yield f"DTSTAMP:{_instant(dated.changed_at)}"
    yield f"LAST-MODIFIED:{_instant(dated.changed_at)}"
    yield f"SEQUENCE:{dated.changes}"
    if isinstance(dated.at, datetime):
        yield f"DTSTART:{_instant(dated.at)}"
        if dated.until is not None:
            yield f"DTEND:{_instant(dated.until)}"
    else:
        yield f"DTSTART;VALUE=DATE:{dated.at:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{dated.at + timedelta(days=1):%Y%m%d}"
    yield f"STATUS:{'CANCELLED' if dated.is_off else 'CONFIRMED'}"
    # Deadlines and days take nobody's time; where people meet, they do.
    yield f"TRANSP:{'OPAQUE' if dated.takes_time and not dated.is_off else 'TRANSPARENT'}"
    yield f"SUMMARY{language}:{_escaped(words.title)}"
    yield f"DESCRIPTION{language}:{_escaped(words.text)}"
    if words.place:
        yield f"LOCATION:{_escaped(words.place)}"
    if words.categories:
        yield f"CATEGORIES{language}:{','.join(_escaped(each) for each in words.categories)}"
    yield f"URL:{words.url}"
    yield "END:VEVENT"


def name_of(origin: str, key: str) -> str:
    """Return what a date is called for ever: it tells nothing of the date to whoever does not know it."""
    return str(uuid5(NAMESPACE_URL, f"{origin} {key}"))


def _day_of(at: datetime | date) -> str:
    return at.astimezone(UTC).isoformat() if isinstance(at, datetime) else at.isoformat()


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Return a value of the kind TEXT. Source: RFC 5545, section 3.3.11."""
    plain = _CONTROLS.sub("", text.replace("\r\n", "\n"))
    for letter in ("\\", ";", ","):
        plain = plain.replace(letter, f"\\{letter}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Return a line in parts of at most 75 octets, none of which ends within a letter; those after the first begin with a space."""
    part, used = "", 0
    for letter in line:
        size = len(letter.encode())
        if used + size > LONGEST_LINE:
            yield part
            part, used = " ", 1
        part, used = part + letter, used + size
    yield part

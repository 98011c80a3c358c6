"""Instants as people read them: in their own zone, with the zone's name, and how far away; in UTC in the tooltip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask import Flask
from markupsafe import Markup, escape

from consensus.domain.speech import MONTHS, _, ngettext, speaker
from consensus.web.now import now
from consensus.web.session import current_person

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


_fixed_zone: ContextVar[tzinfo | None] = ContextVar("fixed_zone", default=None)


@contextmanager
def shown_in(zone: tzinfo) -> Iterator[None]:
    """Show instants in ``zone`` meanwhile, whoever reads: what becomes a file is read anywhere."""
    token = _fixed_zone.set(zone)
    try:
        yield
    finally:
        _fixed_zone.reset(token)


def reader_zone() -> tzinfo:
    """Return the zone in which the reader of this page reads instants; UTC for a visitor."""
    fixed = _fixed_zone.get()
    if fixed is not None:
        return fixed
    person = current_person()
    return UTC if person is None else person.zone


@cache
def known_zones() -> tuple[str, ...]:
    """Return the names of all time zones that a person can choose, UTC first. Looking them up takes tens of milliseconds."""
    places = {name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))}
    return ("UTC", *sorted(places))


def start_of(chosen: date) -> datetime:
    """Return the first instant of a day in the reader's zone; see ``instant_typed`` for the ends of the calendar."""
    return instant_typed(datetime.combine(chosen, time()))


def instant_typed(local: datetime) -> datetime:
    """Return the instant that a reader typed as their own clock shows it; at the ends of the calendar, where no zone reaches, as UTC's."""
    try:
        return local.replace(tzinfo=reader_zone()).astimezone(UTC)
    except OverflowError:
        return local.replace(tzinfo=UTC)


def day_in_words(day: date) -> str:
    """Return ``22 November 2026``, as the present language writes it."""
    return speaker().day(day)


def zone_in_words(zone: tzinfo) -> str:
    """Return ``UTC``, or ``Europe/Madrid``."""
    return zone.key if isinstance(zone, ZoneInfo) else "UTC"


def instant_in_words(instant: datetime, zone: tzinfo) -> str:
    """Return ``22 November 2026, 14:30 (Europe/Madrid)``."""
    local = instant.astimezone(zone)
    return str(_("{day}, {time} ({zone})", day=local.date(), time=f"{local:%H:%M}", zone=zone_in_words(zone)))


def distance_in_words(instant: datetime, present: datetime) -> str:
    """Return ``in 3 days`` or ``2 hours ago``: whole units, rounded towards the present."""
    ahead = instant >= present
    away = abs(instant - present)
    if away < timedelta(minutes=1):
        return str(_("in less than a minute") if ahead else _("just now"))
    if away < HOUR:
        n = away // timedelta(minutes=1)
        return str(ngettext("in {n} minute", "in {n} minutes", n) if ahead else ngettext("{n} minute ago", "{n} minutes ago", n))
    if away < 2 * DAY:
        n = away // HOUR
        return str(ngettext("in {n} hour", "in {n} hours", n) if ahead else ngettext("{n} hour ago", "{n} hours ago", n))
    n = away // DAY
    return str(ngettext("in {n} day", "in {n} days", n) if ahead else ngettext("{n} day ago", "{n} days ago", n))


def machine_text(instant: datetime) -> str:
    """Return the instant in UTC as ``2026-11-22T13:30:00Z``, for the ``datetime`` attribute and for exports."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment(instant: datetime) -> Markup:
    """Return a ``<time>`` in the reader's zone."""
    return _time(instant, instant_in_words(instant, reader_zone()))


def deadline(instant: datetime) -> Markup:
    """Return a ``<time>`` in the reader's zone and how far away it is."""
    words = Markup('{} <span class="time__distance">{}</span>')
    return words.format(moment(instant), distance_in_words(instant, now()))


def ago(instant: datetime) -> Markup:
    """Return a ``<time>`` that says how far away it is; the instant stands in the tooltip."""
    return _time(instant, distance_in_words(instant, now()))


def day(instant: date | datetime) -> Markup:
    """Return a ``<time>`` with the day alone; that of an instant is the reader's day."""
    if isinstance(instant, datetime):
        return _time(instant, day_in_words(instant.astimezone(reader_zone())))
    return Markup('<time datetime="{}">{}</time>').format(instant.isoformat(), day_in_words(instant))


def on_their_clock(local: datetime) -> str:
    """Return the day and the hour of an instant in its own zone."""
    return str(_("{day}, {time}", day=local.date(), time=f"{local:%H:%M}"))


def _time(instant: datetime, words: str) -> Markup:
    in_utc = instant_in_words(instant, UTC)
    # A page may hold a hundred of them, and Markup's own format takes ten times as long.
    return Markup(f'<time datetime="{escape(machine_text(instant))}" title="{escape(in_utc)}">{escape(words)}</time>')  # noqa: S704 - every value is escaped


def month(first: date) -> str:
    """Return ``November 2026``, as the present language writes it."""
    code = speaker().code
    if code == "en":
        return f"{MONTHS[first.month - 1]} {first.year}"
    from babel.dates import format_skeleton  # CLDR takes a while to load

    return format_skeleton("yMMMM", first, locale=code)


def register(app: Flask) -> None:
    """Let templates write ``{{ closes_at|deadline }}``, ``|moment``, ``|ago``, ``|day`` and ``|month``."""
    app.add_template_filter(moment)
    app.add_template_filter(deadline)
    app.add_template_filter(ago)
    app.add_template_filter(day)
    app.add_template_filter(month)
    app.add_template_filter(on_their_clock)
    app.add_template_filter(machine_text)

"""How a notice reaches somebody: on which channels, and when; what they chose, and what always comes.

What one owes (a position, a vote, an answer) always comes, whatever was chosen. Everything else follows three choices in plain
words, which a person makes for each body, and the hours that are theirs. Which act tells whom stands in the table of the
notifications.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from consensus.domain.channels import Channel

_DAY = timedelta(days=1)
_WEEK = 7

ENOUGH = timedelta(hours=2)
"""A notice waits for the morning only where at least so much of the window is left then. Default of the software."""


class Urgency(StrEnum):
    """How much a notice asks of the one who gets it."""

    OWED = "owed"
    """They owe something: a position, a vote, an answer."""
    CONCERNS = "concerns"
    """It concerns them: their text, their seat, a question that is put to them."""
    NEWS = "news"
    """The rest of what happens in the body."""


class Level(StrEnum):
    """Of what somebody wants to be told in a body."""

    EVERYTHING = "everything"
    CONCERNS = "concerns"
    OWED = "owed"


class Rest(StrEnum):
    """When letters come that tell of nothing owed."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


_TOLD = {
    Level.EVERYTHING: frozenset(Urgency),
    Level.CONCERNS: frozenset({Urgency.OWED, Urgency.CONCERNS}),
    Level.OWED: frozenset({Urgency.OWED}),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose about notices; the defaults are those of the software."""

    mail: bool = True
    push: bool = True
    discreet_mail: bool = True
    """Letters say that something waits, and nothing of what it is."""
    discreet_push: bool = True
    quiet_from: int | None = 21
    """From this hour of their day on nothing rings; null with ``quiet_until``: at no time."""
    quiet_until: int | None = 7
    rest: Rest = Rest.DAILY
    digest_hour: int = 8
    """Of their day, when the rest comes together."""
    digest_weekday: int = 0
    """0 is Monday: the day on which the rest of a week comes together."""


@dataclass(frozen=True, slots=True)
class Reach:
    """By what somebody can be reached at all."""

    has_address: bool
    has_push: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One channel of a notice: when it goes out, and whether together with others."""

    channel: Channel
    at: datetime
    in_digest: bool = False


def is_told(urgency: Urgency, level: Level) -> bool:
    """Return whether somebody who chose ``level`` for a body is told of something of this urgency."""
    return urgency in _TOLD[level]


def ways(urgency: Urgency, wishes: Wishes, reach: Reach, *, zone: tzinfo, now: datetime, until: datetime | None = None) -> tuple[Way, ...]:
    """Return the channels on which a notice goes to somebody who is told of it, the page first.

    What is owed goes by mail also where letters are switched off, unless it rings on a device: it always comes.

    :param until: the end of the window in which something is owed, if there is one.
    """
    found = [Way(Channel.PAGE, now)]
    at_once = urgency is Urgency.OWED or wishes.rest is Rest.AT_ONCE
    rings = wishes.push and reach.has_push
    if reach.has_address and (wishes.mail or (urgency is Urgency.OWED and not rings)):
        at = out_of_quiet(now, wishes, zone, until=until) if at_once else digest_at(now, wishes, zone)
        found.append(Way(Channel.MAIL, at, in_digest=not at_once))
    if rings and at_once:
        found.append(Way(Channel.PUSH, out_of_quiet(now, wishes, zone, until=until)))
    return tuple(found)


def out_of_quiet(now: datetime, wishes: Wishes, zone: tzinfo, *, until: datetime | None = None) -> datetime:
    """Return ``now``, or in quiet hours their end, unless a window is nearly over then."""
    if wishes.quiet_from is None or wishes.quiet_until is None or wishes.quiet_from == wishes.quiet_until:
        return now
    local = now.astimezone(zone)
    if not _is_between(local.hour, wishes.quiet_from, wishes.quiet_until):
        return now
    day = local.date() if local.hour < wishes.quiet_until else local.date() + _DAY
    morning = _at(day, wishes.quiet_until, zone)
    return now if until is not None and until < morning + ENOUGH else max(now, morning)


def digest_at(now: datetime, wishes: Wishes, zone: tzinfo) -> datetime:
    """Return the next instant after ``now`` at which the rest comes together.

    :raises ValueError: where it comes at once.
    """
    if wishes.rest is Rest.AT_ONCE:
        raise ValueError("nothing is collected where the rest comes at once")
    day = now.astimezone(zone).date()
    for ahead in range(_WEEK + 2):
        on = day + ahead * _DAY
        if wishes.rest is Rest.WEEKLY and on.weekday() != wishes.digest_weekday:
            continue
        at = _at(on, wishes.digest_hour, zone)
        if at > now:
            return at
    raise AssertionError("each day comes once a week")


def _is_between(hour: int, begins: int, ends: int) -> bool:
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends


def _at(day: date, hour: int, zone: tzinfo) -> datetime:
    """Return the instant of a day at which a clock on the wall shows ``hour``; where it is skipped, as much later."""
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)

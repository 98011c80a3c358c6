"""How long names and leftovers are kept: a few categories, each one sentence, each with a number of days or never.

What was decided, every position, objection and statement, and the ledger are in no category: they are kept for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ACT = "keep_retention"
"""The act in the ledger of a run that did something: its counts are the report."""

LEAST_DAYS = 30
"""So that nobody takes away in a hurry what may be asked for tomorrow."""

MOST_DAYS = 36_500

REASON_MAX_CHARACTERS = 1_000

NOBODY = "A person who has left"


class Category(StrEnum):
    """What can be kept for a time alone."""

    PERSONS = "persons"
    DISCUSSION = "discussion"
    MEETINGS = "meetings"
    DRAFTS = "drafts"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is said of a category."""

    name: str
    sentence: str
    since: str
    """From when days are counted."""
    default: int | None
    """Days unless somebody set others; None is never."""
    is_of_body: bool = False
    """Whether a body can have a number of its own."""


KINDS: Mapping[Category, Kind] = {
    Category.PERSONS: Kind(
        name="People who have left",
        sentence="Their name becomes “A person of” and the member for which they spoke last, wherever a page shows it; their address, "
        "password, time zone and what they declared as their gender are forgotten.",
        since="since their last mandate or seat ended",
        default=None,
    ),
    Category.DISCUSSION: Kind(
        name="Names in discussions",
        sentence="In the comments and the timeline of a closed proposal members and voices stand without the names of the people who "
        "spoke for them.",
        since="since the proposal was closed",
        default=None,
        is_of_body=True,
    ),
    Category.MEETINGS: Kind(
        name="Names in meetings",
        sentence="On the pages and in the minutes of a meeting that has ended, the secretary, the presenters and who called it stand without their names.",
        since="since the meeting ended",
        default=None,
        is_of_body=True,
    ),
    Category.DRAFTS: Kind(
        name="Forms that were never sent",
        sentence="What somebody typed into a form, and neither sent nor discarded, is deleted.",
        since="since it was last touched",
        default=365,
    ),
    Category.LETTERS: Kind(
        name="Letters with links",
        sentence="Invitations and letters for a new password are deleted, in the mail folder and in the database, with their links, which have run out.",
        since="since the letter was made",
        default=60,
    ),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """How long something is kept; ``days`` is None for ever."""

    days: int | None
    is_default: bool


Rules = Mapping[tuple[Category, int | None], int | None]
"""What was set: the days, by category and body; of the network where the body is None."""


def setting_of(rules: Rules, category: Category, body_id: int | None = None) -> Setting:
    """Return what holds: the body's own number, else the network's, else the default of the software."""
    for key in ((category, body_id), (category, None)):
        if key in rules:
            return Setting(rules[key], is_default=False)
    return Setting(KINDS[category].default, is_default=True)


def wrong_days(days: int | None) -> str | None:
    """Return what is wrong with a number of days; None if it can be set."""
    if days is None or LEAST_DAYS <= days <= MOST_DAYS:
        return None
    return f"Give {LEAST_DAYS} to {MOST_DAYS:,} days, or none for ever."


def pseudonym(member: str | None) -> str:
    """Return what somebody is called who has left; it is always the same for the same member."""
    return NOBODY if member is None else f"A person of {member}"[:200]

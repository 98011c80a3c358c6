"""How long names and leftovers are kept: a few categories, each one sentence, each with a number of days or never.

What was decided, every position, objection and statement, and the ledger are in no category: they are kept for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from consensus.domain.speech import _

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
        name=_("People who have left"),
        sentence=_(
            "Their name becomes “A person of” and the member for which they spoke last, wherever a page shows it; their address, "
            "password, time zone and what they declared as their gender are forgotten."
        ),
        since=_("since their last mandate or seat ended"),
        default=None,
    ),
    Category.DISCUSSION: Kind(
        name=_("Names in discussions"),
        sentence=_(
            "In the comments and the timeline of a closed proposal members and voices stand without the names of the people who "
            "spoke for them."
        ),
        since=_("since the proposal was closed"),
        default=None,
        is_of_body=True,
    ),
    Category.MEETINGS: Kind(
        name=_("Names in meetings"),
        sentence=_(
            "On the pages and in the minutes of a meeting that has ended, the secretary, the presenters and who called it stand without their names."
        ),
        since=_("since the meeting ended"),
        default=None,
        is_of_body=True,
    ),
    Category.DRAFTS: Kind(
        name=_("Forms that were never sent"),
        sentence=_("What somebody typed into a form, and neither sent nor discarded, is deleted."),
        since=_("since it was last touched"),
        default=365,
    ),
    Category.LETTERS: Kind(
        name=_("Letters"),
        sentence=_(
            "What the queue still knows of a letter that was sent or given up is deleted, and its file in the mail folder, and links that have run out."
        ),
        since=_("since the letter was made"),
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
    return _("Give {least} to {most} days, or none for ever.", least=LEAST_DAYS, most=f"{MOST_DAYS:,}")


def pseudonym(member: str | None) -> str:
    """Return what somebody is called who has left; it is always the same for the same member."""
    return NOBODY if member is None else f"A person of {member}"[:200]

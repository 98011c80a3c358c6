"""A date that is kept in a calendar, before it is said in anybody's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from consensus.domain.terms import Stage

LATELY = timedelta(days=30)
"""For how long a date that is over stays in a feed, so that a calendar that asks seldom learns what became of it."""

MOST_OF_A_KIND = 500
"""How many dates of a kind a feed holds at most; those that come last are left out."""


class Kind(StrEnum):
    """What happens on a date."""

    WINDOW = "window"
    MEETING = "meeting"
    NOMINATIONS = "nominations"
    VOTING = "voting"
    HEARING = "hearing"
    REVIEW = "review"
    TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One date. It is called the same for ever; each change of it has a number of its own."""

    kind: Kind
    key: str
    """With the name of the installation it makes the date's own name; ``window:12:consensus``."""
    at: datetime | date
    """An instant, or a whole day wherever the reader is."""
    what: str
    """A question, a title, or what is to be done: words of people."""
    body_name: str
    path: str
    """The page on which it stands, below the address of the site."""
    changes: int
    """How often it was moved or called off since it was first there."""
    changed_at: datetime
    until: datetime | None = None
    place: str = ""
    stage: Stage | None = None
    """Of a window: the stage that it ends."""
    number: str = ""
    """Of a decision, as it is cited."""
    has_dissent: bool = False
    is_owed: bool = False
    """Whether the reader owes something until then."""
    is_off: bool = False
    """Whether it was called off: nothing happens then."""

    @property
    def takes_time(self) -> bool:
        """Whether somebody has to be somewhere then; a deadline takes nobody's time."""
        return self.kind in {Kind.MEETING, Kind.HEARING}

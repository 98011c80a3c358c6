"""What can become of a message that came in."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a message. Those up to ``TOO_MANY`` are answered by nothing: no stranger is written to, and no program."""

    DUPLICATE = "duplicate"
    """It was handled before."""
    REPORT = "report"
    """It says of a letter of ours that it came back, or that somebody complains."""
    AUTOMATIC = "automatic"
    """A program wrote it."""
    LOOP = "loop"
    """We wrote it."""
    UNKNOWN = "unknown"
    """No code of anybody stands in it."""
    TOO_MANY = "too_many"
    """The person sent more than anybody writes in an hour."""
    FORGED = "forged"
    """It does not come from the person's address; they are told, once a day at most."""
    UNREADABLE = "unreadable"
    DISCREET = "discreet"
    """The person's letters tell nothing, so it could not be repeated to them."""
    OUTDATED = "outdated"
    """The proposal has moved on, or the answer was settled before."""
    NOT_UNDERSTOOD = "not_understood"
    REFUSED = "refused"
    """A rule did not allow it."""
    ASKED = "asked"
    """The person is asked to confirm it."""
    DROPPED = "dropped"
    SAID = "said"
    """It is in the record."""
    COMMENTED = "commented"
    TEXT_SENT = "text_sent"
    JOINED = "joined"
    """Somebody took up their invitation."""

"""What a token may do for its person: scopes, in plain words. None of them opens what is closed to the person."""

from __future__ import annotations

from enum import StrEnum

from consensus.domain.speech import _


class Scope(StrEnum):
    """One of the things that a token may be made for."""

    READ = "read"
    """Read what the person may read."""
    COMMENT = "comment"
    """Write and comment: what everybody of a body may do in words."""
    SPEAK = "speak"
    """Positions, objections, votes, statements, candidacies: what is said for a voice, or for a member."""
    LEAD = "lead"
    """What owners and facilitators do with a proposal, and those who lead with a meeting or an election."""
    KEEP = "keep"
    """Read the registers that the steward keeps."""
    STEWARD = "steward"
    """Change them, and act for a seat that is one's own."""
    SETTINGS = "settings"
    """What one chose for oneself: language, time zone, notices."""


SCOPES = {
    Scope.READ: _("Read what I may read"),
    Scope.COMMENT: _("Start proposals, comment and suggest changes in my name"),
    Scope.SPEAK: _(
        "Speak for my voices and members: positions, objections, votes, statements, standing for election. Whoever has the token can take my position"
    ),
    Scope.LEAD: _("Lead the proposals and meetings that are mine to lead"),
    Scope.KEEP: _("Read the registers that I keep as a steward"),
    Scope.STEWARD: _("Do what I do as a steward with members, mandates, bodies, seats and elections; act for a seat that I hold"),
    Scope.SETTINGS: _("Change my language, my time zone, and of what I am told"),
}
"""What each means, for whoever chooses."""

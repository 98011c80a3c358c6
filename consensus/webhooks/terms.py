"""The words of webhooks: kinds of rooms and programs, what they can be told, and where a delivery is."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from consensus.domain.speech import _
from consensus.domain.terms import Visibility


class Kind(StrEnum):
    """What stands at the address, and so in which shape it is told."""

    SLACK = "slack"
    MATTERMOST = "mattermost"
    MATRIX = "matrix"
    GENERIC = "generic"


class Event(StrEnum):
    """What can be told. The value is the ``type`` of a message to a program, and stays."""

    OPENED = "proposal.opened"
    CHANGED = "proposal.changed"
    OBJECTIONS = "proposal.objections_called"
    CONSENSUS = "proposal.consensus_called"
    VOTE = "proposal.vote_called"
    EXTENDED = "proposal.extended"
    RETURNED = "proposal.returned"
    DECIDED = "decision.taken"
    STATUS = "decision.changed"
    MEETING = "meeting.called"
    ELECTION = "election.called"
    COUNTED = "election.counted"
    TEST = "test"


class DeliveryState(StrEnum):
    """Where a delivery is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    WITHHELD = "withheld"
    """Its audience may not see any more what it would tell."""


KINDS = {
    Kind.SLACK: _("Slack"),
    Kind.MATTERMOST: _("Mattermost"),
    Kind.MATRIX: _("Matrix"),
    Kind.GENERIC: _("Another program (JSON, signed)"),
}

EVENTS = {
    Event.OPENED: _("A proposal is open for comment"),
    Event.CHANGED: _("The text of a proposal has changed"),
    Event.OBJECTIONS: _("Objections to a proposal are called for"),
    Event.CONSENSUS: _("Every voice is asked where it stands"),
    Event.VOTE: _("A proposal goes to a fallback vote"),
    Event.EXTENDED: _("There is more time for a proposal"),
    Event.RETURNED: _("A proposal goes back a step"),
    Event.DECIDED: _("A proposal is decided"),
    Event.STATUS: _("What a decision is worth has changed"),
    Event.MEETING: _("A meeting is called"),
    Event.ELECTION: _("An election is called"),
    Event.COUNTED: _("An election is counted"),
}
"""What a steward chooses from; a test is told whatever they chose."""

AUDIENCES = {
    Visibility.BODY: _("People of the body alone"),
    Visibility.NETWORK: _("People of the network alone"),
    Visibility.PUBLIC: _("Anybody"),
}

STATES = {
    DeliveryState.WAITING: _("Waiting"),
    DeliveryState.DELIVERED: _("Delivered"),
    DeliveryState.GIVEN_UP: _("Given up"),
    DeliveryState.WITHHELD: _("Not told: it may not be read there any more"),
}

_WIDTH = {Visibility.BODY: 0, Visibility.NETWORK: 1, Visibility.PUBLIC: 2}

LONGEST_NAME = 100

MOST_TRIES = 12
"""Of one delivery, before the next one has its turn: about fifteen hours. Default of the software."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=4)
"""After a failure the next try waits, twice as long each time. Defaults of the software."""

BOTH_FOR = timedelta(days=7)
"""How long messages are signed with the secret before, too, after it was replaced. Default of the software."""

MOST_BEFORE = 3
"""Secrets that were replaced in this time and still sign; of more the oldest is of no use any more."""

LONGEST_TURN, LONGEST_ROUND = timedelta(seconds=10), timedelta(minutes=1)
"""One that is slow lets the others have their turn, and those that fail come after those that do not. Defaults of the software."""

OFF_AFTER = timedelta(days=3)
"""A webhook to which nothing could be brought for this long is switched off. Default of the software."""

KEPT = timedelta(days=30)
"""How long the log knows of a delivery. Default of the software."""


def may_hear(audience: Visibility, visibility: Visibility) -> bool:
    """Return whether what may be read by ``visibility`` may be told where ``audience`` listens."""
    return _WIDTH[visibility] >= _WIDTH[audience]

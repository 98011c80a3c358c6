"""What an entry of the ledger tells, and who may hear of it: one table.

Nobody is told who spoke, nor that somebody dissented or when: towards others not even the order of such acts may tell who it
was. That a decision has dissent is told with the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from consensus.domain.terms import Stage, Visibility
from consensus.webhooks.terms import Event

Data = Mapping[str, Any]


def _of_stage(stage: Stage, event: Event) -> Callable[[Data], Event | None]:
    return lambda data: event if data.get("stage") == stage else None


def _closed(data: Data) -> Event | None:
    """Return what a window that ended tells; that a proposal is decided is told by the entry that holds the decision."""
    stages = {Stage.FALLBACK.value: Event.VOTE, Stage.OBJECTION.value: Event.RETURNED}
    return Event.EXTENDED if data.get("because") == "extended" else stages.get(data.get("stage", ""))


_TOLD: dict[str, Event | Callable[[Data], Event | None]] = {
    "open_comment": Event.OPENED,
    "revise": Event.CHANGED,
    "call_for_objections": Event.OBJECTIONS,
    "call_for_consensus": _of_stage(Stage.CONSENSUS, Event.CONSENSUS),
    "extend_window": Event.EXTENDED,
    "return_to_drafting": Event.RETURNED,
    "close": _closed,
    "decide": Event.DECIDED,
    "supersede": Event.STATUS,
    "ratify": Event.STATUS,
    "end_provisional": Event.STATUS,
    "call_meeting": Event.MEETING,
    "call_election": Event.ELECTION,
    "count_election": Event.COUNTED,
}

ACTS = tuple(_TOLD)
"""Every act that tells something; all others tell nothing."""

_READ_BY = {Event.MEETING: Visibility.BODY, Event.ELECTION: Visibility.NETWORK, Event.COUNTED: Visibility.NETWORK}
"""Who reads of what is about no proposal, as the pages of meetings and elections have it."""


def event_of(act: str, data: Data) -> Event | None:
    """Return what the entry of an act tells; None where it tells nothing."""
    told = _TOLD.get(act)
    return told if told is None or isinstance(told, Event) else told(data)


def visibility_of(event: Event, of_proposal: Visibility | None) -> Visibility:
    """Return who may read of what an entry tells.

    :param of_proposal: who may read the proposal that it is about, at present.
    """
    return _READ_BY.get(event, Visibility.BODY) if of_proposal is None else of_proposal

"""Every operation there is: importing this makes them known."""

from __future__ import annotations

from consensus.api.acts import bodies as body_acts
from consensus.api.acts import elections as election_acts
from consensus.api.acts import meetings as meeting_acts
from consensus.api.acts import proposals as proposal_acts
from consensus.api.acts import register, seats
from consensus.api.acts import settings as own_settings
from consensus.api.acts import voting as voting_acts
from consensus.api.operations import OPERATIONS, Operation
from consensus.api.reads import bodies, decisions, elections, meetings, network, outcomes, own, people, proposals, settings

READING = (network, bodies, proposals, decisions, meetings, elections, outcomes, own, people, settings)
ACTING = (proposal_acts, voting_acts, meeting_acts, election_acts, register, body_acts, seats, own_settings)
"""Each declares its own operations when it is imported: this is the list of them all."""


def known() -> tuple[Operation, ...]:
    """Return all of them, by path: whichever module was imported first."""
    return tuple(sorted(OPERATIONS.values(), key=lambda operation: (operation.path, operation.method)))

"""Every operation there is: importing this makes them known."""

from __future__ import annotations

from consensus.api import acts
from consensus.api.operations import OPERATIONS, Operation
from consensus.api.reads import bodies, decisions, elections, meetings, network, own, proposals

MODULES = (network, bodies, proposals, decisions, meetings, elections, own, acts)
"""Each declares its own."""


def known() -> tuple[Operation, ...]:
    """Return all of them, by path: whichever module was imported first."""
    return tuple(sorted(OPERATIONS.values(), key=lambda operation: (operation.path, operation.method)))

"""Who acts: a person, the clock, or the operator at the command line. Nobody acts for another's voice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts, as the ledger names it. ``person_id`` is null for the clock and the operator."""

    person_id: int | None
    is_steward: bool = False
    is_operator: bool = False

    @property
    def ledger_name(self) -> str:
        """``person:17``, ``operator`` or ``clock``."""
        if self.person_id is not None:
            return f"person:{self.person_id}"
        return "operator" if self.is_operator else "clock"


CLOCK = Actor(person_id=None)
"""What is due is done by the clock; its acts carry no person."""

OPERATOR = Actor(person_id=None, is_operator=True)
"""The one who runs the program on the machine: sets up the network and names its first steward, and no more."""

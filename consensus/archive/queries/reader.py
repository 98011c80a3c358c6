"""Who reads, and what of the archive they may see. One statement, none for a visitor.

The steward knows of every decision, and reads what others outside its body read of the dissent: a look at sealed words is an act.

Source: record.md section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consensus.bodies.queries.belonging import belongings_of
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission, may, roles_of
from consensus.domain.terms import Visibility

PERMISSION = {
    Visibility.PUBLIC: Permission.READ_PUBLIC,
    Visibility.NETWORK: Permission.READ_NETWORK,
    Visibility.BODY: Permission.READ_BODY,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody may see: decisions of these visibilities, and everything of these bodies."""

    visibilities: frozenset[Visibility]
    """Those that are open to the reader whichever body decided."""
    body_ids: frozenset[int] = frozenset()
    """The bodies in which the reader speaks, and whose positions are open to them."""
    is_inside_all: bool = False
    """Whether everything is open: to the operator, who has the database."""
    person_id: int | None = None
    """Null for a visitor."""

    def is_inside(self, body_id: int) -> bool:
        """Whether positions in a body are open to the reader."""
        return self.is_inside_all or body_id in self.body_ids

    def may_read(self, visibility: Visibility, body_id: int) -> bool:
        """Whether the reader may know of a decision."""
        return visibility in self.visibilities or self.is_inside(body_id)


def reader_of(session: Session, actor: Actor | None, now: datetime) -> Reader:
    """Return what ``actor`` may see; ``None`` is a visitor."""
    if actor is not None and actor.is_operator:
        return Reader(frozenset(Visibility), is_inside_all=True)
    if actor is None or actor.person_id is None:
        return Reader(_open_to(actor, in_network=False))
    bodies, speaks = belongings_of(session, actor.person_id, now)
    # Everything is open to a steward whichever body decided.
    in_network = actor.is_steward or speaks
    return Reader(_open_to(actor, in_network=in_network), bodies, person_id=actor.person_id)


def _open_to(actor: Actor | None, *, in_network: bool) -> frozenset[Visibility]:
    roles = roles_of(actor, in_network=in_network)
    return frozenset(visibility for visibility, permission in PERMISSION.items() if may(roles, permission))

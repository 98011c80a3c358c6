"""Changes of the register that others must follow at once, in the same transaction: what a member or a person is counts in bodies.

The register knows nothing of bodies; whoever stands above it registers what follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed, by which act, of which member or which person."""

    act: str
    actor: Actor
    now: datetime
    member_id: int | None = None
    person_id: int | None = None


Follower = Callable[[Session, Change], None]

_FOLLOWERS: dict[str, Follower] = {}


def register_follower(name: str, follower: Follower) -> None:
    """Have ``follower`` asked after each change; a second registration under the same name takes the place of the first."""
    _FOLLOWERS[name] = follower


def tell(session: Session, change: Change) -> None:
    """Let everybody follow a change that was just made."""
    for follower in _FOLLOWERS.values():
        follower(session, change)

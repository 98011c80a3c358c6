"""Changes of the register that others must follow at once, in the same transaction: what a member or a person is counts in bodies.

The register knows nothing of bodies; whoever stands above it registers what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.terms import MemberKind, MemberStatus


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


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What bodies see of a member."""

    region: str
    country: str
    kind: MemberKind
    status: MemberStatus


class Outlook(StrEnum):
    """What would become of a body."""

    BREAKS = "breaks"
    """It would begin to break rules of its own."""
    HOLDS = "holds"
    """It breaks some now, and would hold all of them again."""
    UNTOLD = "untold"
    """It also has rules about what people keep to themselves. Whoever could try those would learn what nobody is told."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """What would become of a body, if members were as described."""

    body_id: int
    body: str
    outlook: Outlook
    rules: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    """Why, as the page of the body would say it; none where nothing would break."""
    cure_days: int = 0


Foreteller = Callable[[Session, Mapping[int, MemberFacts]], tuple[Foretold, ...]]

_FORETELLERS: dict[str, Foreteller] = {}


def register_foreteller(name: str, foreteller: Foreteller) -> None:
    """Have ``foreteller`` asked what would follow; a second registration under the same name takes the place of the first."""
    _FORETELLERS[name] = foreteller


def foretell(session: Session, members: Mapping[int, MemberFacts]) -> tuple[Foretold, ...]:
    """Return what would follow if each of these members were as described. Whoever answers holds what it looks at."""
    return tuple(each for foreteller in _FORETELLERS.values() for each in foreteller(session, members))

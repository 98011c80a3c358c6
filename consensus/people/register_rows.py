"""The register as it is, against which a file is held: values alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.changes import MemberFacts


@dataclass(frozen=True, slots=True)
class RegisteredMember:
    """A member as the register has it; ``key`` is by what files know it."""

    member_id: int
    key: str
    name: str
    country: str
    region: str
    kind: MemberKind
    status: MemberStatus
    admitted_on: date
    left_on: date | None

    @property
    def standing(self) -> MemberFacts:
        """What the rules of bodies see of it."""
        return MemberFacts(self.region, self.country, self.kind, self.status)


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A person as the register has them."""

    person_id: int
    key: str
    name: str
    email: str | None
    has_come_in: bool
    is_unnamed: bool
    """Whether their name was forgotten after they had left."""


@dataclass(frozen=True, slots=True)
class RegisteredMandate:
    """A mandate as the register has it. One that ended before it began is none."""

    mandate_id: int
    person_id: int
    member_id: int
    body_id: int | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Register:
    """All of it, at one instant."""

    members: tuple[RegisteredMember, ...]
    persons: tuple[RegisteredPerson, ...]
    mandates: tuple[RegisteredMandate, ...]
    bodies: Mapping[int, str]
    """What each body is called."""
    codes: Mapping[int, str]
    """The code of each body."""

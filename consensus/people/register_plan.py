"""What a file would do to the register: values that a preview shows, and that a command carries out as they stand.

``register_compare`` makes them of what the file says and what the register says.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.changes import Foretold, MemberFacts
from consensus.people.register_rows import RegisteredMember
from consensus.people.register_text import Problem

Ref = int | str
"""A member or a person: by its id, or, where it is new, by its first line in the file."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for beside the file: which members leave, and which mandates end, although the file does not have them."""

    leaving: frozenset[int] = frozenset()
    ending: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member to admit."""

    ref: str
    line: int
    name: str
    country: str
    region: str
    kind: MemberKind
    admitted: date | None
    status: MemberStatus
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that changes: what it is called, what was, what will be."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedMember:
    """A member of which the register would say something else. ``line`` is None where the file does not have it."""

    line: int | None
    before: RegisteredMember
    after: RegisteredMember

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What changes, in the order of the columns."""
        names = ("name", "country", "region", "kind", "status")
        pairs = ((name, str(getattr(self.before, name)), str(getattr(self.after, name))) for name in names)
        return tuple(Fact(*pair) for pair in pairs if pair[1] != pair[2])

    @property
    def is_leaving(self) -> bool:
        """Whether its mandates end with it."""
        return self.after.status is MemberStatus.LEFT

    @property
    def standing(self) -> MemberFacts:
        """What the rules of bodies see of it afterwards."""
        return self.after.standing

    @property
    def is_seen_by_rules(self) -> bool:
        """Whether they see something else of it than before."""
        return self.after.standing != self.before.standing


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to enter, and to invite if they speak for somebody and have an address."""

    ref: str
    line: int
    name: str
    email: str | None
    is_invited: bool


@dataclass(frozen=True, slots=True)
class NewAddress:
    """The address of somebody who has not come in yet is another one; they are invited there."""

    line: int
    person_id: int
    name: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class NewMandate:
    """A mandate to grant: from now where no first day is said."""

    line: int
    person: Ref
    member: Ref
    body_id: int | None
    first_day: date | None
    last_day: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    person_name: str
    member_name: str
    body_name: str | None


@dataclass(frozen=True, slots=True)
class EndedMandate:
    """A mandate whose end is another one: ``ends_at`` None is now. With its member it ends where that leaves."""

    line: int | None
    mandate_id: int
    before: date | None
    after: date | None
    ends_at: datetime | None
    person_name: str
    member_name: str
    body_name: str | None
    ends_with_member: bool = False


@dataclass(frozen=True, slots=True)
class AbsentMember:
    """A member of the register that is not in the file. Nothing happens to it unless that is asked for."""

    member_id: int
    name: str
    status: MemberStatus
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class AbsentMandate:
    """A mandate of a member of the file that is not in the file. Nothing happens to it unless that is asked for."""

    mandate_id: int
    person_name: str
    member_name: str
    body_name: str | None
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do, what it would not, and why. With any problem it does nothing."""

    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    """What the file says and the register does not take from it; it stays as it is."""
    new_members: tuple[NewMember, ...] = ()
    changed: tuple[ChangedMember, ...] = ()
    new_people: tuple[NewPerson, ...] = ()
    addresses: tuple[NewAddress, ...] = ()
    granted: tuple[NewMandate, ...] = ()
    ended: tuple[EndedMandate, ...] = ()
    absent_members: tuple[AbsentMember, ...] = ()
    absent_mandates: tuple[AbsentMandate, ...] = ()
    foretold: tuple[Foretold, ...] = ()
    same: int = 0
    """Members of which the file says what the register says."""

    @property
    def acts(self) -> int:
        """How many things it would do."""
        parts = (self.new_members, self.changed, self.new_people, self.addresses, self.granted, self.ended)
        return sum(map(len, parts))

    @property
    def only_adds(self) -> bool:
        """Whether everything that is in the register stays as it is."""
        return not (self.changed or self.addresses or self.ended)

    @property
    def invited(self) -> int:
        """How many people get an invitation."""
        return sum(person.is_invited for person in self.new_people) + len(self.addresses)

    @property
    def seal(self) -> str:
        """What is the same for two plans that do the same and leave out the same."""
        told = tuple((each.body_id, each.outlook, each.rules) for each in self.foretold)
        parts = (self.new_members, self.changed, self.new_people, self.addresses, self.granted, self.ended)
        return hashlib.sha256(repr((parts, self.absent_members, self.absent_mandates, told)).encode()).hexdigest()

    def with_foretold(self, foretold: tuple[Foretold, ...]) -> Plan:
        """Return the plan with what follows in bodies."""
        return replace(self, foretold=foretold)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a file is held against the register, and in which zone days are meant that name none."""

    now: datetime
    zone: tzinfo

"""What a register says as a file, line by line, before it is held against the register: values alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.register_text import Problem


@dataclass(frozen=True, slots=True)
class Known:
    """The words of the network in which a file speaks. Codes stand under their folded words (``casefold``)."""

    regions: Mapping[str, str]
    """Code by folded code or name."""
    bodies: Mapping[str, int]
    """Id by folded code."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who speaks for a member in one body or (None) in all."""

    line: int
    name: str
    email: str
    """Empty for somebody who has none."""
    body_id: int | None
    key: str = ""
    """What stands in the column ``person_id``."""
    first_day: date | None = None
    last_day: date | None = None
    zone: tzinfo | None = None
    """In which the days are meant, if the line says so."""


@dataclass(frozen=True, slots=True)
class MemberLines:
    """A member, and the people who speak for it. What is None is not said."""

    line: int
    name: str
    country: str
    region: str
    kind: MemberKind
    people: tuple[PersonLine, ...]
    key: str = ""
    """What stands in the column ``member_id``."""
    admitted: date | None = None
    status: MemberStatus | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What a file says, and what is wrong with it. With any problem nothing of it is taken."""

    members: tuple[MemberLines, ...]
    problems: tuple[Problem, ...]
    says_people: bool = False
    """Whether it has the columns of people: a mandate that is not in it is missing there."""
    says_ends: bool = False
    """Whether it has the column of last days: one that is empty there says that there is none."""

"""Who plays: groups of members, each member with one person of the same name who holds its mandate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from consensus.domain.composition import reading
from consensus.domain.errors import InputError
from consensus.domain.terms import MemberKind


@dataclass(frozen=True, slots=True)
class Group:
    """Members alike: ``id1`` to ``idk``, or ``id`` where there is one."""

    id: str
    region: str
    kind: MemberKind
    count: int
    is_seated: bool
    """Whether each of them holds a seat of the steering body."""
    seat_kind: str
    country: str | None
    gender: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its members, and of their people."""
        return (self.id,) if self.count == 1 else tuple(f"{self.id}{number}" for number in range(1, self.count + 1))


@dataclass(frozen=True)
class Cast:
    """Everybody of a rehearsal."""

    groups: tuple[Group, ...]

    @cached_property
    def where(self) -> Mapping[str, tuple[int, int]]:
        """For each name its group and its number in the group, both from 0."""
        return {name: (place, number) for place, group in enumerate(self.groups) for number, name in enumerate(group.names)}

    def one(self, value: object, place: str) -> str:
        """The value, if it is somebody's name.

        :raises InputError: if it is nobody's.
        """
        if not isinstance(value, str) or value not in self.where:
            reading.refuse(place, f"somebody's name, such as {next(iter(self.where), 'm1')}", value)
        return value

    def several(self, value: object, place: str) -> tuple[str, ...]:
        """Everybody whom a name, a range such as ``m1-m8``, or a list of these means, in its order.

        :raises InputError: if nobody is meant, or somebody who does not exist.
        """
        if isinstance(value, list):
            items = reading.demand_list(value, place, "a list with at least one name", least=1)
            return tuple(name for number, item in enumerate(items) for name in self.several(item, f"{place}[{number}]"))
        if isinstance(value, str) and value not in self.where and "-" in value:
            return self._range(value, place)
        return (self.one(value, place),)

    def _range(self, text: str, place: str) -> tuple[str, ...]:
        """A name may itself have a hyphen, so every hyphen is tried as the one between the two names."""
        parts = text.split("-")
        for cut in range(1, len(parts)):
            first, last = "-".join(parts[:cut]).strip(), "-".join(parts[cut:]).strip()
            if first in self.where and last in self.where:
                (group, start), (other, end) = self.where[first], self.where[last]
                if group == other and start <= end:
                    return self.groups[group].names[start : end + 1]
        raise InputError(f"{place}: expected a range within one group, such as m1-m8, found {reading.shown(text)}.")

"""What a rule sees: members who are surely or perhaps there, and how many of them match a filter, as an interval.

A rule inside ``for_each`` sees only its group; a member whose group is undisclosed is perhaps in it. Source:
composition.md, "Matching and counting".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self, TypeVar

from consensus.domain.composition.reading import text_of
from consensus.domain.composition.roster import Attributes, Roster, SeatRange
from consensus.domain.composition.rules import Where, names_in
from consensus.domain.composition.truth import Truth
from consensus.domain.filters import UNDISCLOSED, matches, values_matching

Names = Mapping[str, Mapping[str, str]]
"""What values are called, by attribute: {"region": {"MENA": "Middle East and North Africa"}}."""

NO_NAMES: Names = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Interval:
    """A count: at least ``low``, and at most ``high`` if all that is undisclosed turns out to match."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Alike:
    """So many members (or vacancies) with the same attributes, each of them surely or perhaps there."""

    attributes: Mapping[str, str]
    n: int
    here: Truth = Truth.TRUE

    def matches(self, *filters: Where) -> Truth:
        """Whether such a member is there and matches every filter."""
        truth = self.here
        for where in filters:
            found = matches(where, self.attributes)
            if found is False:
                return Truth.FALSE
            if found is None:
                truth = truth.and_(Truth.UNKNOWN)
        return truth

    def would_match(self, where: Where) -> Truth:
        """Whether such a member matches, if there."""
        return Truth.of(matches(where, self.attributes))


Kind = TypeVar("Kind", bound=Alike)


@dataclass(frozen=True, slots=True)
class View:
    """A roster, or a group in it, with what is laid down about the body."""

    members: tuple[Alike, ...]
    vacant: tuple[Alike, ...]
    history: Mapping[str, tuple[str, ...]]
    declared: Mapping[str, tuple[str, ...]]
    seats: SeatRange | None
    scope: tuple[tuple[str, str | None], ...] = ()
    """Which group it is, from the outermost on: (("region", "MENA"),); None for a value that is not known."""
    names: Names = field(default_factory=dict)
    """What sentences call the values of an attribute; one that is not in it is called as it stands."""

    @classmethod
    def of(cls, roster: Roster, declared: Mapping[str, Sequence[str]], seats: int | SeatRange | None, names: Names = NO_NAMES) -> Self:
        """The whole roster."""
        return cls(
            members=_alike(roster.members),
            vacant=_alike(roster.vacant),
            history={name: tuple(text_of(value) for value in values) for name, values in roster.history.items()},
            declared={name: tuple(text_of(value) for value in values) for name, values in declared.items()},
            seats=SeatRange(seats, seats) if isinstance(seats, int) else seats,
            names=names,
        )

    def group(self, attribute: str, value: str | None, exempt: Where | None) -> View:
        """The members of one group, but for the exempt; ``value`` None is a group whose value is not known by name."""
        return replace(
            self,
            members=_narrowed(self.members, attribute, value, exempt),
            vacant=_narrowed(self.vacant, attribute, value, exempt),
            scope=(*self.scope, (attribute, value)),
        )

    def variants_with_somebody(self) -> tuple[View, ...]:
        """The same view with one of those who are perhaps there surely there, for each of them."""
        return tuple(
            replace(self, members=(*self.members[:at], replace(one, n=1, here=Truth.TRUE), *_but_one(one), *self.members[at + 1 :]))
            for at, one in enumerate(self.members)
        )

    def vacancies(self, where: Where, of_value: Where) -> Interval:
        """How many declared vacancies are of a value, and match what they state of ``where``."""
        found = [count((one,), _stated(where, one), of_value) for one in self.vacant]
        return Interval(sum(each.low for each in found), sum(each.high for each in found))

    @property
    def has_somebody_for_sure(self) -> bool:
        """Whether at least one member is surely there."""
        return any(one.here is Truth.TRUE for one in self.members)


def count(members: Iterable[Alike], *filters: Where) -> Interval:
    """How many match every filter."""
    everybody = tuple(members)
    there, absent = Truth.TRUE, Truth.FALSE
    return Interval(
        low=sum([one.n for one in sifted(everybody, filters, perhaps=False) if one.here is there]),
        high=sum([one.n for one in sifted(everybody, filters, perhaps=True) if one.here is not absent]),
    )


def sifted(people: Sequence[Kind], filters: Sequence[Where], *, perhaps: bool) -> Sequence[Kind]:
    """Return those who would match every filter if there, surely or perhaps: all at once, for every rule asks it of everybody."""
    for where in filters:
        for name, wanted in where.items():
            values = values_matching(name, wanted, undisclosed=perhaps)
            if values is None:
                accepted = (True, None) if perhaps else (True,)
                people = [one for one in people if matches({name: wanted}, one.attributes) in accepted]
            else:
                people = [one for one in people if one.attributes.get(name) in values]
    return people


def _stated(where: Where, vacancy: Alike) -> Where:
    """The parts of a filter about what the vacancy states: an empty seat need not say who may sit on it in every respect."""
    return {name: wanted for name, wanted in where.items() if vacancy.attributes.keys() >= set(names_in({name: wanted}))}


def _alike(people: Sequence[Attributes]) -> tuple[Alike, ...]:
    # Members of a file with "n" are one object many times; they are told apart by identity first, for speed.
    objects = {id(attributes): attributes for attributes in people}
    times = Counter(map(id, people))
    found: Counter[frozenset[tuple[str, str]]] = Counter()
    for key, attributes in objects.items():
        found[frozenset((name, text_of(value)) for name, value in attributes.items())] += times[key]
    return tuple(Alike(dict(sorted(pairs)), n) for pairs, n in found.items())


def _narrowed(people: Sequence[Alike], attribute: str, value: str | None, exempt: Where | None) -> tuple[Alike, ...]:
    inside = (_inside(one, attribute, value) for one in people if attribute in one.attributes)
    left = (one if exempt is None else replace(one, here=one.here.and_(one.would_match(exempt).negated())) for one in inside)
    return tuple(one for one in left if one.here is not Truth.FALSE)


def _inside(one: Alike, attribute: str, value: str | None) -> Alike:
    own = one.attributes[attribute]
    if own == UNDISCLOSED:
        # If the member is in this group at all, then its value is that of the group.
        attributes = one.attributes if value is None else {**one.attributes, attribute: value}
        return replace(one, attributes=attributes, here=one.here.and_(Truth.UNKNOWN))
    return one if own == value else replace(one, here=Truth.FALSE)


def _but_one(one: Alike) -> tuple[Alike, ...]:
    return (replace(one, n=one.n - 1),) if one.n > 1 else ()

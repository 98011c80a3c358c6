"""How the file of ``consensus decide`` is read: rolls, and the question that each of them asks.

A complaint names the place and what was expected. Keys that the form does not know are remarks, or attributes of voices, and
are left alone, unless they are nearly a key that it knows: a misspelt one must not be read as silence.
Source: cases/README.md, "decide".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn, TypeVar

from consensus.domain.classes import ClassRules, Where
from consensus.domain.errors import InputError
from consensus.domain.filters import NOT
from consensus.domain.ruleset import DEFAULT_CLASSES, parse_class
from consensus.domain.tally import Ballot, OwnObjection, Standing
from consensus.domain.terms import OBJECTING_POSITIONS, MemberKind, ObjectionKind, ObjectionStatus, PositionCode, VoteCode

END_OF_OBJECTION = "end_of_objection"

_CASE_KEYS = ("id", "class", "settings", "roll", "returns", "extended", "moment", "objected", "vote")
_ROLL_KEYS = ("region", "kind", "position", "count", "objection", "seconds")
_VOTE_KEYS = ("region", "kind", "vote", "count")
_REMARKS = ("name", "title", "note", "source", "comment")
_NEARLY = 0.75
"""From which likeness on, between 0 and 1, a key is taken for a slip of the pen."""

Code = TypeVar("Code", PositionCode, VoteCode, MemberKind, ObjectionStatus)


@dataclass(frozen=True, slots=True)
class OutcomeCase:
    """One roll and what is asked about it."""

    id: str
    rules: ClassRules
    roll: tuple[Standing, ...]
    returns: int
    extended: bool
    asks_end_of_objection: bool
    objected: bool
    ballots: tuple[Ballot, ...] | None
    """The votes, where the fallback vote is asked about."""


def parse_cases(data: object) -> tuple[OutcomeCase, ...]:
    """Every case of a file, in its order.

    :raises InputError: at the first place that is not of the form.
    """
    if not isinstance(data, list):
        _fail("the file", "a list of cases")
    return tuple(_case(each, f"case {number}") for number, each in enumerate(data, start=1))


def _case(data: object, place: str) -> OutcomeCase:
    name = data.get("id") if isinstance(data, Mapping) else _fail(place, "an object")
    if not isinstance(name, str) or not name.strip():
        _fail(place, '"id" with a text')
    place = f'{place} ("{name[:40]}")'
    case = _object(data, place, _CASE_KEYS)
    rules = _rules(case, place)
    asks_end = "moment" in case
    if asks_end and case["moment"] != END_OF_OBJECTION:
        _fail(f"{place}.moment", f'"{END_OF_OBJECTION}", or no moment at all for the closing of the consensus stage')
    if asks_end and "objected" not in case:
        _fail(place, f'"objected" beside the moment {END_OF_OBJECTION}')
    roll = tuple(_standing(each, here, rules) for each, here in _listed(case, "roll", place))
    ballots = _ballots(case, roll, rules, place) if "vote" in case else None
    if asks_end and ballots is not None:
        _fail(place, "either a moment or a vote, not both")
    return OutcomeCase(
        id=name,
        rules=rules,
        roll=roll,
        returns=_count(case.get("returns", 0), f"{place}.returns"),
        extended=_flag(case.get("extended", False), f"{place}.extended"),
        asks_end_of_objection=asks_end,
        objected=_flag(case.get("objected", False), f"{place}.objected"),
        ballots=ballots,
    )


def _rules(case: Mapping[str, object], place: str) -> ClassRules:
    code = case.get("class")
    if not isinstance(code, str) or code not in DEFAULT_CLASSES:
        _fail(f"{place}.class", f"one of {', '.join(DEFAULT_CLASSES)}")
    return parse_class(code, case.get("settings", {}), f"{place}.settings")


def _standing(data: object, place: str, rules: ClassRules) -> Standing:
    group = _object(data, place, (*_ROLL_KEYS, *_attributes_asked_about(rules)))
    attributes, count = _attributes(group, place), _count(_required(group, "count", place), f"{place}.count")
    named = _required(group, "position", place)
    position = None if named is None else _code(PositionCode, named, f"{place}.position", "or null for silence")
    if position not in OBJECTING_POSITIONS:
        for key in ("objection", "seconds"):
            if group.get(key) is not None:
                _fail(f"{place}.{key}", "this key beside the positions object and block alone")
        return Standing(attributes, position, count=count)
    status = group.get("objection")
    if not isinstance(status, str) or status not in (ObjectionStatus.OPEN, ObjectionStatus.UNRESOLVED):
        _fail(f"{place}.objection", f'"open" or "unresolved" beside the position {position}')
    kind = ObjectionKind.BLOCK if position is PositionCode.BLOCK else ObjectionKind.OBJECTION
    objection = OwnObjection(kind, ObjectionStatus(status), _count(group.get("seconds", 0), f"{place}.seconds"))
    return Standing(attributes, position, (objection,), count)


def _ballots(case: Mapping[str, object], roll: tuple[Standing, ...], rules: ClassRules, place: str) -> tuple[Ballot, ...]:
    if rules.fallback is None:
        _fail(f"{place}.vote", f"no vote, since the class {rules.code} has no fallback")
    if any(each.count and each.has_open_objection for each in roll):
        _fail(f"{place}.vote", "no vote, since an objection of the roll is open")
    ballots = tuple(_ballot(each, here, rules) for each, here in _listed(case, "vote", place))
    base = _by_region((each.attributes["region"], each.count) for each in roll if not each.is_recused)
    for region, voted in _by_region((each.attributes["region"], each.count) for each in ballots).items():
        if voted > base[region]:
            _fail(f"{place}.vote", f"at most {base[region]} votes from {region}, as many as its voices on the roll, not {voted}")
    return ballots


def _ballot(data: object, place: str, rules: ClassRules) -> Ballot:
    group = _object(data, place, (*_VOTE_KEYS, *_attributes_asked_about(rules)))
    vote = _code(VoteCode, _required(group, "vote", place), f"{place}.vote")
    return Ballot(_attributes(group, place), vote, _count(_required(group, "count", place), f"{place}.count"))


def _by_region(counts: Iterable[tuple[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for region, count in counts:
        total[region] += count
    return total


def _attributes(group: Mapping[str, object], place: str) -> Mapping[str, str]:
    """Region and kind, and whatever else a text says about the voices."""
    _text(_required(group, "region", place), f"{place}.region")
    _code(MemberKind, _required(group, "kind", place), f"{place}.kind")
    return {key: value for key, value in group.items() if isinstance(value, str) and key not in ("position", "objection", "vote")}


def _attributes_asked_about(rules: ClassRules) -> frozenset[str]:
    """The attributes of voices that the rules name."""
    named = set(rules.stand_aside_ceiling.within)
    if rules.quorum.breadth:
        named.add(rules.quorum.breadth.attribute)
    for include in rules.quorum.include:
        named |= _attributes_of(include.where)
    return frozenset(named)


def _attributes_of(where: Where) -> set[str]:
    named: set[str] = set()
    for attribute, wanted in where.items():
        named |= _attributes_of(wanted) if attribute == NOT and isinstance(wanted, Mapping) else {attribute}
    return named


# -- reading one value -------------------------------------------------------------------------------------------------


def _fail(place: str, expected: str) -> NoReturn:
    raise InputError(f"{place}: expected {expected}.")


def _object(data: object, place: str, known: Iterable[str]) -> Mapping[str, object]:
    """An object whose keys are known, or far from any that is; what starts with ``expect`` is for a test alone."""
    if not isinstance(data, Mapping):
        _fail(place, "an object")
    keys = tuple(known)
    for key in data:
        if key not in keys and key not in _REMARKS and not key.startswith("expect"):
            meant = get_close_matches(key.strip().lower(), keys, n=1, cutoff=_NEARLY)
            if meant:
                _fail(place, f'"{meant[0]}", not "{key[:40]}"')
    return data


def _listed(case: Mapping[str, object], key: str, place: str) -> list[tuple[object, str]]:
    groups = _required(case, key, place)
    if not isinstance(groups, list):
        _fail(f"{place}.{key}", "a list of groups")
    return [(each, f"{place}.{key}[{number}]") for number, each in enumerate(groups)]


def _required(data: Mapping[str, object], key: str, place: str) -> object:
    if key not in data:
        _fail(place, f'"{key}"')
    return data[key]


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        _fail(place, "a text")
    return value


def _count(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        _fail(place, "a whole number, 0 or more")
    return value


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        _fail(place, "true or false")
    return value


def _code(codes: type[Code], value: object, place: str, otherwise: str = "") -> Code:
    if not isinstance(value, str) or value not in {code.value for code in codes}:
        _fail(place, f"one of {', '.join(code.value for code in codes)} {otherwise}".strip())
    return codes(value)

"""Rosters in a line: ``people("gender/region", "W/LAC M/AFR*3 ?/LAC -/AFR")``; "-" leaves an attribute out, "*3" is three alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consensus.domain.composition import Attributes, Roster, SeatRange, Value, Verdict, judge, parse_rules

DECLARED: Mapping[str, Sequence[str]] = {"gender": ["W", "M"], "region": ["AFR", "LAC", "MENA"], "kind": ["ngo", "movement"]}


def people(names: str, line: str) -> tuple[Attributes, ...]:
    """The members that the line writes."""
    found: list[Attributes] = []
    for word in line.split():
        values, _, times = word.partition("*")
        pairs = zip(names.split("/"), values.split("/"), strict=True)
        member: dict[str, Value] = {name: int(value) if value.isdecimal() else value for name, value in pairs if value != "-"}
        found.extend([member] * int(times or 1))
    return tuple(found)


def roster(names: str, line: str, *, vacant: str = "", history: Mapping[str, Sequence[str]] | None = None) -> Roster:
    """The roster that the line writes."""
    return Roster(members=people(names, line), vacant=people(names, vacant), history=history or {})


def verdict_on(
    who: Roster, *rules: Mapping[str, object], declared: Mapping[str, Sequence[str]] = DECLARED, seats: int | SeatRange | None = None
) -> Verdict:
    """The verdict of rules written as in JSON, which get the ids r0, r1, ... where they have none."""
    named = [{"id": f"r{number}", **rule} for number, rule in enumerate(rules)]
    return judge(who, parse_rules(named), declared=declared, seats=seats)


def truth_of(
    rule: Mapping[str, object], who: Roster, *, declared: Mapping[str, Sequence[str]] = DECLARED, seats: int | SeatRange | None = None
) -> str:
    """ "holds", "fails" or "open"."""
    return {"pass": "holds", "fail": "fails", "indeterminate": "open"}[verdict_on(who, rule, declared=declared, seats=seats).value]

"""Elections as JSON, with their ballots in it or in ``.blt`` files beside it: what ``consensus count`` reads.

Source: cases/elections/README.md, "count"; beside it ``sitting`` (those who sit already and stay), ``vacant`` (the vacancies that
stay), ``statutory`` (the statutory number of seats), ``history`` and ``withdrawn`` may be given: what a body's own election
publishes has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from consensus.domain.composition import Attributes, demand_judgeable, parse_declared, parse_members, parse_rules, parse_seats, reading
from consensus.domain.composition.bodies import bounded_by, demand_numbers
from consensus.domain.composition.roster import parse_history
from consensus.domain.errors import InputError
from consensus.elections.blt import BallotFile, checked_ballot, parse_blt
from consensus.elections.counting import Ballot, Election, Method

ReadText = Callable[[str, str], str]
"""Reads the file at a path that stands at a place of the document."""


@dataclass(frozen=True, slots=True)
class NamedElection:
    """An election, and what the document calls it."""

    id: str
    election: Election


def parse_elections(data: object, read_text: ReadText) -> tuple[NamedElection, ...]:
    """The elections of a document.

    :raises InputError: with one sentence that names the place and what was expected there.
    """
    items = reading.demand_list(data, "the document", "a list of elections")
    files: dict[str, BallotFile] = {}
    return tuple(_election(item, f"[{number}]", read_text, files) for number, item in enumerate(items))


def _election(data: object, place: str, read_text: ReadText, files: dict[str, BallotFile]) -> NamedElection:
    entry = reading.demand_object(data, place, 'an object with "id", "method", "seats" and "ballots"')
    code = reading.text_in(reading.demand(entry, "id", place), f"{place}.id")
    method = reading.one_of(Method, reading.demand(entry, "method", place), f"{place}.method")
    seats = reading.whole_number(reading.demand(entry, "seats", place), f"{place}.seats", least=1)
    rules = parse_rules(entry.get("rules", ()), f"{place}.rules")
    declared = parse_declared(entry.get("attributes", {}), f"{place}.attributes")
    sitting = parse_members(entry.get("sitting", ()), f"{place}.sitting")
    vacant = parse_members(entry.get("vacant", ()), f"{place}.vacant")
    statutory = parse_seats(entry["statutory"], f"{place}.statutory") if "statutory" in entry else None
    demand_judgeable(rules, declared=declared, seats=statutory or seats + len(sitting), place=f"{place}.rules")
    given = _candidates(entry, place, bounded_by(rules))
    ballots = reading.demand(entry, "ballots", place)
    withdrawn = _withdrawn(entry, place)
    if isinstance(ballots, str):
        if ballots not in files:
            files[ballots] = parse_blt(read_text(ballots, f"{place}.ballots"), ballots)
        found = files[ballots]
        number = max((max(each.preferences, default=0) for each in found.ballots), default=0)
        candidates, papers = given or _unknown(max(number, len(found.names))), found.ballots
        withdrawn |= found.withdrawn
        if given is not None and len(given) < number:
            raise InputError(f"{place}.candidates: expected as many as the ballots name, {number}, found {len(given)}.")
    else:
        papers = _ballots(ballots, f"{place}.ballots", None if given is None else len(given))
        candidates = given or _unknown(max((max(each.preferences, default=0) for each in papers), default=0))
    history = parse_history(entry.get("history", {}), f"{place}.history")
    election = Election(method, seats, candidates, papers, rules, withdrawn, sitting, declared, history, statutory, vacant)
    return NamedElection(code, election)


def _withdrawn(entry: Mapping[str, object], place: str) -> frozenset[int]:
    listed = reading.demand_list(entry.get("withdrawn", []), f"{place}.withdrawn", "a list of candidates by number")
    return frozenset(reading.whole_number(each, f"{place}.withdrawn[{at}]", least=1) for at, each in enumerate(listed))


def _candidates(entry: Mapping[str, object], place: str, bounded: frozenset[str]) -> Sequence[Attributes] | None:
    if "candidates" not in entry:
        return None
    for number, one in enumerate(
        reading.demand_list(entry["candidates"], f"{place}.candidates", "a list with at least one candidate", least=1)
    ):
        here = f"{place}.candidates[{number}]"
        demand_numbers(reading.demand_object(one, here), bounded, here)
    return parse_members(entry["candidates"], f"{place}.candidates")


def _unknown(number: int) -> Sequence[Attributes]:
    return [{} for _ in range(number)]


def _ballots(data: object, place: str, candidates: int | None) -> tuple[Ballot, ...]:
    found: list[Ballot] = []
    for number, item in enumerate(reading.demand_list(data, place, "the path of a .blt file, or a list of [papers, [candidates]]")):
        here = f"{place}[{number}]"
        row = reading.demand_list(item, here, "a number of papers and a list of candidates")
        if len(row) != 2:  # papers and preferences
            reading.refuse(here, "a number of papers and a list of candidates", item)
        papers = reading.whole_number(row[0], f"{here}[0]")
        listed = reading.demand_list(row[1], f"{here}[1]", "a list of candidates by number")
        preferences = [reading.whole_number(each, f"{here}[1][{at}]", least=1) for at, each in enumerate(listed)]
        found.append(checked_ballot(papers, preferences, candidates or max([*preferences, 1]), here))
    return tuple(found)

"""Reading ``.blt``, the form in which ranked ballots travel between programs that count.

First line: candidates and seats. Then a line for each kind of ballot: how many papers, the candidates by number in the order of
preference, 0. A line ``0`` ends them; then a name a line, mostly quoted, and a title. ``-n`` lines before the ballots withdraw
candidates. Source: cases/elections/README.md; I. D. Hill, B. A. Wichmann and D. R. Woodall, Computer Journal 30 (1987).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from consensus.domain.errors import InputError
from consensus.elections.counting.election import Ballot

_WHOLE = re.compile(r"-?[0-9]{1,9}", re.ASCII)
MOST_CANDIDATES = 10_000


@dataclass(frozen=True, slots=True)
class BallotFile:
    """What such a file holds."""

    seats: int
    names: tuple[str, ...]
    """By candidate; empty where the file names nobody."""
    ballots: tuple[Ballot, ...]
    withdrawn: frozenset[int]
    title: str


def parse_blt(text: str, place: str) -> BallotFile:
    """Return what a file holds.

    :raises InputError: with one sentence that names the line and what was expected there.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1)]
    written = [(number, line) for number, line in lines if line and not line.startswith(("#", "["))]
    if not written:
        raise InputError(f"{place}: expected a first line with the numbers of candidates and seats, found an empty file.")
    first = _numbers(written[0], place)
    if len(first) != 2 or not 0 < first[0] <= MOST_CANDIDATES or first[1] < 0:  # candidates and seats
        raise InputError(f"{place}: line {written[0][0]}: expected the numbers of candidates and seats, found {written[0][1][:40]!r}.")
    candidates, seats = first
    ballots: list[Ballot] = []
    withdrawn: set[int] = set()
    rest = iter(written[1:])
    for numbered in rest:
        if numbered[1].startswith(('"', "'")):
            raise InputError(f"{place}: line {numbered[0]}: expected ballots up to a line 0, found a name.")
        row = _numbers(numbered, place)
        if row == [0]:
            break
        if row and row[0] < 0 and not ballots:
            withdrawn.update(_withdrawn(row, candidates, place, numbered[0]))
            continue
        ballots.append(_ballot(row, candidates, place, numbered[0]))
    else:
        raise InputError(f"{place}: expected a line 0 after the ballots, found the end of the file.")
    names = [_unquoted(line) for _, line in rest]
    return BallotFile(seats, tuple(names[:candidates]), tuple(ballots), frozenset(withdrawn), "".join(names[candidates : candidates + 1]))


def _numbers(numbered: tuple[int, str], place: str) -> list[int]:
    number, line = numbered
    parts = line.partition("#")[0].split()
    for part in parts:
        if not _WHOLE.fullmatch(part):
            raise InputError(f"{place}: line {number}: expected whole numbers, found {part[:40]!r}.")
    return [int(part) for part in parts]


def _withdrawn(row: list[int], candidates: int, place: str, number: int) -> list[int]:
    for each in row:
        if not 1 <= -each <= candidates:
            raise InputError(f"{place}: line {number}: expected withdrawn candidates as -1 to -{candidates}, found {each}.")
    return [-each for each in row]


def _ballot(row: list[int], candidates: int, place: str, number: int) -> Ballot:
    if row[-1] != 0 or row[0] < 0:
        raise InputError(f"{place}: line {number}: expected a number of papers, candidates, and 0 at the end.")
    return checked_ballot(row[0], row[1:-1], candidates, f"{place}: line {number}")


def checked_ballot(papers: int, preferences: list[int], candidates: int, place: str) -> Ballot:
    """Return a ballot.

    :raises InputError: when a preference is no candidate, or the same one twice.
    """
    for position, candidate in enumerate(preferences):
        if not 1 <= candidate <= candidates:
            raise InputError(f"{place}: expected candidates from 1 to {candidates}, found {candidate}.")
        if candidate in preferences[:position]:
            raise InputError(f"{place}: expected each candidate once on a ballot, found {candidate} twice.")
    return Ballot(papers, tuple(preferences))


def _unquoted(line: str) -> str:
    return line[1:-1] if len(line) > 1 and line[0] == line[-1] == '"' else line

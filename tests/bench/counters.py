"""Programs that count ranked ballots, each behind the same door: this one, and those of the package index.

Run as a script by a Python of its own, ``PYTHON tests/bench/counters.py NAME FILE SEATS``, so that none of them need be installed
beside the program. It imports nothing but what is asked for. Every line on its standard input asks for one count, and one line
of JSON answers: seconds to prepare the ballots in the counter's own form, seconds to count them, and who is elected.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

Papers = list[tuple[int, tuple[int, ...]]]


@dataclass(frozen=True)
class Asked:
    """What is to be counted."""

    candidates: int
    seats: int
    papers: Papers

    @property
    def numbers(self) -> range:
        """The candidates by number."""
        return range(1, self.candidates + 1)


Prepared = Callable[[], Iterable[Any]]
"""Counts ballots that lie ready, and returns who is elected."""


def consensus_scottish(asked: Asked, method: str = "scottish", *, under_rules: bool = False) -> Prepared:
    """This program, plain or under rules that look at three attributes of each candidate."""
    from consensus.domain.composition import parse_rules
    from consensus.elections.counting import Ballot, Election, Method, count

    people = [
        {"region": f"r{number % 3}", "gender": "WM"[number % 5 < 3], "kind": f"k{number % 4}"} if under_rules else {}
        for number in asked.numbers
    ]
    rules = [
        {"id": "men", "kind": "share", "where": {"gender": "M"}, "max": "1/2"},
        {"id": "regions", "kind": "for_each", "group_by": "region", "rules": [{"kind": "count", "max": -(-asked.seats // 2)}]},
        {"id": "kind", "kind": "count", "where": {"kind": "k3"}, "min": 1},
    ]
    given = parse_rules(rules if under_rules else [], "rules")
    ballots = [Ballot(papers, preferences) for papers, preferences in asked.papers]
    election = Election(Method(method), asked.seats, people, ballots, given)
    return lambda: count(election).elected


def pyrankvote(asked: Asked) -> Prepared:
    """Its own count: all who have the quota are elected at once, in floating point."""
    import pyrankvote

    people = {number: pyrankvote.Candidate(str(number)) for number in asked.numbers}
    ballots = [pyrankvote.Ballot([people[each] for each in named]) for papers, named in asked.papers for _ in range(papers)]
    count = pyrankvote.single_transferable_vote
    return lambda: [each.name for each in count(list(people.values()), ballots, asked.seats).get_winners()]


def stvpoll(asked: Asked) -> Prepared:
    """Scottish."""
    from stvpoll.scottish_stv import calculate_scottish_stv

    ballots = [(list(named), papers) for papers, named in asked.papers]
    return lambda: calculate_scottish_stv(tuple(asked.numbers), ballots, asked.seats).elected_as_tuple()


def votekit(asked: Asked) -> Prepared:
    """Its own count, compiled: weighted inclusive, in floating point."""
    from votekit import RankBallot, RankProfile
    from votekit.elections import FastSTV

    ballots = tuple(RankBallot(ranking=tuple(frozenset({str(each)}) for each in named), weight=papers) for papers, named in asked.papers)
    profile = RankProfile(ballots=ballots, candidates=tuple(map(str, asked.numbers)))
    return lambda: [each for group in FastSTV(profile, asked.seats).get_elected() for each in group]


def pref_voting(asked: Asked, method: str = "stv_scottish") -> Prepared:
    """Scottish, or Meek, in floating point."""
    from pref_voting import proportional_methods
    from pref_voting.profiles_with_ties import ProfileWithTies

    ranked = [{each: place for place, each in enumerate(named, start=1)} for _, named in asked.papers]
    profile = ProfileWithTies(ranked, [papers for papers, _ in asked.papers], candidates=list(asked.numbers))
    return lambda: getattr(proportional_methods, method)(profile, num_seats=asked.seats)


def pyrcv(asked: Asked) -> Prepared:
    """Its own count: all who have the quota are elected at once, in floating point."""
    from pyrcv.pyrcv import run_rcv
    from pyrcv.types import RaceData, RaceMetadata

    race = RaceMetadata("race", asked.seats, [str(number) for number in asked.numbers])
    data = RaceData(race, [list(named) for _, named in asked.papers], [papers for papers, _ in asked.papers])
    return lambda: [each for part in run_rcv(data).rounds for each in part.elected]


def py_vote_core(asked: Asked) -> Prepared:
    """Its own count: all who have the quota are elected at once, in floating point."""
    from py3votecore.stv import STV

    ballots = [{"count": papers, "ballot": list(named)} for papers, named in asked.papers]
    return lambda: STV(ballots, required_winners=asked.seats).winners


COUNTERS: dict[str, Callable[[Asked], Prepared]] = {
    "consensus, Scottish": consensus_scottish,
    "consensus, Scottish under rules": lambda asked: consensus_scottish(asked, under_rules=True),
    "consensus, Meek": lambda asked: consensus_scottish(asked, "meek"),
    "consensus, Meek under rules": lambda asked: consensus_scottish(asked, "meek", under_rules=True),
    "stvpoll, Scottish": stvpoll,
    "pref_voting, Scottish": pref_voting,
    "pref_voting, Meek": lambda asked: pref_voting(asked, "stv_meek"),
    "votekit, FastSTV": votekit,
    "py-vote-core, STV": py_vote_core,
    "pyrankvote, STV": pyrankvote,
    "pyrcv, STV": pyrcv,
}


def read(path: Path) -> tuple[int, int, Papers]:
    """Return the numbers of candidates and seats and the papers of a ``.blt`` file that is known to be sound."""
    lines = [line.split("#")[0].split() for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines()]
    rows = iter([line for line in lines if line])
    candidates, seats = map(int, next(rows))
    papers: Papers = []
    for row in rows:
        if row == ["0"]:
            break
        if not row[0].startswith("-") and len(row) > 2:  # papers, somebody, 0
            papers.append((int(row[0]), tuple(map(int, row[1:-1]))))
    return candidates, seats, papers


def answer(name: str, path: Path, seats: int) -> dict[str, Any]:
    """Count once; an answer with ``missing`` says why nothing was counted."""
    candidates, _, papers = read(path)
    began = process_time()
    try:
        prepared = COUNTERS[name](Asked(candidates, seats, papers))
    except ImportError as error:
        return {"missing": f"not installed ({error.name})"}
    ready = process_time()
    elected = sorted(int(each) for each in prepared())
    return {"prepare": ready - began, "count": process_time() - ready, "elected": elected}


def main() -> None:
    """Answer line by line until there is nothing more to read."""
    warnings.simplefilter("ignore")
    name, path, seats = sys.argv[1:]
    told = sys.stdout
    # What a counter prints must not stand among the answers.
    sys.stdout = sys.stderr
    for _ in sys.stdin:
        print(json.dumps(answer(name, Path(path), int(seats))), file=told, flush=True)


if __name__ == "__main__":
    main()

"""Counts one election with this program and with every counter of the package index that is there, in turn, on the same file."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import click

from tests.bench.counters import COUNTERS, read
from tests.bench.telling import table
from tests.support.tree import ROOT

PATIENCE_SECONDS = 90.0
"""How long one count is waited for; a counter that takes longer is not asked again."""

OURS = "consensus"
SAME = {"Scottish": "consensus, Scottish", "Meek": "consensus, Meek"}
"""The counts that must elect the same: those of the same method."""

CANDIDATES, SEATS, PAPERS = 10, 4, 14_000
"""Of the election that is made where no file is given."""


@dataclass
class Counter:
    """A counter, the process that it runs in, and what it answered."""

    name: str
    process: subprocess.Popen[str]
    prepare: list[float] = field(default_factory=list)
    count: list[float] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    missing: str = ""

    def ask(self) -> None:
        """Have it count once."""
        if self.missing or self.process.stdin is None or self.process.stdout is None:
            return
        print(file=self.process.stdin, flush=True)
        if not select.select([self.process.stdout], [], [], PATIENCE_SECONDS)[0]:
            self.missing = f"not done in {PATIENCE_SECONDS:.0f} s"
            return
        line = self.process.stdout.readline()
        found: dict[str, Any] = json.loads(line) if line else {"missing": "it broke off"}
        self.missing = found.get("missing", "")
        if not self.missing:
            self.prepare.append(found["prepare"])
            self.count.append(found["count"])
            self.elected = found["elected"]


def measure(ballots: Path | None, counters: str | None, folder: Path, rounds: int) -> None:
    """Count the largest election at hand, print what it took, and demand the same result of the same method.

    ``ballots`` is a file or a folder of them, ``counters`` the Python beside which the other counters are installed.
    """
    path = _made(folder) if ballots is None else _largest(ballots)
    candidates, seats, papers = read(path)
    number = sum(each for each, _ in papers)
    click.echo(f"\nCounting {path.name}: {number:,} ballots, {len(papers):,} of them different, {candidates} candidates, {seats} seats.")
    with ExitStack() as stack:
        found = [
            stack.enter_context(_running(name, path, seats, sys.executable if name.startswith(OURS) else counters or sys.executable))
            for name in COUNTERS
        ]
        for _ in range(rounds):
            for each in found:
                each.ask()
    click.echo(_told(found))
    _demand_the_same(found)


def _told(found: Sequence[Counter]) -> str:
    ours = {each.name: min(each.count) for each in found if each.count}
    rows = []
    for each in found:
        if each.missing:
            rows.append((each.name, "", "", "", each.missing))
            continue
        peer = next((name for method, name in SAME.items() if each.name.endswith(method)), SAME["Scottish"])
        times = "" if each.name.startswith(OURS) else f"{min(each.count) / ours[peer]:.1f}"
        rows.append(
            (each.name, _milliseconds(each.prepare), _milliseconds(each.count), times, " ".join(str(number) for number in each.elected))
        )
    return "\n" + table(("counter", "prepare, ms", "count, ms", "times ours", "elected"), rows)


def _demand_the_same(found: Sequence[Counter]) -> None:
    by_name = {each.name: each for each in found if each.elected}
    for each in found:
        peer = next((name for method, name in SAME.items() if each.name.endswith(method)), None)
        if each.elected and peer in by_name and each.elected != by_name[peer].elected:
            raise click.ClickException(f"{each.name} elects {each.elected}, {peer} {by_name[peer].elected}.")


def _milliseconds(seconds: Sequence[float]) -> str:
    return f"{min(seconds) * 1000:,.1f}"


@contextmanager
def _running(name: str, path: Path, seats: int, python: str) -> Iterator[Counter]:
    process = subprocess.Popen(
        [python, str(Path(__file__).with_name("counters.py")), name, str(path), str(seats)],
        env=os.environ | {"PYTHONPATH": str(ROOT) if name.startswith(OURS) else ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Counter(name, process)
    finally:
        process.kill()
        process.communicate()


def _largest(place: Path) -> Path:
    files = [place] if place.is_file() else sorted(place.rglob("*.blt"))
    if not files:
        raise click.ClickException(f"There is no .blt file in {place}.")
    return max(files, key=lambda path: sum(papers for papers, _ in read(path)[2]))


def _made(folder: Path) -> Path:
    """Write an election of the size of a ward of a large city; the same each time."""
    chance = Random(2017)
    papers: dict[tuple[int, ...], int] = {}
    liked = [chance.random() + 0.2 for _ in range(CANDIDATES)]
    for _ in range(PAPERS):
        order = sorted(range(CANDIDATES), key=lambda each: chance.random() ** (1 / liked[each]), reverse=True)
        named = tuple(each + 1 for each in order[: chance.choice((1, 2, 2, 3, 3, 3, 4, 5, 7, 10))])
        papers[named] = papers.get(named, 0) + 1
    path = folder / "made.blt"
    rows = [" ".join(map(str, (number, *named, 0))) for named, number in sorted(papers.items())]
    names = [f'"Candidate {number}"' for number in range(1, CANDIDATES + 1)]
    path.write_text("\n".join([f"{CANDIDATES} {SEATS}", *rows, "0", *names, '"Made for the bench"']) + "\n", encoding="utf-8")
    return path

"""Can seats be filled, which rules stand in the way, who could fill them: this program beside the bare solver on the same programs.

Every integer program that an answer hands to the solver is kept, and handed to the solver once more with nothing around it:
what the program takes beyond that is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from random import Random
from time import process_time
from typing import Any
from unittest.mock import patch

import click
import highspy

from consensus.domain.composition import parse_rules
from consensus.seating.feasibility import Seating, conflict, could_fill, witness
from tests.bench.telling import table

SIZES = ((9, 30, 10), (25, 300, 25), (100, 3000, 40))
"""Seats, people who stand, rules."""

VALUES = {"region": 5, "gender": 3, "kind": 4, "language": 4}
"""How many values each attribute of a person has."""


@dataclass
class Taken:
    """What one question took, in seconds, round by round, and how many integer programs it needed."""

    question: str
    size: tuple[int, int, int]
    programs: int = 0
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


QUESTIONS: tuple[tuple[str, Callable[[Seating], object], bool], ...] = (
    ("feasible or not", witness, True),
    ("conflict", conflict, False),
    ("who could fill", could_fill, True),
)
"""What is asked, by what, and whether the seats can be filled."""


def measure(rounds: int, bodies: int = 3) -> None:
    """Ask the three questions of made bodies of each size, and print what they took of the processor."""
    witness(seating(*SIZES[0], number=0, possible=True))  # The solver is loaded when it is first asked.
    taken: list[Taken] = []
    for size, (question, ask, possible) in product(SIZES, QUESTIONS):
        line = Taken(question, size)
        taken.append(line)
        for number, _ in product(range(bodies), range(rounds)):
            # A seating keeps what was worked out of it, so each answer gets a new one.
            _ask(line, ask, seating(*size, number=number, possible=possible))
    rows = [
        (f"{each.question}, {'/'.join(map(str, each.size))}", str(each.programs), *_told(each), f"{sum(each.ours) / sum(each.bare):.2f}")
        for each in taken
    ]
    click.echo("\nMilliseconds of an answer beside those of the bare solver on the same integer programs (half of them / the longest):\n")
    click.echo(table(("question, seats/people/rules", "programs", "ours, ms", "bare, ms", "times"), rows))


def _told(line: Taken) -> Iterator[str]:
    for each in (sorted(line.ours), sorted(line.bare)):
        yield f"{each[len(each) // 2] * 1000:.1f} / {each[-1] * 1000:.1f}"


def _ask(line: Taken, ask: Callable[[Seating], object], asked: Seating) -> None:
    with _kept() as models:
        began = process_time()
        ask(asked)
        line.ours.append(process_time() - began)
    line.programs = max(line.programs, len(models))
    began = process_time()
    make_solver: Any = highspy.Highs
    for model in models:
        solver = make_solver()
        solver.silent()
        solver.setOptionValue("threads", 1)
        solver.passModel(model)
        solver.run()
    line.bare.append(process_time() - began)


@contextmanager
def _kept() -> Iterator[list[Any]]:
    """Keep every model that is handed to the solver meanwhile."""
    models: list[Any] = []
    hand_over = highspy.Highs.passModel

    def keep(solver: Any, model: Any) -> Any:
        models.append(model)
        return hand_over(solver, model)

    with patch.object(highspy.Highs, "passModel", keep):
        yield models


def seating(seats: int, people: int, rules: int, *, number: int, possible: bool) -> Seating:
    """Return a body of that size; the same number gives the same one.

    Its rules are bounds around what a roster drawn by chance has, so they can hold together; where they shall not, two more
    ask for what no roster has both of.
    """
    chance = Random(f"{seats} {people} {rules} {number}")
    pool = [{name: f"{name}{int(chance.random() ** 1.5 * many)}" for name, many in VALUES.items()} for _ in range(people)]
    drawn = chance.sample(pool, seats)
    made = [_rule(chance, drawn) for _ in range(rules)]
    if not possible:
        where = made[-1]["where"]
        had = sum(_matches(one, where) for one in drawn)
        made[-2:] = [{"kind": "count", "where": where, "max": had}, {"kind": "count", "where": where, "min": had + 1}]
        chance.shuffle(made)
    return Seating(seats, parse_rules([{"id": f"r{at}", **rule} for at, rule in enumerate(made)], "rules"), [], pool)


def _rule(chance: Random, drawn: list[dict[str, str]]) -> dict[str, Any]:
    names = chance.sample(sorted(VALUES), chance.choice((1, 1, 2)))
    one = chance.choice(drawn)
    where = {name: one[name] for name in names}
    had = sum(_matches(each, where) for each in drawn)
    bound = {"min": max(had - chance.choice((0, 0, 1)), 0)} if chance.random() < 0.5 else {"max": had + chance.choice((0, 0, 1))}
    return {"kind": "count", "where": where, **bound}


def _matches(one: dict[str, str], where: dict[str, str]) -> bool:
    return all(one[name] == value for name, value in where.items())

"""``consensus count FILE``: counts elections under composition rules, one JSON object a line."""

from __future__ import annotations

from pathlib import Path

import click

from consensus.cli.input import STANDARD_INPUT, ends_on_malformed_input, read_json
from consensus.cli.output import print_json
from consensus.domain.errors import InputError
from consensus.elections import counting
from consensus.elections.counting.sheet import as_data
from consensus.elections.election_form import NamedElection, parse_elections
from consensus.seating.solving import UndecidedError


@click.command()
@click.argument("file")
@ends_on_malformed_input
def count(file: str) -> None:
    """Count every election in FILE (- for standard input).

    FILE holds a JSON list of elections: a method (scottish, meek or approval), seats, composition rules, and ballots in it or in a .blt
    file, by its path from FILE. Printed is who is elected, every round with the votes after it, whom the rules guarded or
    left no place, and how ties were told apart. Where no result obeys the rules, ``elected`` is empty and ``conflict`` names a
    smallest set of rules that cannot hold together; where the solver could not tell in time, ``elected`` is null.
    """
    folder = Path() if file == STANDARD_INPUT else Path(file).parent

    def read_text(path: str, place: str) -> str:
        try:
            return (folder / path).read_text(encoding="utf-8-sig", errors="replace")
        except OSError as error:
            raise InputError(f"{place}: expected the path of a .blt file, found {path}: {error.strerror or error}.") from error

    for named in parse_elections(read_json(file), read_text):
        print_json({"id": named.id, **_counted(named)})


def _counted(named: NamedElection) -> dict[str, object]:
    try:
        return as_data(counting.count(named.election))
    except UndecidedError:
        return {"elected": None}

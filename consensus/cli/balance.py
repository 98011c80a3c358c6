"""``consensus balance FILE``: whether each roster of a file obeys the composition rules of its body, one JSON object a line.

The form of the file is read in ``consensus.domain.composition.bodies``, and the rules are those of that package. A word
in place of FILE names another question about composition: ``feasible`` and ``fill``.
"""

from __future__ import annotations

import click

from consensus.cli.input import ends_on_malformed_input, read_json
from consensus.cli.output import print_json
from consensus.domain.composition import judge
from consensus.domain.composition.bodies import NamedRoster, RuledBody, parse_bodies
from consensus.seating.feasibility import conflict, could_fill, values_that_restore, witness
from consensus.seating.form import NamedSeating, parse_seatings
from consensus.seating.solving import UndecidedError

JUDGE = "judge"


class FileOrCommand(click.Group):
    """A group whose first word is one of its commands, or else the file that its command ``judge`` reads."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first word means."""
        return super().resolve_command(ctx, args if args and args[0] in self.commands else [JUDGE, *args])


@click.group("balance", cls=FileOrCommand, subcommand_metavar="FILE | COMMAND [ARGS]...")
def balance() -> None:
    """Judge rosters by the composition rules of their body.

    FILE (- for standard input) holds a JSON object with bodies, each with its rules and its rosters. For each roster one
    JSON object is printed: the verdict (pass, fail or indeterminate), the rules it violates, those that an undisclosed
    value leaves open, and why. The exit code is 0 when every roster could be judged, whatever the verdict, and 2 when the
    file is not of the form.
    """


@balance.command(JUDGE, short_help="Judge every roster in FILE; what FILE alone means.")
@click.argument("file")
@ends_on_malformed_input
def judge_file(file: str) -> None:
    """Judge every roster in FILE (- for standard input); ``consensus balance FILE`` for short."""
    for body in parse_bodies(read_json(file)):
        for named in body.rosters:
            print_json(_answer(body, named))


def _answer(body: RuledBody, named: NamedRoster) -> dict[str, object]:
    verdict = judge(named.roster, body.rules, declared=body.declared, seats=body.seats)
    return {
        "body": body.id,
        "roster": named.name,
        "verdict": verdict.value.value,
        "violates": sorted(verdict.violates),
        "undetermined": sorted(verdict.undetermined),
        "reasons": [str(reason) for reason in verdict.reasons],
    }


@balance.command("feasible", short_help="Say whether seats can be filled, or which rules conflict.")
@click.argument("file")
@ends_on_malformed_input
def feasible_file(file: str) -> None:
    """Say whether the seats of each body in FILE (- for standard input) can be filled from its pool under its rules.

    If so, with whom; if not, a smallest set of rules that cannot hold together for these people. Where the solver could not
    tell in time, ``feasible`` is null: not decided, which is not impossible.
    """
    for body in parse_seatings(read_json(file)):
        print_json({"body": body.id, **_feasible(body)})


def _feasible(body: NamedSeating) -> dict[str, object]:
    try:
        places = witness(body.seating)
        if places is None:
            return {"feasible": False, "conflict": list(conflict(body.seating))}
    except UndecidedError:
        return {"feasible": None}
    return {"feasible": True, "witness": [body.names[place] for place in places]}


@balance.command("fill", short_help="Say who could fill the open seats.")
@click.argument("file")
@ends_on_malformed_input
def fill_file(file: str) -> None:
    """Say who could fill the open seats of each body in FILE (- for standard input), so that every hard rule holds.

    Named is everybody who is in at least one way to fill all of them, and for each attribute the values that somebody new,
    whether or not they stand, could have.
    """
    for body in parse_seatings(read_json(file)):
        print_json({"body": body.id, "open": max(body.seating.open, 0), **_fill(body)})


def _fill(body: NamedSeating) -> dict[str, object]:
    try:
        names = sorted(body.names[place] for place in could_fill(body.seating))
        return {"could_fill": names, "values": {name: list(values) for name, values in values_that_restore(body.seating).items()}}
    except UndecidedError:
        return {"could_fill": None}

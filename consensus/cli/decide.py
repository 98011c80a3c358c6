"""``consensus decide FILE``: what follows for each roll of a file, one JSON object a line.

The form of the file is read in ``outcome_cases.py``; the rules are those of ``consensus.domain.outcome``.
"""

from __future__ import annotations

import click

from consensus.cli.input import ends_on_malformed_input, read_json
from consensus.cli.outcome_cases import OutcomeCase, parse_cases
from consensus.cli.output import print_json
from consensus.domain.outcome import Ruling, decide_consensus, decide_end_of_objection, decide_fallback


@click.command("decide", short_help="Say what follows from who stands where, case by case.")
@click.argument("file")
@ends_on_malformed_input
def decide(file: str) -> None:
    """Say what follows for each roll in FILE (- for standard input).

    FILE holds a JSON list of cases: a class with its settings, a roll, and perhaps a moment or a vote. For each of them one
    JSON object is printed, with the outcome or the next stage and the reasons. The exit code is 0 when every case could be
    judged, whatever the verdict, and 2 when the file is not of the form.
    """
    for case in parse_cases(read_json(file)):
        print_json({"id": case.id} | ruling_on(case).as_data())


def ruling_on(case: OutcomeCase) -> Ruling:
    """What follows for one case."""
    if case.asks_end_of_objection:
        return decide_end_of_objection(case.roll, case.rules, objected=case.objected)
    if case.ballots is not None:
        return decide_fallback(case.roll, case.ballots, case.rules)
    return decide_consensus(case.roll, case.rules, returns=case.returns, extended=case.extended)

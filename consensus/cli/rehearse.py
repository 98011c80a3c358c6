"""``consensus rehearse FILE...``: whole proposals played step by step, one JSON object a line.

How a rehearsal is read and played stands in ``consensus.rehearsal``; it drives the same commands as the pages.
"""

from __future__ import annotations

import click

from consensus.cli.input import STANDARD_INPUT, ends_on_malformed_input, read_json
from consensus.cli.output import print_json


@click.command("rehearse", short_help="Play whole proposals from files, and say how they end.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@ends_on_malformed_input
def rehearse(files: tuple[str, ...]) -> None:
    """Play each rehearsal in FILE... (- for standard input), in a scratch database with its own clock.

    Each FILE holds one rehearsal or a list of them: a body, its members, a proposal, and what is done with it day by day.
    For each rehearsal one JSON object is printed: how the proposal ended, who dissents, which steps were refused, and which of
    these were not expected. The exit code is 0 when every rehearsal could be played, whatever came of it, and 2 when a file is
    not of the form. Nothing of a real instance is read or written.
    """
    # Imported here: the other commands should not wait for the database to load.
    from consensus.rehearsal import Scratch, parse_rehearsals, play

    names = ["standard input" if file == STANDARD_INPUT else file for file in files]
    rehearsals = [each for file, name in zip(files, names, strict=True) for each in parse_rehearsals(read_json(file), name)]
    scratch = Scratch()
    for rehearsal in rehearsals:
        print_json(play(rehearsal, scratch))

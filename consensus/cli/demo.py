"""``consensus demo``: an invented network to look at and play with, on this machine alone."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from consensus.cli.supervising import serve_until_told
from consensus.demonstration import DATABASE

DEFAULT_FOLDER = Path("demo")


@click.command(short_help="Make an invented network, and serve it on this machine.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEFAULT_FOLDER,
    show_default=True,
    help="Where the demonstration is kept. Delete the folder to begin anew.",
)
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Where it listens; only on this machine.")
@click.option("--only", type=click.Choice(["make", "clock"]), help="Make it without serving it, or run its clock alone.")
def demo(folder: Path, bind: str, only: str | None) -> None:
    """Make a demonstration network, if it is not there yet, and serve it.

    Its 280 members are invented. It is made through the program's own commands with an earlier clock, so its record verifies.
    """
    place = folder.absolute()
    if only == "clock":
        _run_clock(place, bind)
        return
    if not (place / DATABASE).exists():
        _make(place)
    if only is None:
        target = f"consensus.demonstration.serving:web({str(place)!r}, {bind!r})"
        clock = [sys.executable, "-m", "consensus.cli", "demo", "--folder", str(place), "--bind", bind, "--only", "clock"]
        serve_until_told(target, bind=bind, workers=2, threads=2, clock=clock, tell=lambda: _welcome(bind))


# Each imports what it needs itself: whoever only starts the others should not wait for the application to load.


def _make(place: Path) -> None:
    from consensus.demonstration.serving import prepare
    from consensus.web.now import now

    prepare(place, now(), lambda line: click.echo(line))


def _run_clock(place: Path, bind: str) -> None:
    from consensus.clock.scheduler import run_clock
    from consensus.demonstration.serving import web

    run_clock(web(str(place), bind))


def _welcome(bind: str) -> None:
    from consensus.demonstration.people import demonstration_people

    click.echo(f"\nThe demonstration is at http://{bind}\nOn the sign-in page, one click signs in as one of these:")
    for person in demonstration_people():
        click.echo(f"  {person['name']} - {person['part']}")
    click.echo("Stop with Ctrl-C.")

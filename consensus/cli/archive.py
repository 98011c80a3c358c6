"""``consensus archive``: is the record of this installation as it was when it was signed? And how its decisions are found."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from consensus.cli.installation import not_usable, says_what_is_wrong
from consensus.cli.serve import settings_or_exit

if TYPE_CHECKING:
    from consensus.ledger import CheckpointNote, Verification

CANNOT_TELL = 2
"""The exit code when a key or a checkpoint that was given, or the key of this installation, cannot be read."""

MOST_HELPERS = 8
"""Processes that judge entries at once: more would wait for the one that takes what they found in order."""


@click.group()
def archive() -> None:
    """Look after the record of what was said and decided."""


@archive.command(short_help="Check that the record is as it was signed.")
@click.option("--key", help="The verifier key that you noted earlier; left out, the installation's own is trusted.")
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a checkpoint that you kept: the record must still begin with what it signed. May be given several times.",
)
def verify(key: str | None, checkpoints: tuple[Path, ...]) -> None:
    """Check every entry of the ledger, the tree over them, and every signed checkpoint.

    A large record is looked through by several processes, one for each core of the machine.

    Says what was found and exits 0 if all is as it was signed; names the first bad entry and exits 1 if not; exits 2 if a
    setting, a key or a checkpoint cannot be read. Nothing is changed, and people can go on working meanwhile.
    """
    # Imported here: the commands that judge a file alone should not wait for the database's libraries.
    from sqlalchemy.exc import DBAPIError

    from consensus import ledger
    from consensus.app import create_app
    from consensus.db import db

    try:
        verifier = None if key is None else ledger.Verifier.from_text(key)
        kept = [path.read_text(encoding="utf-8") for path in checkpoints]
        app = create_app(settings_or_exit())
    except ledger.SigningError as error:
        _end(CANNOT_TELL, str(error))
    except UnicodeDecodeError:
        _end(CANNOT_TELL, "A checkpoint that was given is not text.")
    with app.app_context():
        try:
            found = ledger.verify(db.session(), verifier=verifier, kept=kept, helpers=_helpers())
            latest = ledger.latest_checkpoint(db.session())
        except (DBAPIError, UnicodeDecodeError) as error:
            # SQLite quotes a spoilt schema in its own words, which may be no text any more.
            _end(1, f"The database cannot be read to its end, so the record cannot be trusted: {getattr(error, 'orig', error)}")
        finally:
            db.session.remove()
            db.engine.dispose()
    if not found.ok:
        _end(1, *_sentences_of(found))
    _praise(found, latest)


@archive.command(short_help="Take the archive away as a folder that anybody can check.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--audience",
    required=True,
    type=click.Choice(["public", "network", "full"]),
    help="For whom: the public; the people of the network; or full, who keeps the record, with sealed words and names.",
)
@click.option(
    "--pdf/--no-pdf", default=True, show_default=True, help="Whether each decision is there as PDF too, which takes by far the longest."
)
@click.option("--language", default="en", show_default=True, help="In which the pages, Markdown and PDF speak.")
def export(folder: Path, *, audience: str, pdf: bool, language: str) -> None:
    """Take the archive away: FOLDER becomes a signed copy of plain files that needs no server.

    It holds each decision that the audience may read as a page, JSON, Markdown and PDF, the ledger as far as they may see it,
    and verify.py, with which anybody checks it. What was decided elsewhere and imported is there as page and JSON. FOLDER must
    be new or empty. Nothing is changed, and people can go on working meanwhile.

    Exits 0 if FOLDER is whole. Else nothing is left of it: exits 1 if it cannot be written or the record does not hold, 2 if a
    setting or a key cannot be read.
    """
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from consensus import ledger
    from consensus.app import create_app
    from consensus.archive.export import Audience, ExportError
    from consensus.archive.export import export as write
    from consensus.db import db
    from consensus.domain.speech import LANGUAGES
    from consensus.web.now import now

    if language not in LANGUAGES:
        raise click.BadParameter(f"choose one of {', '.join(LANGUAGES)}.", param_hint="--language")
    settings = settings_or_exit()
    try:
        app = create_app(settings)
        # The pages are made as for a visitor who asks for them here.
        with app.test_request_context(base_url=settings.base_url):
            address = settings.base_url.rstrip("/")
            made = write(db.session(), target=folder, audience=Audience(audience), address=address, pdf=pdf, language=language, now=now())
            db.session.remove()
            db.engine.dispose()
    except ledger.SigningError as error:
        _end(CANNOT_TELL, str(error))
    except ExportError as error:
        _end(1, str(error))
    except (OperationalError, ProgrammingError) as error:
        _end(1, not_usable(error))
    click.echo(f"Decisions in the copy: {made.decisions}. Imported ones: {made.imported}. Entries of the ledger: {made.size}.")
    click.echo(f"Whoever has it checks it with `python3 verify.py` in {folder}. Keep its checkpoint elsewhere:\n\n{made.checkpoint}")
    click.echo(f"Verifier key: {made.key}")
    if audience == Audience.FULL:
        click.echo("It holds sealed words and names: keep it as you keep the database.")


@archive.command()
@says_what_is_wrong
def catalogue() -> None:
    """Make anew what search finds decisions by.

    It is kept by itself; this is for when it was lost, or after a change of how words are kept. Nothing of the record is
    touched.
    """
    from consensus import ledger
    from consensus.app import create_app
    from consensus.db import db
    from consensus.voting.catalogue import catalogue_all

    try:
        app = create_app(settings_or_exit())
    except ledger.SigningError as error:
        _end(CANNOT_TELL, str(error))
    with app.app_context():
        count = catalogue_all(db.session())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    click.echo(f"Decisions in the catalogue: {count}.")


def _helpers() -> int:
    """Return how many processes may judge beside this one: one for each core, as this one mostly waits for them."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_HELPERS) if cores > 1 else 0


def _praise(found: Verification, latest: CheckpointNote | None) -> None:
    click.echo(
        "The record holds: each entry, the tree over them, and each checkpoint. "
        f"Entries: {found.entries}, erased among them: {found.erased}, checkpoints: {found.checkpoints}."
    )
    if latest is None:
        click.echo("No checkpoint was signed yet: one is at every closing of a proposal, and once a day.")
    else:
        click.echo(f"The latest checkpoint, after {latest.size} entries:\n\n{latest.note}")
    click.echo(f"Verifier key: {found.verifier_key}")


def _sentences_of(found: Verification) -> Sequence[str]:
    if found.first_bad is None:
        head = "The record does not hold. No entry is at fault."
    else:
        head = f"The record does not hold. The first bad entry is {found.first_bad}."
    more = [f"There are {found.more_problems} more problems."] if found.more_problems else []
    return [head, *found.problems, *more]


def _end(status: int, *sentences: str) -> NoReturn:
    for sentence in sentences:
        click.echo(f"consensus: {sentence}" if status == CANNOT_TELL else sentence, err=status == CANNOT_TELL)
    raise SystemExit(status)

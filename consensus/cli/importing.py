"""``consensus import``: what was decided elsewhere comes into the archive, marked as such."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from config import Settings
from consensus.cli.installation import application, says_what_is_wrong
from consensus.domain.actor import OPERATOR


@click.group("import")
def import_() -> None:
    """Take over what was decided elsewhere."""


@import_.command(short_help="Take the closed polls of a Loomio group over.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--body", "code", required=True, help="The code of the body in whose archive the decisions are to stand.")
@click.option(
    "--visibility",
    type=click.Choice(["body", "network"]),
    default="body",
    show_default=True,
    help="Who may read them: the people of that body, or of the whole network.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be taken over and what would not.")
@says_what_is_wrong
def loomio(file: Path, code: str, visibility: str, *, dry_run: bool) -> None:
    """Take the closed polls of a Loomio group over into the archive: all of FILE, or nothing.

    FILE is the group's export in JSON or CSV. Each poll is kept with its thread, its votes and their reasons, word for word, and
    marked as decided elsewhere. What was taken over before is not doubled. See docs/importing.md.
    """
    from consensus.archive.commands import LOOMIO, fate_of, import_loomio
    from consensus.archive.loomio import read_export
    from consensus.archive.loomio.left_out import sentences
    from consensus.archive.queries.imported import known_imports
    from consensus.bodies.queries import body_head
    from consensus.db import db
    from consensus.domain.terms import Visibility
    from consensus.web.now import now

    with application(Settings.from_env()), read_export(file) as export:
        body = body_head(db.session(), code)
        if dry_run:
            known = known_imports(db.session(), LOOMIO)
            fates = Counter(fate_of(poll, known) for poll in export.decisions())
            new, same, changed, left_out = fates["new"], fates["known"], fates["changed"], dict(export.left_out)
        else:
            # What was read to find the body must not be what the import is judged by.
            db.session.rollback()
            done = import_loomio(db.session(), actor=OPERATOR, body_id=body.id, export=export, visibility=Visibility(visibility), now=now())
            new, same, changed, left_out = done.new, done.known, done.changed, done.left_out
    click.echo(
        f"Closed polls taken over: {new}." if not dry_run else f"Closed polls that would be taken over: {new}. Nothing was imported."
    )
    if same:
        click.echo(f"Closed polls that are here already: {same}.")
    if changed:
        click.echo(f"Closed polls that are here already and say something else in this file: {changed}. What is here stays as it is.")
    for sentence in sentences(left_out):
        click.echo(f"Left out. {sentence}")

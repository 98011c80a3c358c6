"""``consensus backup`` and ``consensus restore``: a copy of everything in one file, and a database filled from it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from config import Settings
from consensus.cli.installation import application, make_settings, says_what_is_wrong
from consensus.cli.readiness import NotReadyError, revisions
from consensus.ledger.signing import load_key_file

if TYPE_CHECKING:
    from consensus.backup import Manifest

NEW_EPOCH = 2**24
"""Sessions bear a number; restoring adds one of this many by chance, so that no session from before holds."""

HELD = (
    "Held are {letters} letters and {deliveries} messages to webhooks that waited when the backup was made: the old installation may have "
    "sent them since. `consensus mail release` lets them go out, `consensus mail release --drop` drops them."
)


@click.command(short_help="Write all that is in the database into one file.")
@click.argument("file", type=click.Path(path_type=Path))
@says_what_is_wrong
def backup(file: Path) -> None:
    """Write all that is in the database, as it is at one instant, into the new FILE; people can go on working.

    Its owner alone can read FILE: it holds everything that anybody said, sealed words and addresses too. It does not hold the two
    keys: keep copies of those in another place. The exit code is 0 when FILE is whole; else it is 1, and nothing is written.
    """
    from consensus.backup import BackupError, make_backup
    from consensus.db import db
    from consensus.ledger.checkpoint import signer_in_force
    from consensus.web.now import now

    settings = Settings.from_env()
    try:
        # One of an earlier version can be copied too: whoever installed this one is told to keep a copy first.
        stored, newest = revisions(settings)
    except NotReadyError as error:
        raise click.ClickException(str(error)) from error
    with application(settings):
        try:
            # An earlier version knew one key; since then another may have taken over.
            signer = signer_in_force(db.session()) if stored == newest else load_key_file(settings.signing_key_path)
            db.session.remove()
            made = make_backup(db.engine, file, verifier=signer.verifier, now=now())
        except BackupError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{file} holds everything that was in the database at {made.made_at}.")
    _tell(made)
    click.echo(
        f"It does not hold the keys. Keep copies of {settings.instance_path / 'secret_key'} and {settings.signing_key_path} elsewhere."
    )


@click.command(short_help="Fill an empty database from a backup.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say whether FILE is whole and its ledger holds; no database is looked at.")
@says_what_is_wrong
def restore(file: Path, *, dry_run: bool) -> None:
    """Fill an empty database, of either kind, from FILE, which `consensus backup` wrote.

    FILE is looked at from end to end before anything is touched. Then all of it is put back and verified, or nothing. The signing
    key that was in force when FILE was made must be in its place beforehand. Everybody signs in anew afterwards. The exit code is
    0 when all of it is there and holds, else 1.
    """
    from consensus.backup import BackupError, examine
    from consensus.backup import restore as put_back
    from consensus.backup.letting_go import held
    from consensus.db import db
    from consensus.web.now import now

    try:
        with examine(file) as examined:
            if dry_run:
                click.echo(f"{file} is whole. It was made at {examined.manifest.made_at} from {examined.manifest.network}.")
                _tell(examined.manifest)
                return
            settings = make_settings()
            _demand_key(settings)
            verifier = load_key_file(settings.signing_key_path).verifier
            with application(settings):
                put_back(db.engine, examined, verifier=verifier, epoch=1 + secrets.randbelow(NEW_EPOCH), now=now())
                waiting = held(db.session())
                db.session.remove()
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"The database holds what it held at {examined.manifest.made_at}, and the record in it holds.")
    _tell(examined.manifest)
    click.echo("Everybody signs in anew. What was said after the backup was made is not in it: tell the network.")
    if waiting is not None:
        click.echo(HELD.format(letters=waiting.letters + waiting.notices, deliveries=waiting.deliveries))


def _demand_key(settings: Settings) -> None:
    if not settings.signing_key_path.exists():
        raise click.ClickException(
            f"The ledger's signing key is missing, and it is in no backup; the database was not touched. Put your copy of it at "
            f"{settings.signing_key_path} and make it private with `chmod 600`."
        )


def _tell(manifest: Manifest) -> None:
    rows = sum(part.rows for part in manifest.parts)
    click.echo(f"Rows: {rows}, entries of the ledger: {manifest.entries}. Version of the schema: {manifest.revision}.")
    if manifest.checkpoint is not None:
        click.echo(f"The latest checkpoint:\n\n{manifest.checkpoint}")
    click.echo(f"Verifier key: {manifest.verifier_key}")

"""``consensus key``: which key signs the ledger, and letting another one take over."""

from __future__ import annotations

import os
from pathlib import Path

import click

from config import Settings
from consensus.cli.installation import application, says_what_is_wrong
from consensus.domain.actor import OPERATOR


@click.group()
def key() -> None:
    """Look after the key that signs the ledger."""


@key.command(short_help="Show the verifier keys, and what each signed.")
@says_what_is_wrong
def show() -> None:
    """Show the verifier keys of the ledger, the earliest first, and what each signed."""
    from consensus import ledger
    from consensus.db import db

    with application(Settings.from_env()):
        keys = ledger.keyring_of(db.session()).keys
        db.session.remove()
    for each in keys:
        until = "on" if each.until is None else f"to {each.until}"
        click.echo(f"{each.verifier.text}\n  signs from size {each.since} {until}")


@key.command()
@says_what_is_wrong
def rotate() -> None:
    """Make a new key and let it take over from the one in force.

    The ledger gets an entry that names both, and a checkpoint that both sign. The old key's file is put aside: backups made
    before are restored with it alone. Programs that run go on with the new key. Where several machines serve this network,
    stop those on the others, and copy the new file there before they start again.
    """
    from consensus import ledger
    from consensus.db import db
    from consensus.ledger.checkpoint import signer_in_force
    from consensus.ledger.signing import load_key_file, make_key_file, next_key_path
    from consensus.web.now import now

    settings = Settings.from_env()
    path = settings.signing_key_path
    fresh = next_key_path(path)
    with application(settings):
        session = db.session()
        old = ledger.signer_of(session)
        # A run that was cut off before has left its key; it may be in force already.
        new = load_key_file(fresh) if fresh.exists() else make_key_file(fresh, old.name)
        is_done = signer_in_force(session) == new
        session.rollback()
        if not is_done:
            ledger.rotate_key(session, actor=OPERATOR, new=new, now=now())
    aside = _put_in_place(path, fresh, old.verifier.key_id.hex())
    click.echo(f"Another key signs from now on. Publish it where the old one was published:\n\n{new.verifier.text}\n")
    click.echo(f"The old one, under which earlier checkpoints still hold, stays on the archive's page:\n\n{old.verifier.text}\n")
    click.echo(f"The old key's file is {aside}: it signs nothing any more. Backups made before are restored with it alone:")
    click.echo("put it out of reach while you keep such backups, then destroy it.")
    click.echo("Keep a copy of the new signing key where the program is not.")


@key.command(short_help="Make a key for web push.")
def push() -> None:
    """Make a key with which devices can be told that something waits, and show it. Nothing is changed.

    Set it as CONSENSUS_PUSH_KEY and keep it: with another key every device has to be switched on anew.
    """
    from consensus.push.vapid import PushKey

    click.echo(f"CONSENSUS_PUSH_KEY={PushKey.new().written}")


def _put_in_place(path: Path, fresh: Path, key_id: str) -> Path:
    """Put the new key's file in the place of the old one's, so that at every moment there is one; return where the old one is."""
    aside = path.with_name(f"{path.name}.old-{key_id}")
    aside.unlink(missing_ok=True)
    os.link(path, aside)
    fresh.replace(path)
    return aside

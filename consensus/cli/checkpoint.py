"""``consensus checkpoint``: the newest checkpoint, and which witness has what."""

from __future__ import annotations

import click

from config import Settings
from consensus.cli.installation import application, says_what_is_wrong


@click.group()
def checkpoint() -> None:
    """Look after signed checkpoints and their witnesses."""


@checkpoint.command(short_help="Say what the newest is, and what each witness has.")
@says_what_is_wrong
def status() -> None:
    """Say which checkpoint is the newest, and what each witness has of them."""
    from sqlalchemy import select

    from consensus import ledger
    from consensus.clock.models import Witness
    from consensus.clock.witnessing import places_of
    from consensus.db import db

    settings = Settings.from_env()
    with application(settings):
        latest = ledger.latest_checkpoint(db.session())
        known = {witness.place: witness for witness in db.session.scalars(select(Witness))}
        lines = [_line(place, known.get(place)) for place in places_of(settings)]
        db.session.remove()
    if latest is None:
        click.echo("No checkpoint was signed yet.")
    else:
        click.echo(f"The newest checkpoint is of size {latest.size}, signed {ledger.instant(latest.signed_at)}.")
    for line in lines or ["No witness is named: see CONSENSUS_WITNESS_FOLDER and CONSENSUS_WITNESSES in docs/settings.md."]:
        click.echo(line)


def _line(place: str, witness: object) -> str:
    from consensus import ledger
    from consensus.clock.models import Witness

    if not isinstance(witness, Witness):
        return f"{place}: has none yet."
    has = "has none yet" if witness.sent_at is None else f"has size {witness.size} since {ledger.instant(witness.sent_at)}"
    if witness.problem is None:
        return f"{place}: {has}."
    return f"{place}: {has}. Failures since: {witness.failures}. {witness.problem} Next try after {ledger.instant(witness.next_try_at)}."

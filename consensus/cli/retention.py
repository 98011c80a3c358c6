"""``consensus retention``: what is due to lose names or to go, and the run that the clock does once a day."""

from __future__ import annotations

import click

from config import Settings
from consensus.cli.installation import application, says_what_is_wrong


@click.command(short_help="Take names and leftovers away that were kept long enough.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done now.")
@says_what_is_wrong
def retention(*, dry_run: bool) -> None:
    """Take names and leftovers away that were kept for long enough, at most once a day.

    The clock does the same by itself. What is kept for how long is set by a steward on a page; see docs/retention.md.
    """
    from consensus.db import db
    from consensus.domain.retention import KINDS
    from consensus.retention.commands import keep_retention
    from consensus.retention.due import due
    from consensus.web.now import now

    settings = Settings.from_env()
    with application(settings):
        if not dry_run:
            done = keep_retention(db.session(), now=now(), mail_folder=settings.mail_folder)
            click.echo(f"Done: {done}. The steward's page of retention lists each run.")
            return
        found = due(db.session(), now())
    for category, number in found.counts.items():
        click.echo(f"{KINDS[category].name}: {number}")
    for what, ids in (("person", tuple(found.persons)), ("proposal", found.discussion), ("meeting", found.meetings)):
        for each in ids:
            click.echo(f"  {what} {each}")
    click.echo("Nothing was changed.")

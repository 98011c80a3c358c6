"""``consensus mail``: mail that comes in, one message at a time, from the mail server of the machine."""

from __future__ import annotations

import sys

import click

TRY_AGAIN, NO_MESSAGE = 75, 65
"""What a mail server reads: try the same message later; this is no message. Source: sysexits.h, EX_TEMPFAIL and EX_DATAERR."""


@click.group(short_help="Letters, and answers to them.")
def mail() -> None:
    """Letters, and answers to them."""


@mail.command(short_help="Handle one message, read from standard input.")
@click.pass_context
def receive(context: click.Context) -> None:
    """Handle one message, read from standard input, as a mail server pipes it.

    Ends with 0 once it was handled, whatever it said; with 65 if there was none; and with 75 where it could not be handled now (a
    setting, the database), so that the mail server keeps it and tries again. Nothing of it is shown.
    """
    from config import Settings
    from consensus.cli.installation import application
    from consensus.db import db
    from consensus.replying.post import post_of
    from consensus.replying.reading.message import LARGEST
    from consensus.replying.receiving import receive as handle
    from consensus.web.now import now

    # What is larger is not read to its end: it is not handled either, and its sender is told.
    raw = sys.stdin.buffer.read(LARGEST + 1)
    if not raw.strip():
        click.echo("There is no message on standard input.", err=True)
        context.exit(NO_MESSAGE)
    try:
        settings = Settings.from_env()
        post = post_of(settings)
        if post is None:
            click.echo("CONSENSUS_MAIL_REPLY_TO is not set, so no letter can be answered: see docs/by_email.md.", err=True)
            context.exit(TRY_AGAIN)
        with application(settings):
            handle(db.session(), raw, post=post, now=now())
    except click.exceptions.Exit:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was, the mail server must keep the message
        click.echo(f"The message could not be handled now ({type(error).__name__}); it will be when it is tried again.", err=True)
        context.exit(TRY_AGAIN)

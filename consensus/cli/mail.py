"""``consensus mail``: how letters fare, whether the mail server does what it should, and mail that comes in, one message at a time."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

import click

from config import Settings
from consensus.cli.installation import application, says_what_is_wrong

if TYPE_CHECKING:
    from consensus.backup.letting_go import Held

TRY_AGAIN, NO_MESSAGE = 75, 65
"""What a mail server reads: try the same message later; this is no message. Source: sysexits.h, EX_TEMPFAIL and EX_DATAERR."""

FOLDER = "No mail server is set: letters lie in {folder}. Name one in CONSENSUS_SMTP_URL; docs/mail.md says how."


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
    from consensus.db import db
    from consensus.replying.post import post_of
    from consensus.replying.reading.message import LARGEST
    from consensus.replying.receiving import receive as handle
    from consensus.web.now import now

    # What is larger is not handled, and its sender is told; the rest is let by, or the mail server finds its pipe broken.
    raw = sys.stdin.buffer.read(LARGEST + 1)
    while sys.stdin.buffer.read(LARGEST):
        pass
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


@mail.command("status", short_help="Say how letters fare, and what is wrong.")
@says_what_is_wrong
def status() -> None:
    """Say how many letters wait, were sent and failed, and what is wrong with the mail server.

    The exit code is 1 when letters wait and something must be done about it.
    """
    from consensus.backup.letting_go import held
    from consensus.db import db
    from consensus.mail.models import LetterStatus
    from consensus.mail.queries import LONG, mail_state
    from consensus.web.now import now

    settings = Settings.from_env()
    words = {
        LetterStatus.QUEUED: "waiting",
        LetterStatus.SENDING: "being sent",
        LetterStatus.SENT: "sent",
        LetterStatus.LAID_DOWN: "laid down in the mail folder",
        LetterStatus.FAILED: "given up",
        LetterStatus.BOUNCED: "came back",
    }
    with application(settings):
        instant = now()
        found, waiting = mail_state(db.session(), instant), held(db.session())
    for each, number in found.counts.items():
        click.echo(f"{words[each]}: {number}")
    click.echo(f"people whom letters do not reach: {found.unreachable}")
    if settings.smtp is None:
        click.echo(FOLDER.format(folder=settings.mail_folder))
    if waiting is not None:
        click.echo(f"held since the database was filled from a backup at {waiting.since:%Y-%m-%d %H:%M} UTC: {_said(waiting)}")
    if waiting is not None and waiting.is_something:
        raise click.ClickException(
            "The old installation may have sent what is held. Let it go out with `consensus mail release`, or drop it with "
            "`consensus mail release --drop`."
        )
    if found.words is not None and settings.smtp is not None:
        answer = f" (it answered {found.reply})" if found.reply else ""
        raise click.ClickException(f"{found.words}{answer} Letters wait since {found.failing_since:%Y-%m-%d %H:%M} UTC.")
    if found.waits_since is not None and instant - found.waits_since > LONG:
        raise click.ClickException(f"Letters wait since {found.waits_since:%Y-%m-%d %H:%M} UTC, and nobody tries them: does a clock run?")


@mail.command("release", short_help="After a restore: let go what is held, or drop it.")
@click.option("--drop", "drops", is_flag=True, help="Nobody is told of it any more; on their pages people find it all the same.")
@says_what_is_wrong
def release(*, drops: bool) -> None:
    """Let go out what waited when the backup was made from which the database was filled: letters, and messages to webhooks.

    Since then it is held, because the old installation may have sent it. What was made after the restore is never held.
    """
    from consensus.backup.letting_go import drop, let_go
    from consensus.db import db
    from consensus.web.now import now

    with application(Settings.from_env()):
        found = (drop if drops else let_go)(db.session(), now=now())
    if found is None:
        raise click.ClickException("Nothing is held: the database was filled from no backup, or this was said before.")
    click.echo(f"{'Dropped' if drops else 'Let go'}: {_said(found)}.")


def _said(found: Held) -> str:
    return f"letters {found.letters}, notices by letter {found.notices}, messages to webhooks {found.deliveries}"


@mail.command("test", short_help="Send a letter to an address, and say in words what is wrong.")
@click.argument("address")
@says_what_is_wrong
def test(address: str) -> None:
    """Send a letter to ADDRESS step by step, and say which step fails and what to do about it.

    The queue is not touched. The exit code is 1 when the letter was not taken over.
    """
    from consensus.mail.line import Step, line_to
    from consensus.mail.message import WrongLetterError, address_of, written
    from consensus.mail.problems import WORDS, LetterError, ServerError
    from consensus.mail.queue import Outgoing
    from consensus.web.now import now

    settings = Settings.from_env()
    server, sender = settings.smtp, settings.mail_from
    if server is None or sender is None:
        raise click.ClickException(FOLDER.format(folder=settings.mail_folder))
    reached = {
        Step.RESOLVED: f"The name {server.host} resolves.",
        Step.CONNECTED: f"A mail server answers at port {server.port}.",
        Step.SECURED: "The line is encrypted, and the certificate is right.",
        Step.LOGGED_IN: "The name and the password are taken.",
        Step.SENDER_TAKEN: f"We may write from {sender.addr_spec}.",
        Step.RECIPIENT_TAKEN: "The server takes letters for this address.",
        Step.ACCEPTED: "The letter was taken over. Look into the mailbox, and among the spam; docs/mail.md says what helps.",
    }

    def tell(step: Step) -> None:
        click.echo(f"ok: {reached[step]}")

    letter = Outgoing("test", address, None, "en", "A letter to try the mail server", "If you read this, letters arrive.\n")
    name = f"<{secrets.token_hex(20)}@{sender.domain}>"
    try:
        to = address_of(address).addr_spec
        message = written(letter, message_id=name, sender=sender, made_at=now()).as_bytes()
        with line_to(server, settings.smtp_ca, called=sender.domain, tell=tell) as line:
            line.send(message, sender=sender.addr_spec, to=to, message_id=name, tell=tell)
    except WrongLetterError as error:
        raise click.ClickException("This is no e-mail address. It looks like name@example.org.") from error
    except (ServerError, LetterError) as error:
        answer = f" (It answered {error.reply}.)" if error.reply else ""
        raise click.ClickException(f"{WORDS[error.problem]}{answer}") from error

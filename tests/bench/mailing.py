"""Queued letters handed to a mail server on this machine, beside a bare loop of smtplib with the very same messages."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from pathlib import Path

import click
from sqlalchemy import func, select

from config import SmtpServer
from consensus.db import db, upgrade
from consensus.mail.delivering import MOST_ON_A_LINE, deliver
from consensus.mail.message import written
from consensus.mail.models import LetterStatus, MailLetter
from consensus.mail.queue import Outgoing, enqueue, message_id_of
from tests.bench.databases import fresh
from tests.bench.network import installed, settings_for
from tests.bench.telling import table

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SENDER = Address(addr_spec="decide@invented.example")
PORTIONS = 10
"""In so many turns all of it is sent, ours and the bare loop's by turns."""

PATIENCE = 30


@dataclass
class Taken:
    """Seconds of one way of sending."""

    clock: float = 0.0
    processor: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        began, processor = time.perf_counter(), time.process_time()
        yield
        self.clock += time.perf_counter() - began
        self.processor += time.process_time() - processor


def measure(folder: Path, *, postgres: bool, letters: int) -> None:
    """Measure on one database and print."""
    click.echo(f"\n{letters:,} letters on {'PostgreSQL' if postgres else 'SQLite'}, to a sink that takes all and keeps none.")
    portion, queueing, ours, bare = letters // PORTIONS, Taken(), Taken(), Taken()
    with fresh(folder, postgres=postgres) as store, _sink() as server:
        app = installed(folder, store.url)
        upgrade(app)
        settings = replace(settings_for(folder, store.url), smtp=server, mail_from=SENDER)
        with app.app_context():
            session = db.session()
            for turn in range(PORTIONS):
                numbers, at = range(turn * portion, (turn + 1) * portion), NOW + timedelta(days=turn)
                made = [_letter(number) for number in numbers]
                messages = [
                    (each.to, written(each, message_id=message_id_of(session, each.key), sender=SENDER, made_at=at).as_bytes())
                    for each in made
                ]
                with queueing.measured():
                    for each in made:
                        enqueue(session, each, now=at)
                    session.commit()
                with bare.measured():
                    _send_bare(server, messages)
                with ours.measured():
                    sent = deliver(session, settings, now=at)
                assert sent == portion
            statuses = dict(session.execute(select(MailLetter.status, func.count()).group_by(MailLetter.status)).tuples().all())
            assert statuses == {LetterStatus.SENT: portion * PORTIONS}
            db.session.remove()
            db.engine.dispose()
    rows = [
        (name, f"{letters / taken.clock:,.0f}", f"{taken.processor / letters * 1000:.2f}", f"{bare.clock / taken.clock:.2f}")
        for name, taken in (("put into the queue", queueing), ("from the queue to the server", ours), ("a bare loop of smtplib", bare))
    ]
    click.echo(f"\n{table(('', 'a second', 'ms of processor each', 'of bare'), rows)}")


def _letter(number: int) -> Outgoing:
    link = f"https://decide.invented.example/notices/{number}"
    return Outgoing(
        key=f"notice:{number}",
        to=f"p{number}@invented.example",
        person_id=None,
        language="en",
        subject="Something waits for you",
        text=f"Dear P{number},\n\nsomething waits for you. Look here:\n\n{link}\n",
        html=f'<!DOCTYPE html><html lang="en"><body><p>Something waits for you.</p><p><a href="{link}">Look here</a></p></body></html>',
        unsubscribe_url=f"{link}/no-more",
    )


def _send_bare(server: SmtpServer, messages: list[tuple[str, bytes]]) -> None:
    """What a script of a few lines would do: the messages are made already, nothing is kept, nothing is known afterwards."""
    for start in range(0, len(messages), MOST_ON_A_LINE):
        with smtplib.SMTP(server.host, server.port, local_hostname="invented.example") as line:
            for to, message in messages[start : start + MOST_ON_A_LINE]:
                line.sendmail(SENDER.addr_spec, [to], message)


@contextmanager
def _sink() -> Iterator[SmtpServer]:
    """Run a mail server in a process of its own, so that it does not share our interpreter."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        yield SmtpServer(host="127.0.0.1", port=port, is_tls=False, has_starttls=False)
    finally:
        process.terminate()
        process.wait()

"""The JSON interface beside the bare route: what a program waits for that reads, beside a Flask route that sends the very same bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from consensus.api.commands import make_token
from consensus.api.operations import BASE
from consensus.api.scopes import Scope
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.voting.models import Decision
from tests.bench.counting import statements
from tests.bench.load import Connection, Sample, get, put_under_load
from tests.bench.network import Measured
from tests.bench.serving import Server
from tests.bench.telling import table


@dataclass
class Asked:
    """One address, with what it weighs and what was measured."""

    name: str
    path: str
    statements: int = 0
    bytes: int = 0
    samples: dict[str, Sample] = field(default_factory=dict)


def addresses(app: Flask, measured: Measured) -> list[Asked]:
    """Return what is read most."""
    with app.app_context():
        number = db.session.scalars(select(Decision.number).order_by(Decision.id.desc()).limit(1)).one()
    proposal = f"{BASE}/proposals/{measured.proposal_id}"
    return [
        Asked("home", f"{BASE}/home"),
        Asked("proposals-of-a-body", f"{BASE}/bodies/BOARD/proposals"),
        Asked("proposal-280-voices", proposal),
        Asked("comments", f"{proposal}/comments"),
        Asked("timeline", f"{proposal}/timeline"),
        Asked("body", f"{BASE}/bodies/BOARD"),
        Asked("decisions", f"{BASE}/decisions"),
        Asked("search", f"{BASE}/decisions/search?q=water"),
        Asked("decision", f"{BASE}/decisions/{number}"),
    ]


def token_for(app: Flask, person_id: int, now: datetime) -> str:
    """Make a token for a reader."""
    with app.app_context():
        ends = now + timedelta(days=1)
        return make_token(db.session(), actor=Actor(person_id), name="bench", scopes=(Scope.READ,), expires_at=ends, now=now)


def weigh(app: Flask, server: Server, asked: list[Asked], token: str, folder: Path) -> Path:
    """Count the statements and keep the bytes of each answer, for the bare route to send; return their folder."""
    answers = folder / "answers"
    answers.mkdir()
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    connection = Connection(server.port)
    for each in asked:
        client.get(each.path, headers=headers)
        with statements(app) as heard:
            client.get(each.path, headers=headers)
        each.statements = len(heard)
        status, _, body = connection.ask(request_for(each.path, token, packed=False))
        if status != 200:
            raise AssertionError(f"{each.path} answers {status}: {body[:300]!r}")
        each.bytes = len(body)
        (answers / f"{each.name}.json").write_bytes(body)
    connection.close()
    return answers


def request_for(path: str, token: str, *, packed: bool = True) -> bytes:
    """Return a request as a program sends it."""
    plain = get(path).replace(b"Accept-Encoding: gzip", b"Accept-Encoding: gzip" if packed else b"Accept-Encoding: identity")
    return plain.removesuffix(b"\r\n") + f"Authorization: Bearer {token}\r\n\r\n".encode()


def measure(asked: list[Asked], ours: Server, bare: Server, token: str, *, seconds: float, rounds: int) -> None:
    """Ask both in turn, round after round, and print what came of it."""
    for each in asked:
        sent = {"ours": (ours, request_for(each.path, token)), "bare": (bare, request_for(f"/{each.name}", token))}
        each.samples = {name: Sample() for name in sent}
        for _ in range(rounds):
            for name, (server, request) in sent.items():
                each.samples[name].add(put_under_load(server.port, [request], 200, seconds))
    rows = [
        (
            each.name.replace("-", " "),
            f"{each.samples['ours'].rate:,.0f}",
            f"{each.samples['ours'].percentile(0.5):.1f} / {each.samples['ours'].percentile(0.95):.1f}",
            f"{each.samples['bare'].rate:,.0f}",
            f"{each.samples['ours'].rate / each.samples['bare'].rate:.2f}",
            str(each.statements),
            f"{each.bytes:,}",
        )
        for each in asked
    ]
    head = ("what is read", "a second", "ms", "bare", "of bare", "SQL statements", "bytes")
    click.echo(f"\nThe JSON interface beside a bare Flask route that sends the same bytes, both compressed:\n\n{table(head, rows)}")

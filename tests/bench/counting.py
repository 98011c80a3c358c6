"""What does not swing with the machine: the statements of a page, and the bytes of a first and a second visit."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event

from consensus.db import db
from tests.bench.load import Connection, get
from tests.bench.network import Measured
from tests.bench.pages import Page, fields_of_position, signed_in

_FILE = re.compile(rb'(?:href|src)="(/static/[^"]+)"')


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Gather what is sent to the database meanwhile; the beginning of a transaction is no statement of a page."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def statements_of(app: Flask, measured: Measured, page: Page) -> int:
    """Return the most statements that one request for the page takes."""
    visitor = signed_in(app, measured.reader_id)
    most = 0
    for path in page.paths:
        fields = fields_of_position(visitor, measured) if page.is_post else {}
        with statements(app) as heard:
            if page.is_post:
                answer = visitor.client.post(path, data=fields, headers={"Sec-Fetch-Site": "same-origin"})
            else:
                answer = visitor.get(path)
        if answer.status_code != (303 if page.is_post else 200):
            raise AssertionError(f"{path} answers {answer.status_code}")
        most = max(most, len(heard))
    return most


@dataclass(frozen=True)
class Bytes:
    """Of one page, in bytes on the wire, heads included."""

    plain: int
    """The page's content before it is compressed."""
    page: int
    first_visit: int
    """With every file that the page loads."""
    second_visit: int
    """When the browser asks again with what it was told to keep: files are kept for good and not asked for."""


def bytes_of(port: int, path: str, cookie: str) -> tuple[Bytes, bytes]:
    """Return what visits cost, and the page's content."""
    connection = Connection(port)
    try:
        status, head, body = connection.ask(get(path, cookie))
        if status != 200:
            raise AssertionError(f"{path} answers {status}: {body[:200]!r}")
        content = gzip.decompress(body) if b"\r\ncontent-encoding: gzip" in head.lower() else body
        page = len(head) + 4 + len(body)
        files = 0
        for address in dict.fromkeys(_FILE.findall(content)):
            _, file_head, file_body = connection.ask(get(address.decode()))
            files += len(file_head) + 4 + len(file_body)
        again = _again(connection, path, cookie, head)
    finally:
        connection.close()
    return Bytes(plain=len(content), page=page, first_visit=page + files, second_visit=again), content


def _again(connection: Connection, path: str, cookie: str, head: bytes) -> int:
    request = get(path, cookie)
    validator = re.search(rb"\r\nETag: ([^\r]+)", head, re.IGNORECASE)
    if validator is not None:
        request = request[:-2] + b"If-None-Match: " + validator[1] + b"\r\n\r\n"
    _, second_head, second_body = connection.ask(request)
    return len(second_head) + 4 + len(second_body)

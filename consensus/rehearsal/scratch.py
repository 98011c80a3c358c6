"""The scratch database of a rehearsal: in memory, made by the product's own migrations, signed with a key of its own.

The migrations run once; each rehearsal begins on a copy of the empty database that they made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import Session

from consensus.db import install_sqlite_rules, upgrade
from consensus.ledger import Signer, set_signer

ORIGIN = "rehearsal.invalid/ledger"
"""The name under which a rehearsal signs; no network can have it."""


class Scratch:
    """Gives empty databases, one after the other."""

    def __init__(self) -> None:
        # One engine for all: it keeps the statements that it compiled.
        self._engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
        install_sqlite_rules(self._engine)
        upgrade(self._engine)
        self._empty: bytes = self._database().serialize()
        set_signer(self._engine, Signer.generate(ORIGIN))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session on an empty database; what is written there is gone when the next one is asked for."""
        self._database().deserialize(self._empty)
        with Session(self._engine) as session:
            yield session

    def _database(self) -> sqlite3.Connection:
        with self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            connected: sqlite3.Connection = driver
            return connected

"""Several people at the same instant: each act in a thread with a connection of its own, on one real database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import install_sqlite_rules
from consensus.ledger import Signer, set_signer
from tests.support.databases import Database

SIGNER = Signer("crowd.example/ledger", bytes(range(32)))

Act = Callable[[Session], object]
Came = object | BaseException
"""What an act returned, or what it raised."""

PATIENCE = 120
"""Seconds after which an act that has not ended is taken for stuck."""


class Crowd:
    """Lets people act at once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A connection of its own."""
        with Session(self.engine) as session:
            yield session

    def at_once(self, *acts: Act) -> list[Came]:
        """Do all acts at the same instant, and return what each returned or raised, in their order."""
        barrier = threading.Barrier(len(acts))
        came: list[Came] = [AssertionError("it is stuck")] * len(acts)

        def run(number: int, act: Act) -> None:
            with self.session() as session:
                barrier.wait(PATIENCE)
                try:
                    came[number] = act(session)
                except BaseException as error:  # noqa: BLE001 - handed to the test, which says what it expects
                    came[number] = error

        threads = [threading.Thread(target=run, args=(number, act), daemon=True) for number, act in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        return came

    def problems(self) -> tuple[object, ...]:
        """What is wrong with the ledger."""
        with self.session() as session:
            return tuple(ledger.verify(session, verifier=SIGNER.verifier).problems)


@contextmanager
def crowd_on(database: Database) -> Iterator[Crowd]:
    """A crowd on a test's own database."""
    engine = create_engine(database.url, pool_size=12)
    install_sqlite_rules(engine)
    set_signer(engine, SIGNER)
    try:
        yield Crowd(engine)
    finally:
        engine.dispose()

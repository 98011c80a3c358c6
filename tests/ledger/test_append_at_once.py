"""Many append at once: no gap, no double, and the tree is that of the entries. Real connections, on both databases."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import install_sqlite_rules
from consensus.ledger import Signer, set_signer
from consensus.ledger.models import Checkpoint, LedgerEntry
from tests.ledger.ledgers import NOW, say
from tests.support.databases import Database

WRITERS = 8
ACTS = 50

SIGNER = Signer("at-once.example", bytes(range(32)))
"""The same in every process."""


def write(url: str, writer: int, acts: int, pause: Callable[[], object] = lambda: None) -> None:
    """Append entries, a transaction each; every seventh changes its mind and every tenth signs."""
    engine = create_engine(url)
    install_sqlite_rules(engine)
    set_signer(engine, SIGNER)
    with Session(engine) as session:
        pause()
        done = 0
        attempt = 0
        while done < acts:
            attempt += 1
            say(session, writer * 1_000 + attempt)
            if attempt % 7 == 0:
                session.rollback()
                continue
            if attempt % 10 == 0:
                ledger.sign_checkpoint(session, now=NOW)
            session.commit()
            done += 1
    engine.dispose()


def judged(url: str) -> tuple[list[int], ledger.Verification]:
    """Return every index, and what verifying finds."""
    engine = create_engine(url)
    install_sqlite_rules(engine)
    with Session(engine) as session:
        indices = list(session.scalars(select(LedgerEntry.index).order_by(LedgerEntry.index)))
        session.rollback()
        found = ledger.verify(session, verifier=SIGNER.verifier)
    engine.dispose()
    return indices, found


def test_many_threads_leave_no_gap_and_no_double(database: Database) -> None:
    barrier = threading.Barrier(WRITERS)

    with ThreadPoolExecutor(WRITERS) as pool:
        for future in [pool.submit(write, database.url, writer, ACTS, barrier.wait) for writer in range(WRITERS)]:
            future.result(120)

    indices, found = judged(database.url)
    assert indices == list(range(WRITERS * ACTS))
    assert found.problems == ()
    assert found.entries == WRITERS * ACTS


def test_many_processes_leave_no_gap_and_no_double(database: Database) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write, args=(database.url, writer, 15)) for writer in range(2)]

    for process in writers:
        process.start()
    for process in writers:
        process.join(120)

    indices, found = judged(database.url)
    assert [process.exitcode for process in writers] == [0, 0]
    assert indices == list(range(30))
    assert found.problems == ()


def test_one_size_is_signed_once_however_many_sign_at_once(database: Database) -> None:
    write(database.url, 0, 3)
    barrier = threading.Barrier(WRITERS)

    def sign(minute: int) -> str:
        engine = create_engine(database.url)
        install_sqlite_rules(engine)
        set_signer(engine, SIGNER)
        with Session(engine) as session:
            barrier.wait()
            note = ledger.sign_checkpoint(session, now=NOW.replace(minute=minute)).note
            session.commit()
        engine.dispose()
        return note

    with ThreadPoolExecutor(WRITERS) as pool:
        notes = list(pool.map(sign, range(WRITERS)))

    engine = create_engine(database.url)
    with Session(engine) as session:
        assert len(session.scalars(select(Checkpoint)).all()) == 1
    engine.dispose()
    assert len(set(notes)) == 1


def test_verifying_while_others_write_finds_one_state(database: Database) -> None:
    write(database.url, 0, 30)
    stop = threading.Event()

    def go_on() -> None:
        writer = 1
        while not stop.is_set():
            write(database.url, writer, 5)
            writer += 1

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(go_on)
        found = [judged(database.url)[1] for _ in range(8)]
        stop.set()
        writing.result(60)

    assert [one.problems for one in found] == [()] * 8

"""Pages judged by several processes at once, which all read the same state of the database; whoever verifies takes them in order.

Each helper takes every so-manieth page and waits when it is ahead, so that none holds more than a page or two. Where they cannot
work together (one of them ends, people act at every attempt to begin at the same state), one process does it alone.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consensus.db import dialect_of, install_sqlite_rules, reading_only
from consensus.ledger.judging import Check, checks, register_check
from consensus.ledger.judging_pages import Page, PageJudge
from consensus.ledger.models import LedgerEntry
from consensus.ledger.stored import PAGE, stored_head, stored_page, stored_pages

FEWEST = 200_000
"""Entries for which it is worth while to start other processes."""

ATTEMPTS = 5
"""How often to begin again where somebody acted between one process's beginning and another's."""


class ApartError(Exception):
    """The helpers cannot work together; one process must do it alone, and will find out why."""


def all_pages(session: Session) -> Iterator[Page]:
    """Yield every page, judged in this process."""
    return map(PageJudge(session).judge, stored_pages(session))


def is_worth_helpers(session: Session) -> bool:
    """Whether there are so many entries that helpers save time. Ends the transaction in which it asks."""
    head = stored_head(session)
    session.rollback()
    return head is not None and head[0] >= FEWEST


@contextmanager
def pages_of_helpers(session: Session, helpers: int) -> Iterator[Iterator[Page]]:
    """Give every page, judged by helpers that see what ``session`` sees; it must have no transaction of its own under way.

    :raises ApartError: when they cannot work together, in the beginning or later on.
    """
    context = multiprocessing.get_context("spawn")  # a copy of this process would hold its connections
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    ends, started = [], []
    try:
        for number in range(helpers):
            mine, theirs = context.Pipe()
            process = context.Process(target=help_judge, args=(theirs, url, dict(checks()), number, helpers, PAGE), daemon=True)
            process.start()
            theirs.close()
            ends.append(mine)
            started.append(process)
        size = _begin(session, ends)
        yield _in_order(session, ends, size)
    finally:
        for process in started:
            process.terminate()
            process.join()
        for end in ends:
            end.close()


def _begin(session: Session, ends: Sequence[Connection]) -> int:
    """Have everybody read the same state, and return how many entries the helpers are to judge.

    PostgreSQL lends its snapshot out. On SQLite each begins by itself: as every act adds an entry, who sees as many sees the same.
    """
    for _ in range(ATTEMPTS):
        is_lent = dialect_of(session) == "postgresql"
        if is_lent:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        snapshot = session.execute(text("SELECT pg_export_snapshot()")).scalar_one() if is_lent else None
        head = stored_head(session)
        size = 0 if head is None else head[0]
        for end in ends:
            _send(end, snapshot)
        seen = [_received(end) for end in ends]  # every one of them answers
        if seen == [size] * len(ends):
            # What lies beyond, or before, is for whoever verifies: a head may say anything.
            size = min(size, session.scalars(select(func.count()).select_from(LedgerEntry)).one())
            for end in ends:
                _send(end, size)
            return size
        for end in ends:
            _send(end, None)
        session.rollback()
    raise ApartError


def _in_order(session: Session, ends: Sequence[Connection], size: int) -> Iterator[Page]:
    judge = PageJudge(session)
    yield from map(judge.judge, stored_pages(session, end=0))
    for number in range(-(-size // PAGE)):
        page = _received(ends[number % len(ends)])
        if not isinstance(page, Page):
            raise ApartError
        if page.indexes:
            yield page
    yield from map(judge.judge, stored_pages(session, first=size))


def _received(end: Connection) -> Any:
    try:
        return end.recv()
    except (EOFError, OSError) as error:
        raise ApartError from error


def _send(end: Connection, said: Any) -> None:
    try:
        end.send(said)
    except OSError as error:
        raise ApartError from error


def help_judge(
    end: Connection, url: str, known: Mapping[str, tuple[Check, frozenset[str] | None]], number: int, helpers: int, width: int
) -> None:
    """Judge every so-manieth page and send it to ``end``; the work of a process that was started for this."""
    for name, (check, acts) in known.items():
        register_check(name, check, acts)
    engine = create_engine(url, hide_parameters=True)
    install_sqlite_rules(engine)
    try:
        with reading_only(), Session(engine) as session:
            size = None
            while size is None:
                session.rollback()
                snapshot = end.recv()
                if snapshot is not None:
                    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                    # It takes no parameter; the database gave it.
                    session.execute(text(f"SET TRANSACTION SNAPSHOT '{snapshot}'"))
                head = stored_head(session)
                end.send(0 if head is None else head[0])
                size = end.recv()
            judge = PageJudge(session)
            for first in range(number * width, size, helpers * width):
                end.send(judge.judge(stored_page(session, first, min(first + width, size))))
    except (SQLAlchemyError, UnicodeDecodeError):
        end.send(None)  # whoever verifies meets the same, and says it
    except (EOFError, OSError):
        return  # nobody waits for it any more
    finally:
        engine.dispose()

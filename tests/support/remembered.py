"""What many tests begin with is made once in a test process and copied afterwards, which takes some milliseconds.

On SQLite the file is copied, on PostgreSQL the rows go back with COPY. Values come back through pickle; a row comes back as the
row of its key in the session of the test that asks.
"""

from __future__ import annotations

import functools
import io
import pickle
import shutil
from collections.abc import Callable, Hashable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from flask import Flask, current_app
from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session

from consensus.db import Base
from consensus.ledger.models import LedgerEntry
from tests.support import rows_of_postgres

T = TypeVar("T")

_FOLDER = TemporaryDirectory(prefix="consensus-tests-remembered-")
_KEPT: dict[Hashable, tuple[Any, bytes]] = {}
"""The rows, and what was returned with what the holders held."""


class _Writer(pickle.Pickler):
    """Writes values: rows by their keys, and what each test has of its own by what it is."""

    def __init__(self, file: io.BytesIO, holders: tuple[object, ...]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = {id(each): place for place, each in enumerate(holders)}

    def persistent_id(self, it: Any) -> tuple[str, Any] | None:
        if id(it) in self._places:
            return "holder", self._places[id(it)]
        if isinstance(it, Session | Flask):
            return "session" if isinstance(it, Session) else "app", None
        return ("row", (type(it), inspect(it).identity)) if isinstance(it, Base) else None


class _Reader(pickle.Unpickler):
    """Reads them for another test."""

    def __init__(self, written: bytes, session: Session, holders: tuple[object, ...]) -> None:
        super().__init__(io.BytesIO(written))
        self._session, self._holders = session, holders

    def persistent_load(self, pid: tuple[str, Any]) -> object:
        match pid:
            case "holder", place:
                return self._holders[place]
            case "row", (model, identity):
                return self._session.get_one(model, identity)
            case "session", _:
                return self._session
            case _:
                return current_app._get_current_object()  # type: ignore[attr-defined]


def remembered(session: Session, key: Hashable, make: Callable[[], T]) -> T:
    """Return what ``make`` returns, with the database as it leaves it.

    The first time it is called; from then on the rows that it left are copied, and so is what it returned. Only an empty
    network is replaced: whoever did something before has it made in the ordinary way.
    """
    return _remembered(session, key, make, ()) if _entries(session) == 0 else make()


def told_once(make: Callable[..., T]) -> Callable[..., T]:
    """Let what a fixture does to the network be done once: it stands below ``@pytest.fixture``.

    Its arguments, one of which has the session, are left as it leaves them. It must do the same each time.
    """

    @functools.wraps(make)
    def told(**given: Any) -> T:
        holders = tuple(each for each in given.values() if not isinstance(each, Session | Flask))
        session: Session = given["session"] if "session" in given else next(each.session for each in holders)
        begun = _written([vars(each) for each in holders], holders)
        key = (make.__module__, make.__qualname__, begun, _entries(session))
        return _remembered(session, key, lambda: make(**given), holders)

    return told


def _remembered(session: Session, key: Hashable, make: Callable[[], T], holders: tuple[object, ...]) -> T:
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        return make()
    key = (engine.dialect.name, key)
    if key not in _KEPT:
        made = make()
        session.commit()
        written = _written((made, [vars(each) for each in holders]), holders)
        session.rollback()
        _KEPT[key] = _rows(engine), written
        return made
    rows, written = _KEPT[key]
    session.rollback()
    session.expunge_all()
    _put_back(engine, rows)
    made, held = _Reader(written, session, holders).load()
    session.rollback()
    for holder, said in zip(holders, held, strict=True):
        vars(holder).update(said)
    return made


def _written(value: object, holders: tuple[object, ...]) -> bytes:
    file = io.BytesIO()
    _Writer(file, holders).dump(value)
    return file.getvalue()


def _rows(engine: Engine) -> Any:
    if engine.dialect.name == "postgresql":
        return rows_of_postgres.taken(engine)
    # The last connection to leave folds the log of SQLite into the file.
    engine.dispose()
    return shutil.copyfile(engine.url.database or "", Path(_FOLDER.name) / f"{len(_KEPT)}.sqlite")


def _put_back(engine: Engine, rows: Any) -> None:
    if engine.dialect.name == "postgresql":
        rows_of_postgres.put_back(engine, rows)
    else:
        engine.dispose()
        shutil.copyfile(rows, engine.url.database or "")


def _entries(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(LedgerEntry)).one()

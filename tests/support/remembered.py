"""What many tests begin with is made once in a test process and copied afterwards, on SQLite: copying a file takes a millisecond.

On PostgreSQL it is made anew each time: to copy a database there takes as long.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Hashable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from consensus.ledger.models import LedgerEntry

T = TypeVar("T")

_FOLDER = TemporaryDirectory(prefix="consensus-tests-remembered-")
_KEPT: dict[Hashable, tuple[Path, Any]] = {}


def remembered(session: Session, key: Hashable, make: Callable[[], T]) -> T:
    """Return what ``make`` returns, with the database as it leaves it.

    The first time it is called; from then on the rows that it left are copied, and so is what it returned. Only an empty
    network is replaced: whoever did something before has it made in the ordinary way.
    """
    engine = session.get_bind()
    if not isinstance(engine, Engine) or engine.dialect.name != "sqlite" or not _is_empty(session):
        return make()
    path = Path(engine.url.database or "")
    if key in _KEPT:
        kept, state = _KEPT[key]
        session.rollback()
        engine.dispose()
        shutil.copyfile(kept, path)
        return copy.deepcopy(state)  # type: ignore[no-any-return]
    made = make()
    session.rollback()
    # The last connection to leave folds the log of SQLite into the file.
    engine.dispose()
    kept = Path(_FOLDER.name) / f"{len(_KEPT)}.sqlite"
    shutil.copyfile(path, kept)
    _KEPT[key] = kept, copy.deepcopy(made)
    return made


def _is_empty(session: Session) -> bool:
    return session.scalar(select(func.count()).select_from(LedgerEntry)) == 0

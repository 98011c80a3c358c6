"""What SQLAlchemy makes of a statement is made once for all engines of a test process: a fifth of most tests' time.

An engine keeps the SQL that it made of each statement, under the statement and its own dialect. Every test has an engine of its
own, so every test would make all of it anew. Here engines of one kind share the dialect and what was made with it. Should a
later release keep this elsewhere, nothing is shared, and tests are slower again.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache

from consensus.db import db

MOST = 5_000
"""How many statements are kept; there are some 2,000."""

_DIALECTS: dict[type[Dialect], Dialect] = {}
_MADE: LRUCache[Any, Any] = LRUCache(MOST)

_make_engine = db._make_engine


def _make_engine_that_shares(bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
    engine = _make_engine(bind_key, options, app)
    engine.dialect = _DIALECTS.setdefault(type(engine.dialect), engine.dialect)
    engine._compiled_cache = _MADE
    return engine


def make_statements_once() -> None:
    """Let every application made from now on in this process share what was made of statements."""
    db._make_engine = _make_engine_that_shares  # type: ignore[method-assign]

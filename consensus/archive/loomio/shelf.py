"""Where the rows of an export lie while they are put together: a database of its own in a temporary file, gone with the work.

A file of millions of rows must not have to fit into memory. What is not needed is counted and not kept; addresses, tokens and
settings of people are never kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Self

from consensus.archive.loomio.file import Row

_TEXTS = ("created_at", "discarded_at")
KEPT: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "users": (None, ("name",)),
    "groups": (None, ("name", "full_name", "parent_id")),
    "memberships": (None, ("user_id", "user_name")),
    "topics": (None, ("topicable_type", "topicable_id")),
    "discussions": ("topic_id", (*_TEXTS, "title", "description", "description_format", "author_id", "author_name")),
    "comments": (
        None,
        (*_TEXTS, "body", "body_format", "user_id", "author_id", "author_name", "discussion_id", "topic_id", "parent_type", "parent_id"),
    ),
    "polls": (
        None,
        (
            *(*_TEXTS, "key", "title", "details", "details_format", "poll_type", "closing_at", "closed_at", "author_id", "author_name"),
            *("discussion_id", "topic_id", "group_id", "anonymous", "template"),
        ),
    ),
    "poll_options": ("poll_id", ("name", "meaning", "prompt", "priority")),
    "stances": (
        "poll_id",
        (
            *("participant_id", "author_name", "reason", "reason_format", "latest", "cast_at", "created_at", "revoked_at"),
            *("option_scores", "poll_id"),
        ),
    ),
    "stance_choices": ("stance_id", ("poll_option_id", "score")),
    "anonymous_ballots": ("poll_id", ()),
    "anonymous_ballot_choices": ("anonymous_ballot_id", ("poll_option_id", "score")),
    "legacy_anonymous_vote_reasons": ("anonymous_ballot_id", ("reason", "reason_format")),
    "outcomes": ("poll_id", ("statement", "statement_format", "author_id", "created_at", "latest", "review_on", "poll_id")),
}
"""For each table that is read: the column by which its rows are asked for besides their own id, and the columns that are kept."""

COUNTED_INSIDE = ("attachments", "tags")
"""Lists inside rows that are not taken over, and counted."""


class Shelf:
    """Rows by table and id, or by table and what they belong to, in the order in which they were made."""

    def __init__(self) -> None:
        # Without a name the database lies in a temporary file that nobody else can open.
        self._database = sqlite3.connect("")
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE kept (place INTEGER PRIMARY KEY, name TEXT, id TEXT, ref TEXT, columns TEXT, data TEXT);"
            "CREATE INDEX by_id ON kept (name, id); CREATE INDEX by_ref ON kept (name, ref);"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def fill(self, rows: Iterable[Row]) -> Counter[str]:
        """Keep what is needed of ``rows``, and return how many rows of other tables, and lists in rows, there were."""
        left_out: Counter[str] = Counter()

        def kept() -> Iterator[tuple[str, str, str, str, str]]:
            for name, record in rows:
                for inside in COUNTED_INSIDE:
                    if isinstance(record.get(inside), list):
                        left_out[inside] += len(record[inside])
                if name not in KEPT:
                    left_out[f"table:{name}"] += 1
                    continue
                by, columns = KEPT[name]
                data = {column: record[column] for column in columns if record.get(column) is not None}
                known = json.dumps([column for column in ("cast_at",) if column in record])
                yield name, _key(record.get("id")), _key(record.get(by)) if by else "", known, json.dumps(data, ensure_ascii=False)

        self._database.executemany("INSERT INTO kept (name, id, ref, columns, data) VALUES (?, ?, ?, ?, ?)", kept())
        return Counter({what: count for what, count in left_out.items() if count})

    def get(self, name: str, row_id: object) -> dict[str, Any] | None:
        """Return the row of a table with this id, the first if the file has several."""
        return next(self._found("name = ? AND id = ?", name, _key(row_id)), None)

    def of(self, name: str, ref: object) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table that belong to ``ref``."""
        return self._found("name = ? AND ref = ?", name, _key(ref))

    def all(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield every row of a table."""
        return self._found("name = ?", name)

    def belong(self, name: str, pairs: Iterable[tuple[object, str]]) -> None:
        """Say of rows of a table, by their ids, what they belong to."""
        self._database.executemany(
            "UPDATE kept SET ref = ? WHERE name = ? AND id = ?", [(ref, name, _key(row_id)) for row_id, ref in pairs]
        )

    def count(self, name: str) -> int:
        """Return how many rows of a table there are."""
        found: int = self._database.execute("SELECT count(*) FROM kept WHERE name = ?", (name,)).fetchone()[0]
        return found

    def _found(self, condition: str, *values: str) -> Iterator[dict[str, Any]]:
        statement = f"SELECT id, columns, data FROM kept WHERE {condition} ORDER BY place"  # noqa: S608 - conditions of this file
        for row_id, columns, data in self._database.execute(statement, values):
            yield {**json.loads(data), "id": row_id, "columns": json.loads(columns)}


def _key(value: object) -> str:
    """Return an id as text: JSON has numbers where CSV has text; no row has the empty id."""
    return "" if value is None else str(value)

"""Search as a page asks it, beside the bare query of the database's own index for the same words, in turn.

The bare query knows no reader: it leaves nobody's words out, ranks nothing and shows no match. Beside it stands the same with the
database's own ranking, which is how the index is mostly asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

import click
from sqlalchemy import text
from sqlalchemy.orm import Session

from consensus.archive.queries import Filters, Reader, reader_of, search
from consensus.archive.queries.search import HITS_ON_A_PAGE, read_query
from consensus.db import dialect_of
from consensus.domain.actor import Actor
from consensus.domain.terms import Visibility
from tests.bench.telling import table
from tests.bench.words import vocabulary

ASKED_IN_A_ROUND = 5

_BARE = {
    "sqlite": "SELECT rowid FROM catalogue_words WHERE catalogue_words MATCH :words ORDER BY {order} LIMIT :limit",
    "postgresql": "SELECT decision_id FROM catalogue_words WHERE everything @@ CAST(:words AS tsquery) ORDER BY {order} LIMIT :limit",
}
_NEWEST = {"sqlite": "rowid DESC", "postgresql": "decision_id DESC"}
_BEST = {"sqlite": "rank", "postgresql": "ts_rank(everything, CAST(:words AS tsquery)) DESC"}


@dataclass
class Asked:
    """A search of one reader, and how long each way to it took, in milliseconds."""

    words: str
    who: str
    reader: Reader
    found: int = 0
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    ranked: list[float] = field(default_factory=list)


def measure(session: Session, *, reader_id: int, now: datetime, rounds: int) -> None:
    """Print how long searches take in the archive that ``session`` reads, beside the bare query of its index."""
    readers = {
        "a visitor": Reader(frozenset({Visibility.PUBLIC})),
        "a member": reader_of(session, Actor(person_id=reader_id), now),
        "the steward": Reader(frozenset(Visibility), is_inside_all=True),
    }
    common, rare, rarest = vocabulary()[20], vocabulary()[400], vocabulary()[4000]
    queries = {"a common word": common, "two words": f"{common} {rare}", "a rare word": rare, "the rarest": rarest}
    asked = {name: [Asked(query, who, reader) for who, reader in readers.items()] for name, query in queries.items()}
    for _ in range(rounds):
        for each in (one for line in asked.values() for one in line):
            _ask(session, each)
    rows = [(f"{name}, {each.who}", *_figures(each)) for name, line in asked.items() for each in line]
    headings = ("search", "found", "ms", "bare, newest", "times", "bare, ranked", "times")
    of = "of processor " if dialect_of(session) == "sqlite" else ""
    click.echo(f"\nSearch beside the bare query of the index, milliseconds {of}(half of them):\n\n{table(headings, rows)}")


def _ask(session: Session, asked: Asked) -> None:
    dialect = dialect_of(session)
    words = _in_words_of_the_index(dialect, asked.words)

    def ours() -> None:
        asked.found = search(session, asked.reader, asked.words, Filters()).total

    def bare(order: dict[str, str]) -> None:
        session.execute(text(_BARE[dialect].format(order=order[dialect])), {"words": words, "limit": HITS_ON_A_PAGE}).all()

    # SQLite works in this process: its processor tells what a busy machine blurs. A server's does not.
    clock = time.process_time if dialect == "sqlite" else time.perf_counter
    for _ in range(ASKED_IN_A_ROUND):
        asked.ours.append(_milliseconds(ours, clock))
        asked.bare.append(_milliseconds(lambda: bare(_NEWEST), clock))
        asked.ranked.append(_milliseconds(lambda: bare(_BEST), clock))


def _in_words_of_the_index(dialect: str, query: str) -> str:
    words = [word for phrase in read_query(query) for word in phrase]
    return " AND ".join(f'"{word}"' for word in words) if dialect == "sqlite" else " & ".join(f"'{word}'" for word in words)


def _milliseconds(ask: Callable[[], None], clock: Callable[[], float]) -> float:
    began = clock()
    ask()
    return (clock() - began) * 1_000


def _figures(asked: Asked) -> Sequence[str]:
    ours, bare, ranked = median(asked.ours), median(asked.bare), median(asked.ranked)
    return (str(asked.found), f"{ours:.1f}", f"{bare:.1f}", f"{ours / bare:.1f}", f"{ranked:.1f}", f"{ours / ranked:.1f}")

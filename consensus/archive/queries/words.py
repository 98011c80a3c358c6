"""How each database is asked for words: which column holds what, and who may look into which.

A decision's question, its text, and what everybody may read of what was said are open to whoever may read the decision.
What stays inside its body is looked through for the people of that body alone.
"""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import ARRAY, ColumnElement, TableClause, Text, and_, bindparam, column, func, literal_column, or_, table
from sqlalchemy.sql.elements import ColumnClause

from consensus.archive.queries.reader import Reader

Query: TypeAlias = tuple[tuple[str, ...], ...]
"""Phrases that must all be there, each of one or more folded words next to each other."""

Matching: TypeAlias = tuple[TableClause, ColumnClause[int], ColumnElement[bool]]
"""The table of words, its column with the decision's id, and the condition."""

OUTSIDE = (("question",), ("question", "text", "said"))
INSIDE = (("question",), ("question", "text", "said", "inside"))
"""The columns of each tier: the question alone, then everything."""

WEIGHTS = {"question": "A", "text": "B", "said": "C", "inside": "D"}
"""As PostgreSQL tells the columns apart inside one index."""


def matching(dialect: str, reader: Reader, query: Query, tier: int) -> Matching:
    """Return how to find the decisions that hold ``query`` in the columns of ``tier``, as far as ``reader`` may look."""
    return (_in_sqlite if dialect == "sqlite" else _in_postgresql)(reader, query, tier)


def _audiences(reader: Reader) -> tuple[list[str], list[str]]:
    open_to = sorted(f"v{visibility.value}" for visibility in reader.visibilities)
    return open_to, sorted(f"b{body_id}" for body_id in reader.body_ids)


def _in_sqlite(reader: Reader, query: Query, tier: int) -> Matching:
    words = table("catalogue_words", column("rowid"), column("catalogue_words"))
    asked = " AND ".join(f'"{" ".join(phrase)}"' for phrase in query)

    def among(audience: list[str], columns: tuple[str, ...]) -> str:
        circle = " OR ".join(f'"{name}"' for name in audience)
        return f"(audience : ({circle}) AND {{{' '.join(columns)}}} : ({asked}))"

    open_to, bodies = _audiences(reader)
    if reader.is_inside_all:
        expression = f"{{{' '.join(INSIDE[tier])}}} : ({asked})"
    elif OUTSIDE[tier] == INSIDE[tier]:
        expression = among([*open_to, *bodies], OUTSIDE[tier])
    else:
        expression = " OR ".join([among(open_to, OUTSIDE[tier])] + ([among(bodies, INSIDE[tier])] if bodies else []))
    condition = words.c.catalogue_words.op("MATCH", is_comparison=True)(bindparam(f"match_{tier}", expression))
    return words, words.c.rowid, condition


def _in_postgresql(reader: Reader, query: Query, tier: int) -> Matching:
    words = table("catalogue_words", column("decision_id"), column("audience"), column("words"))

    def holds(columns: tuple[str, ...]) -> ColumnElement[bool]:
        weights = "".join(WEIGHTS[name] for name in columns)
        asked = " & ".join("(" + " <-> ".join(f"'{word}':{weights}" for word in phrase) + ")" for phrase in query)
        return words.c.words.op("@@", is_comparison=True)(func.to_tsquery(literal_column("'simple'::regconfig"), asked))

    def is_for(audience: list[str]) -> ColumnElement[bool]:
        return words.c.audience.op("&&", is_comparison=True)(bindparam(None, audience, ARRAY(Text)))

    open_to, bodies = _audiences(reader)
    if reader.is_inside_all:
        condition = holds(INSIDE[tier])
    elif OUTSIDE[tier] == INSIDE[tier]:
        condition = and_(is_for([*open_to, *bodies]), holds(OUTSIDE[tier]))
    else:
        circles = [and_(is_for(open_to), holds(OUTSIDE[tier]))] + ([and_(is_for(bodies), holds(INSIDE[tier]))] if bodies else [])
        condition = or_(*circles)
    return words, words.c.decision_id, condition

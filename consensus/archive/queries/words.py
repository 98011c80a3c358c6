"""How each database is asked for words, and who may look into which; how they are kept stands in ``voting/catalogue_words.py``.

A decision's question, its text, and what everybody may read of what was said are open to whoever may read the decision.
What stays inside its body is looked through for the people of that body alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, column, exists, func, literal, or_, select, table, union_all
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from consensus.archive.queries.lists import circles
from consensus.archive.queries.reader import Reader
from consensus.db import dialect_of
from consensus.domain.folding import Phrase
from consensus.voting.models_catalogue import CatalogueCard as Card

Query: TypeAlias = tuple[Phrase, ...]
"""Phrases that must all be there, each of one or more folded words next to each other."""

TIERS = ("question", "anywhere")
"""Where all the words stand, the best first."""


FEW = 2_000
"""Decisions. Who sees fewer than these is led to them by the index itself; who sees more meets them soon enough on the way."""


def matching(
    session: Session, reader: Reader, query: Query, tiers: Sequence[str], asked: Sequence[ColumnElement[bool]]
) -> Iterable[tuple[str, Select[Any]]]:
    """Yield statements with the tier of each that give, together, the ids of the decisions that hold ``query``, the newest first.

    :param asked: what else is asked of their cards.
    """
    if dialect_of(session) == "postgresql":
        return ((tier, each) for tier in tiers for each in _in_postgresql(reader, query, tier, asked))
    sees_few = not reader.is_inside_all and _sees_few(session, reader)
    return ((tier, each) for tier in tiers for each in _in_sqlite(reader, query, tier, asked, sees_few=sees_few))


def _sees_few(session: Session, reader: Reader) -> bool:
    return session.scalars(_up_to_few(reader)).one() < FEW


@lru_cache(maxsize=128)
def _up_to_few(reader: Reader) -> Select[tuple[int]]:
    seen = union_all(*(select(literal(1)).where(circle).limit(FEW).subquery().select() for circle in circles(reader)))
    return select(func.count()).select_from(seen.subquery())


def _in_sqlite(reader: Reader, query: Query, tier: str, asked: Sequence[ColumnElement[bool]], *, sees_few: bool) -> Iterable[Select[Any]]:
    words = table("catalogue_words", column("rowid"), column("catalogue_words"))
    phrases = " AND ".join(f'"{" ".join(phrase)}"' for phrase in query)

    def found(columns: str, audience: Sequence[str] = (), circle: ColumnElement[bool] | None = None) -> Select[Any]:
        expression = f"{{{columns}}} : ({phrases})"
        if sees_few:
            names = " OR ".join(f'"{name}"' for name in audience)
            expression = f"audience : ({names}) AND {expression}"
        holds = words.c.catalogue_words.op("MATCH", is_comparison=True)(bindparam(None, expression))
        statement = select(words.c.rowid.label("id")).where(holds).order_by(words.c.rowid.desc())
        wanted = asked if circle is None or sees_few else [circle, *asked]
        # Card by card, as they are found: read as a join, the cards could come first, and each be searched by itself.
        return statement.where(exists().where(Card.decision_id == words.c.rowid, *wanted)) if wanted else statement

    open_to, own = _audiences(reader)
    is_open, is_own = Card.visibility.in_(sorted(reader.visibilities)), Card.body_id.in_(sorted(reader.body_ids))
    if reader.is_inside_all:
        yield found("question" if tier == "question" else "question rest inside")
    elif tier == "question":
        yield found("question", [*open_to, *own], or_(is_open, is_own) if own else is_open)
    else:
        yield found("question rest", open_to, is_open)
        if own:
            yield found("question rest inside", own, is_own)


def _in_postgresql(reader: Reader, query: Query, tier: str, asked: Sequence[ColumnElement[bool]]) -> Iterable[Select[Any]]:
    words = table("catalogue_words", column("decision_id"), column("question"), column("open"), column("everything"))
    phrases = " & ".join("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in query)

    def found(vector: str, audience: Iterable[str]) -> Select[Any]:
        circle = " | ".join(f"'a={name}'" for name in audience)
        # Written into the statement, not bound: how rare the words are decides how it is best carried out.
        literal = bindparam(None, f"({circle}) & {phrases}" if circle else phrases, Text, literal_execute=True)
        holds = words.c[vector].op("@@", is_comparison=True)(cast(literal, TSQUERY))
        statement = select(words.c.decision_id.label("id")).where(holds).order_by(words.c.decision_id.desc())
        return statement.join(Card, Card.decision_id == words.c.decision_id).where(*asked) if asked else statement

    open_to, own = _audiences(reader)
    if reader.is_inside_all:
        yield found("question" if tier == "question" else "everything", ())
    elif tier == "question":
        yield found("question", [*open_to, *own])
    else:
        yield found("open", open_to)
        if own:
            yield found("everything", own)


def _audiences(reader: Reader) -> tuple[list[str], list[str]]:
    """What the reader is called among the words: outside the bodies, and inside them."""
    return [f"v{each.value}" for each in sorted(reader.visibilities)], [f"b{each}" for each in sorted(reader.body_ids)]

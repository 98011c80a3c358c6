"""How the words of a decision are kept so that search finds them fast; each database has its own index for it.

On SQLite they stand in columns of an FTS5 table: question, rest, inside, and ``audience``: who may look for them. On PostgreSQL
they stand in three vectors, each with an index of its own: those of the question, those that are open to whoever may read the
decision, and everything; the audience stands among the words, so that the index leaves out the others.
The words are folded here, before either database sees them: neither one's own rules play a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from consensus.db import dialect_of
from consensus.domain.folding import words_in

BREAK = "0break0"
"""Stands after each passage, so that no phrase reaches over. Nobody asks for a word like it."""

MOST_BYTES = 150_000
"""Of each part; some 25,000 words. PostgreSQL refuses a vector of more than 1 MB, and a closing must not fail for it."""

LAST_POSITION = 16_383
"""PostgreSQL counts the places of words up to here."""

_REMOVE = {
    "sqlite": "DELETE FROM catalogue_words WHERE rowid = :id",
    "postgresql": "DELETE FROM catalogue_words WHERE decision_id = :id",
}
_WRITE = {
    "sqlite": "INSERT INTO catalogue_words (rowid, audience, question, rest, inside) VALUES (:id, :audience, :question, :rest, :inside)",
    "postgresql": (
        "INSERT INTO catalogue_words (decision_id, question, open, everything)"
        " VALUES (:id, CAST(:question AS tsvector), CAST(:open AS tsvector), CAST(:everything AS tsvector))"
    ),
}


def write_words(
    session: Session, decision_id: int, *, audience: Sequence[str], question: Iterable[str], rest: Iterable[str], inside: Iterable[str]
) -> None:
    """Write the words of a decision anew.

    :param audience: who may look for it: ``v`` and a visibility, ``b`` and the id of a body.
    :param rest: passages that are open to whoever may read the decision, beside its question.
    :param inside: passages that are open to the people of its body alone.
    """
    dialect = dialect_of(session)
    columns = (_in_columns if dialect == "sqlite" else _in_vectors)(audience, _folded(question), _folded(rest), _folded(inside))
    session.execute(text(_REMOVE[dialect]), {"id": decision_id})
    session.execute(text(_WRITE[dialect]), {"id": decision_id, **columns})


def _in_columns(audience: Sequence[str], question: list[str], rest: list[str], inside: list[str]) -> dict[str, str]:
    return {"audience": " ".join(audience), "question": " ".join(question), "rest": " ".join(rest), "inside": " ".join(inside)}


def _in_vectors(audience: Sequence[str], question: list[str], rest: list[str], inside: list[str]) -> dict[str, str]:
    """The equals sign keeps the audience apart from every word: words are letters and digits."""

    def vector(words: list[str]) -> str:
        placed = (f"'{word}':{min(place, LAST_POSITION)}" for place, word in enumerate(words, 1))
        return " ".join((*(f"'a={name}'" for name in audience), *placed))

    return {"question": vector(question), "open": vector([*question, *rest]), "everything": vector([*question, *rest, *inside])}


def _folded(passages: Iterable[str]) -> list[str]:
    words = [word for passage in passages for word in (*words_in(passage), BREAK)]
    size, kept = 0, 0
    while kept < len(words) and size < MOST_BYTES:
        size += len(words[kept].encode()) + 1
        kept += 1
    return words[:kept]

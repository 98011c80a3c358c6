"""Full-text search over what a reader may see, ranked, with the match shown; the same answer from both databases.

What is looked through is the catalogue (see ``voting/catalogue.py``): everybody's words, and for the people of a body
also those that stay inside it. First come decisions with all the words in their question, then those that have them
anywhere; among both, the newest. At most the newest of each kind are ranked, so that a word that stands in every decision
costs no more than one that stands in few.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from consensus.archive.queries.lists import Filters, ListedDecision, circles, conditions, listed, of_listed
from consensus.archive.queries.reader import Reader
from consensus.archive.queries.words import TIERS, Query, matching
from consensus.domain.folding import Piece, excerpt, words_in
from consensus.voting.catalogue_words import BREAK
from consensus.voting.models import Decision
from consensus.voting.models_catalogue import CatalogueCard as Card
from consensus.voting.models_catalogue import Passage, Place

MOST_RANKED = 200
"""Of each tier, the newest. Ten pages; whoever looks for more narrows the search down."""

HITS_ON_A_PAGE = 20

LONGEST_QUERY = 200
MOST_WORDS = 12
"""Of a query; what is longer is cut."""

_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
"""Quotation marks as English, French, Spanish and Arabic readers write them."""

_PART = re.compile(r'"([^"]*)"|([^"\s]+)')

# Where a match tells most, first; what the question holds is seen without it.
_SHOWN_FIRST = (
    *(Place.OBJECTION, Place.POSITION, Place.STATEMENT, Place.DISSOCIATION, Place.TEXT),
    *(Place.ISSUE, Place.DISPOSITION, Place.ANSWER, Place.QUESTION),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A decision that was found: its question with the words marked, and where else they stand."""

    decision: ListedDecision
    question: tuple[Piece, ...]
    place: Place | None
    """Where the excerpt stands; None where the question alone holds the words."""
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found."""

    hits: tuple[Hit, ...]
    number: int
    total: int
    is_cut: bool
    """Whether there may be more than were ranked."""

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // HITS_ON_A_PAGE))


def read_query(text: str) -> Query:
    """Return the phrases that somebody asked for: each word is one, and so is what stands between quotation marks."""
    phrases = [tuple(words_in(quoted or single)) for quoted, single in _PART.findall(text[:LONGEST_QUERY].translate(_QUOTES))]
    # A word with a hyphen or an apostrophe is several, next to each other.
    return tuple(phrase for phrase in phrases if phrase and BREAK not in phrase)[:MOST_WORDS]


def search(session: Session, reader: Reader, text: str, filters: Filters, *, page: int = 1) -> Found:
    """Return a page of the decisions that hold everything that was asked for. Four statements at most."""
    query = read_query(text)
    if not query:
        return Found((), 1, 0, is_cut=False)
    ids, is_cut = _ranked(session, reader, query, filters)
    last = max(1, -(-len(ids) // HITS_ON_A_PAGE))
    number = min(max(1, page), last)
    chosen = ids[(number - 1) * HITS_ON_A_PAGE : number * HITS_ON_A_PAGE]
    return Found(_hits(session, reader, query, chosen), number, len(ids), is_cut)


def _ranked(session: Session, reader: Reader, query: Query, filters: Filters) -> tuple[list[int], bool]:
    """Return the decisions that match, best first, and whether a tier was cut."""
    matches = matching(session, reader, query, TIERS, conditions(filters))
    tiers = [_cut(statement, TIERS.index(tier)) for tier, statement in matches]
    found = union_all(*tiers).subquery()
    best = func.min(found.c.tier)
    ranked = session.execute(select(found.c.id, best).group_by(found.c.id).order_by(best, found.c.id.desc())).all()
    ids = [row.id for row in ranked]
    return ids[:MOST_RANKED], len(ids) >= MOST_RANKED


def _cut(statement: Select[Any], rank: int) -> Select[Any]:
    newest = statement.limit(MOST_RANKED).subquery()
    return select(newest.c.id, literal(rank).label("tier"))


def _hits(session: Session, reader: Reader, query: Query, ids: list[int]) -> tuple[Hit, ...]:
    if not ids:
        return ()
    rows = session.execute(_shown_to(reader), {"ids": ids})
    decisions = {row.id: (listed(row), reader.is_inside(row.body_id)) for row in rows}
    passages: defaultdict[int, list[tuple[Place, str]]] = defaultdict(list)
    for decision_id, place, is_open, text in session.execute(_PASSAGES, {"ids": list(decisions)}):
        if is_open or decisions[decision_id][1]:
            passages[decision_id].append((place, text))
    return tuple(_hit(decisions[each][0], passages[each], query) for each in ids if each in decisions)


@lru_cache(maxsize=128)
def _shown_to(reader: Reader) -> Select[Any]:
    """Return the statement over those of ``ids`` of which ``reader`` may know; kept, as making it takes longer than carrying it out."""
    seen = select(Card.decision_id).where(Card.decision_id == Decision.id)
    # Asked once more of the cards themselves: what a reader may not see is not shown, whatever the index says.
    visible = union_all(*(seen.where(circle).correlate(Decision) for circle in circles(reader))).exists()
    return of_listed().add_columns(Decision.body_id).where(Decision.id.in_(bindparam("ids", expanding=True)), visible)


_PASSAGES = (
    select(Passage.decision_id, Passage.place, Passage.is_open, Passage.text)
    .where(Passage.decision_id.in_(bindparam("ids", expanding=True)))
    .order_by(Passage.id)
)


def _hit(decision: ListedDecision, passages: list[tuple[Place, str]], query: Query) -> Hit:
    question = excerpt(decision.question, query, around=len(decision.question)) or (Piece(decision.question, is_match=False),)
    for place, text in sorted(passages, key=lambda each: _SHOWN_FIRST.index(each[0])):
        found = excerpt(text, query)
        if found and text != decision.question:
            return Hit(decision, question, place, found)
    return Hit(decision, question, None, ())

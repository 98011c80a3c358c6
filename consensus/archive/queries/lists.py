"""The decisions that a reader may see, newest first, narrowed down; a page of them, whatever the number of all.

Read from the cards of the catalogue, one stream for each circle of what the reader may see, each from its own index: so
a page costs the same with a hundred decisions and with a hundred thousand, and nothing is counted that is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from consensus.archive.queries.reader import Reader
from consensus.bodies.models import Body
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import DecisionStatus, Outcome, Visibility
from consensus.voting.models import Decision
from consensus.voting.models_catalogue import CatalogueCard as Card
from consensus.voting.models_catalogue import CatalogueLanguage as Language

PAGE_SIZE = 20
"""Decisions on a page of the archive. Default of the software."""


RARE = 2_000
"""Decisions. A language that fewer can be read in is looked up by itself; another is met soon enough on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed down to; None: whatever it is."""

    body: str | None = None
    """The body's code."""
    class_code: str | None = None
    year: int | None = None
    outcome: Outcome | None = None
    status: DecisionStatus | None = None
    dissent: bool | None = None
    language: str | None = None
    """One in which the text can be read, the authentic one or not."""

    @property
    def is_any(self) -> bool:
        """Whether anything is narrowed down at all."""
        return any(getattr(self, field.name) is not None for field in fields(self))


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the list: right before or after the decision that was closed then."""

    closed_at: datetime
    decision_id: int


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """A decision in a list; never without its dissent marker."""

    decision_id: int
    number: str
    body_code: str
    body_name: str
    year: int
    sequence: str
    question: str
    class_code: str
    outcome: Outcome
    label: Outcome | None
    status: DecisionStatus
    has_dissent: bool
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list."""

    decisions: tuple[ListedDecision, ...]
    newer: Anchor | None
    """Where the page before this one ends; None: this is the first."""
    older: Anchor | None
    """Where the page after this one begins; None: this is the last."""


@dataclass(frozen=True, slots=True)
class BodyInArchive:
    """A body that decided something which the reader may see."""

    code: str
    name: str


def listing(session: Session, reader: Reader, filters: Filters, *, before: Anchor | None = None, after: Anchor | None = None) -> Listing:
    """Return a page of the list: the newest, those that are older than ``before``, or those that are newer than ``after``."""
    rising = after is not None and before is None
    place = after if rising else before
    asked = conditions(filters, from_language=filters.language is not None and _is_rare(session, filters.language))
    streams = [_stream(circle, asked, place, rising=rising) for circle in circles(reader)]
    merged = union_all(*streams).subquery()
    order = (merged.c.closed_at, merged.c.decision_id) if rising else (merged.c.closed_at.desc(), merged.c.decision_id.desc())
    chosen = select(merged.c.decision_id).order_by(*order).limit(PAGE_SIZE + 1).subquery()
    statement = of_listed().join(chosen, chosen.c.decision_id == Decision.id)
    rows = [listed(row) for row in session.execute(statement)]
    rows.sort(key=lambda row: (row.closed_at, row.decision_id), reverse=not rising)
    more, page = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    if rising:
        page.reverse()
    if not page:
        # Nothing is newer than the newest: whoever asks for it sees the first page.
        return listing(session, reader, filters) if rising else Listing((), None, None)
    is_not_first, is_not_last = (more, True) if rising else (place is not None, more)
    return Listing(tuple(page), newer=_place(page[0]) if is_not_first else None, older=_place(page[-1]) if is_not_last else None)


def register_of(session: Session, reader: Reader, code: str) -> tuple[ListedDecision, ...]:
    """Return every decision of a body that the reader may see, in the order in which they were taken. One statement."""
    streams = [select(Card.decision_id).where(circle, *conditions(Filters(body=code))) for circle in circles(reader)]
    seen = union_all(*streams).subquery()
    statement = of_listed().join(seen, seen.c.decision_id == Decision.id).order_by(Decision.closed_at, Decision.id)
    return tuple(listed(row) for row in session.execute(statement))


def of_listed() -> Select[Any]:
    """Return a statement over decisions with the code and name of their body; narrow it down yourself."""
    columns = (
        Decision.id,
        Decision.number,
        Body.code,
        Body.name,
        Decision.year,
        Decision.question,
        Decision.class_code,
        Decision.outcome,
        Decision.label,
        Decision.status,
        Decision.has_dissent,
        Decision.closed_at,
    )
    return select(*columns).join(Body, Body.id == Decision.body_id)


def circles(reader: Reader) -> Iterable[ColumnElement[bool]]:
    """Return the conditions on cards that together let through what the reader may see, each card once."""
    for visibility in Visibility:
        if visibility in reader.visibilities:
            yield Card.visibility == visibility
        else:
            yield from (and_(Card.visibility == visibility, Card.body_id == body_id) for body_id in sorted(reader.body_ids))


def conditions(filters: Filters, *, from_language: bool = False) -> list[ColumnElement[bool]]:
    """Return what ``filters`` ask of a card.

    :param from_language: whether to go from the decisions of a language to their cards, because they are few.
    """
    asked: list[ColumnElement[bool]] = []
    if filters.body is not None:
        asked.append(Card.body_id == select(Body.id).where(Body.code == filters.body).scalar_subquery())
    if filters.year is not None:
        asked += [Card.closed_at >= datetime(filters.year, 1, 1, tzinfo=UTC), Card.closed_at < datetime(filters.year + 1, 1, 1, tzinfo=UTC)]
    if filters.language is not None:
        spoken = select(Language.decision_id).where(Language.language == filters.language)
        is_few = Card.decision_id.in_(spoken)
        asked.append(is_few if from_language else spoken.where(Language.decision_id == Card.decision_id).correlate(Card).exists())
    for column, value in (
        (Card.class_code, filters.class_code),
        (Card.outcome, filters.outcome),
        (Card.status, filters.status),
        (Card.has_dissent, filters.dissent),
    ):
        if value is not None:
            asked.append(column == value)
    return asked


def choices(session: Session, reader: Reader) -> tuple[BodyInArchive, ...]:
    """Return the bodies of which the reader may see a decision, by name."""
    seen = or_(*(select(Card.decision_id).where(Card.body_id == Body.id, circle).exists() for circle in circles(reader)))
    return tuple(BodyInArchive(*row) for row in session.execute(select(Body.code, Body.name).where(seen).order_by(Body.name)))


def body_in_archive(session: Session, reader: Reader, code: str) -> BodyInArchive:
    """Return the body with this code.

    :raises NotFoundError: when there is none, or the reader may see no decision of it: then that it exists is not told here.
    """
    found = next((body for body in choices(session, reader) if body.code == code), None)
    if found is None:
        raise NotFoundError(_("There is no such body, or nothing that it decided is open to you. If you have an account, sign in."))
    return found


def _is_rare(session: Session, language: str) -> bool:
    some = select(Language.decision_id).where(Language.language == language).limit(RARE).subquery()
    return session.scalars(select(func.count()).select_from(some)).one() < RARE


def _stream(
    circle: ColumnElement[bool], asked: list[ColumnElement[bool]], place: Anchor | None, *, rising: bool
) -> Select[tuple[datetime, int]]:
    statement = select(Card.closed_at, Card.decision_id).where(circle, *asked)
    if place is not None:
        at, same = Card.closed_at, Card.closed_at == place.closed_at
        if rising:
            statement = statement.where(at >= place.closed_at, or_(at > place.closed_at, and_(same, Card.decision_id > place.decision_id)))
        else:
            statement = statement.where(at <= place.closed_at, or_(at < place.closed_at, and_(same, Card.decision_id < place.decision_id)))
    order = (Card.closed_at, Card.decision_id) if rising else (Card.closed_at.desc(), Card.decision_id.desc())
    # In brackets of their own: each stream is ordered and cut by itself.
    inner = statement.order_by(*order).limit(PAGE_SIZE + 1).subquery()
    return select(inner.c.closed_at, inner.c.decision_id)


def _place(decision: ListedDecision) -> Anchor:
    return Anchor(decision.closed_at, decision.decision_id)


def listed(row: Row[Any]) -> ListedDecision:
    """Return a row of :func:`of_listed` as a page shows it."""
    return ListedDecision(
        decision_id=row.id,
        number=row.number,
        body_code=row.code,
        body_name=row.name,
        year=row.year,
        sequence=row.number.rpartition("/")[2],
        question=row.question,
        class_code=row.class_code,
        outcome=row.outcome,
        label=row.label,
        status=row.status,
        has_dissent=row.has_dissent,
        closed_at=row.closed_at,
    )

"""What the steward's pages about erasing show: words that were looked for, what would vanish, what was erased so far."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, cast, func, literal, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.domain.erasing import KINDS, MAY_BE_A_VOICE, OF_ACT, Words, reason_shown, refusal_of
from consensus.domain.speech import _
from consensus.erasing.finding import Held, drafts_of, held, rejected_among
from consensus.ledger.canonical import canonical
from consensus.ledger.models import ERASABLE, LedgerEntry, of_acts
from consensus.ledger.models_erasure import Erasure
from consensus.people.models import Person
from consensus.proposals.models import Proposal
from consensus.web.paging import PAGE_SIZE, Page, offset_of

MOST_FOUND = 20
SHORTEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """An entry as it stands, and all that would vanish of it."""

    held: Held
    name: str
    """What the words are."""
    by: str
    body: str | None
    question: str | None
    places: tuple[str, ...]
    drafts: int
    """How many forms that their author has not sent hold the same words."""


@dataclass(frozen=True, slots=True)
class FoundWords:
    """An entry in which the words stand that were looked for."""

    index: int
    at: datetime
    name: str
    by: str
    text: str
    """Empty where it may be somebody's dissent, which may be sealed."""
    refusal: str | None


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """Something that was erased, and by which entry that is said."""

    index: int
    erased_by: int
    at: datetime
    name: str
    by: str
    body: str | None
    reason: str


def preview(session: Session, index: int) -> Preview:
    """Return what would vanish with the words of an entry.

    :raises NotFoundError: when there is no such entry.
    """
    found = held(session, index)
    kind = None if found.words is None else KINDS[found.words]
    by = None if found.person_id is None else session.scalars(select(Person.name).where(Person.id == found.person_id)).one_or_none()
    return Preview(
        held=found,
        name=_("This entry") if kind is None else kind.name,
        by=by or found.actor,
        body=None if found.body_id is None else session.scalars(select(Body.name).where(Body.id == found.body_id)).one(),
        question=None
        if found.proposal_id is None
        else session.scalars(select(Proposal.question).where(Proposal.id == found.proposal_id)).one(),
        places=() if kind is None else kind.places,
        drafts=len(drafts_of(session, found)) if found.said and found.refusal is None else 0,
    )


def find(session: Session, words: str) -> tuple[FoundWords, ...]:
    """Return the newest entries in which ``words`` stand as they are written, among those whose words can be erased."""
    rows = [
        (index, at, act, json.loads(entry or "{}")["data"], by or "")
        for index, at, act, entry, by in session.execute(where_they_stand(words)).tuples()
    ]
    heard = KINDS[Words.HEARD]
    rejected = rejected_among(session, [data[heard.key] for _index, _at, act, data, _by in rows if act == heard.act])
    found = []
    for index, at, act, data, by in rows:
        kind = KINDS[OF_ACT[act]]
        refusal = refusal_of(act, is_issue=bool(data.get("issue")), is_rejected=data.get(heard.key) in rejected)
        texts = [data[name] for name in kind.fields if isinstance(data.get(name), str)]
        is_covered = refusal == MAY_BE_A_VOICE
        found += [
            FoundWords(index, at, kind.name, "" if is_covered else by, "" if is_covered else text, refusal)
            for text in texts
            if words in text
        ][:1]
    return tuple(found)


def where_they_stand(words: str) -> Select[tuple[int, datetime, str, str | None, str]]:
    """Return the statement over the newest entries, among those whose words can be erased, in which ``words`` stand."""
    needle = canonical(words)[1:-1]
    return (
        select(LedgerEntry.index, LedgerEntry.at, LedgerEntry.act, LedgerEntry.entry, Person.name)
        .outerjoin(Person, LedgerEntry.actor == literal("person:") + cast(Person.id, String))
        .where(of_acts(ERASABLE), LedgerEntry.entry.contains(needle, autoescape=True))
        .order_by(LedgerEntry.index.desc())
        .limit(MOST_FOUND)
    )


def erasures(session: Session, number: int) -> Page[ErasedRow]:
    """Return one page of what was erased, the newest first."""
    statement = (
        select(Erasure.entry_index, Erasure.erased_by, Erasure.at, Erasure.words, Person.name, Body.name, Erasure.reason)
        .join(Person, Person.id == Erasure.person_id)
        .join(LedgerEntry, LedgerEntry.index == Erasure.entry_index)
        .outerjoin(Body, Body.id == LedgerEntry.body_id)
        .order_by(Erasure.erased_by.desc())
    )
    total = session.scalars(select(func.count()).select_from(Erasure)).one()
    rows = session.execute(statement.limit(PAGE_SIZE).offset(offset_of(number))).tuples()
    items = tuple(
        ErasedRow(index, by, at, KINDS[words].name, who, body, reason_shown(reason)) for index, by, at, words, who, body, reason in rows
    )
    return Page(items, number, total)

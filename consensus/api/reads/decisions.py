"""Decisions: the archive as its pages list, search and hand it out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import g

from consensus import ledger
from consensus.api.kinds import INSTANT, TRUTH, WORDS, Integer, OneOf, Text
from consensus.api.operations import Asked, Exactly, Listed, Parameter, in_path, reading
from consensus.api.reads.bodies import CODE
from consensus.api.records import AsStored, Many, Maybe, Record, field_of
from consensus.archive.queries import Anchor, Filters, decision_data, listing, reader_of, search
from consensus.archive.queries.search import LONGEST_QUERY
from consensus.domain.terms import Attribution, DecisionStatus, Outcome

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

DECISION = Record(
    "ListedDecision",
    "A decision in a list; never without its dissent marker.",
    {
        "number": field_of(WORDS, "number", "By which it is cited for ever."),
        "body": field_of(WORDS, "body_code"),
        "body_name": field_of(WORDS, "body_name"),
        "question": field_of(WORDS, "question"),
        "class_code": field_of(WORDS, "class_code"),
        "outcome": field_of(OneOf(Outcome), "outcome"),
        "label": field_of(Maybe(OneOf(Outcome)), "label"),
        "status": field_of(OneOf(DecisionStatus), "status"),
        "has_dissent": field_of(TRUTH, "has_dissent"),
        "closed_at": field_of(INSTANT, "closed_at"),
    },
)
MARKED = Record(
    "MarkedWords",
    "Some words, and whether they were looked for.",
    {"text": field_of(WORDS, "text"), "is_match": field_of(TRUTH, "is_match")},
)
HIT = Record(
    "Hit",
    "A decision that was found.",
    {
        "decision": field_of(DECISION, "decision"),
        "question": field_of(Many(MARKED), "question"),
        "place": field_of(Maybe(WORDS), "place", "Where the excerpt stands; null where the question alone holds the words."),
        "excerpt": field_of(Many(MARKED), "excerpt"),
    },
)
FILTERS = (
    Parameter("body", Text(40), "Only those of the body with this code."),
    Parameter("class", Text(40), "Only those of this class of decision."),
    Parameter("year", Integer(1, 9998), "Only those closed in this year."),
    Parameter("outcome", OneOf(Outcome), "Only those with this outcome."),
    Parameter("status", OneOf(DecisionStatus), "Only those in this state."),
    Parameter("dissent", OneOf.of("yes", "no"), "Only those with dissent, or without."),
    Parameter("language", Text(40), "Only those that can be read in this language."),
)


def _filters(asked: Asked) -> Filters:
    query = asked.query
    dissent = {"yes": True, "no": False}.get(str(query.get("dissent")))
    named = {name: query.get(name) for name in ("body", "year", "outcome", "status", "language")}
    return Filters(**named, class_code=query.get("class"), dissent=dissent)


@reading(
    "/decisions",
    "The decisions that the reader may see, the newest first.",
    *FILTERS,
    tag="Decisions",
    answer=DECISION,
    is_paged=True,
    for_visitors=True,
)
def list_decisions(asked: Asked) -> Listed:
    reader, before = reader_of(asked.session, asked.actor, asked.now), None
    if asked.position is not None:
        before = Anchor(_EPOCH + timedelta(microseconds=asked.position[0]), asked.position[1])
    found = listing(asked.session, reader, _filters(asked), before=before)
    older = found.older
    return Listed(found.decisions, None if older is None else [(older.closed_at - _EPOCH) // timedelta(microseconds=1), older.decision_id])


@reading(
    "/decisions/search",
    "The decisions that hold some words, those that tell most first.",
    Parameter("q", Text(LONGEST_QUERY), "The words; in quotation marks those that stand together. Nothing is found without any."),
    *FILTERS,
    tag="Decisions",
    answer=HIT,
    is_paged=True,
    for_visitors=True,
)
def search_decisions(asked: Asked) -> Listed:
    reader = reader_of(asked.session, asked.actor, asked.now)
    words = " ".join(asked.query.get("q", "").split())
    if not words:
        return Listed(())
    g.api_is_kept_by_nobody = asked.person is not None  # to the people of its body an excerpt may show sealed words
    found = search(asked.session, reader, words, _filters(asked), page=asked.position or 1)
    return Listed(found.hits, found.number + 1 if found.number < found.last else None)


@reading(
    "/decisions/{code}/{year}/{sequence}",
    "One decision as data, in canonical form: to the people of its body the record itself, to others what is open to them.",
    CODE,
    in_path("year", Integer(1, 9999), "The year in its number."),
    in_path("sequence", Text(12, pattern=r"^[0-9]{1,12}$"), "The last part of its number."),
    tag="Decisions",
    answer=AsStored("A decision, as docs/format/decision.md and docs/decision_taken.schema.json describe it."),
    for_visitors=True,
)
def get_decision(asked: Asked) -> Exactly:
    path = asked.path
    number = f"{path['code']}/{path['year']}/{path['sequence']}"
    text = ledger.canonical(decision_data(asked.session, reader_of(asked.session, asked.actor, asked.now), number, asked.now))
    return Exactly(text, is_kept_by_nobody=f'"{Attribution.SEALED}"' in text)

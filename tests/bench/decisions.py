"""Fills an archive: as many decisions as asked for, each a copy of one that the demonstration made, with words of its own.

The rows are written in bulk, which the program never does: they are there to be found, listed and passed over. Each has its
proposal, text, record of its true size, voices, entries in the ledger, and its words in the index, which the program's own
triggers and folding make.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text, update
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, Seat
from consensus.db import Base, dialect_of
from consensus.domain.terms import Attribution, BodyKind, DecisionStatus, MemberKind, PositionCode, Stage
from consensus.ledger.canonical import canonical
from consensus.ledger.entries import leaf_of, lock_head
from consensus.ledger.merkle import grow
from consensus.ledger.models import LedgerEntry, LedgerHead
from consensus.people.models import Mandate
from consensus.proposals.models import Proposal, Version, VersionText
from consensus.voting.catalogue_words import write_words
from consensus.voting.models import Decision, Position, Voice
from consensus.voting.models_catalogue import CatalogueLanguage, Passage, Place
from tests.bench import words

YEARS = 20
"""Over how long the decisions were taken."""

MIX = ((BodyKind.STEERING, 70), (BodyKind.WORKING_GROUP, 25), (BodyKind.ASSEMBLY, 5))
"""Of a hundred decisions, how many a body of each kind takes: boards decide often and are small, assemblies the other way round."""

BATCH = 1_000
TEXT_WORDS = 120
ACTS = ("call_for_consensus", "decide")
VOICES = 2
"""Stored of each decision's roll: the reader's own, so that it has as many as there can be, and another."""
SPOKE_EVERY = 10
"""In every how many decisions what those voices said is stored as well."""


@dataclass(frozen=True)
class Pattern:
    """A decision of the demonstration, ready to be copied."""

    proposal: dict[str, Any]
    decision: dict[str, Any]
    record: str
    """Canonical JSON with marks where a copy has something of its own."""
    body_code: str
    kind: BodyKind


@dataclass
class Filling:
    """What is known while copies are made: the next free ids, and the tree of the ledger."""

    session: Session
    reader_member: int
    patterns: dict[BodyKind, list[Pattern]]
    seats: list[tuple[int, str]]
    members: list[int]
    chance: Random
    now: datetime
    free: dict[Table, int]
    sequences: defaultdict[tuple[int, int], int]
    size: int
    frontier: list[bytes]
    is_whole: bool = False
    rows: defaultdict[Table, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    indexed: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    heads: list[dict[str, Any]] = field(default_factory=list)


def fill(session: Session, count: int, *, reader_id: int, now: datetime, is_whole: bool = False) -> None:
    """Add ``count`` decisions to the network's archive; ``reader_id`` is the person whose member had a voice in each.

    :param is_whole: whether the ledger holds the record of each, as it does of what is decided: pages do not read it there.
    """
    filling = _begin(session, reader_id, now)
    filling.is_whole = is_whole
    kinds = [kind for kind, weight in MIX for _ in range(weight)]
    for number in range(count):
        kind = filling.chance.choice(kinds)
        age = timedelta(days=365 * YEARS) * (1 - number / count) + timedelta(hours=30)
        _copy(filling, filling.chance.choice(filling.patterns[kind]), (now - age).replace(microsecond=0))
        if (number + 1) % BATCH == 0 or number + 1 == count:
            _write(filling)
    if dialect_of(session) == "postgresql":
        _as_if_counted(session)


def _begin(session: Session, reader_id: int, now: datetime) -> Filling:
    head = lock_head(session)
    tables = [_table(model) for model in (Proposal, Version, Decision, Voice, Position)]
    newest = select(Decision.body_id, Decision.year, func.max(Decision.sequence)).group_by(Decision.body_id, Decision.year)
    sequences: defaultdict[tuple[int, int], int] = defaultdict(int)
    sequences.update({(body_id, year): sequence for body_id, year, sequence in session.execute(newest)})
    board = select(Seat.id, Seat.label).join(Body, Body.id == Seat.body_id).where(Body.code == "BOARD").order_by(Seat.id)
    return Filling(
        session=session,
        reader_member=session.scalars(select(Mandate.member_id).where(Mandate.person_id == reader_id)).first() or 0,
        patterns=_patterns(session),
        seats=[(seat_id, label) for seat_id, label in session.execute(board)],
        members=list(session.scalars(select(Mandate.member_id).distinct().order_by(Mandate.member_id))),
        chance=Random(11),
        now=now,
        free={table: (session.scalar(select(func.max(table.c.id))) or 0) + 1 for table in tables},
        sequences=sequences,
        size=head.size,
        frontier=list(head.frontier),
    )


def _patterns(session: Session) -> dict[BodyKind, list[Pattern]]:
    patterns: dict[BodyKind, list[Pattern]] = defaultdict(list)
    proposals, decisions = _table(Proposal), _table(Decision)
    rows = session.execute(
        select(proposals, Body.code, Body.kind).join(Body, Body.id == proposals.c.body_id).where(proposals.c.stage == Stage.CLOSED)
    ).all()
    for row in rows:
        found = dict(row._mapping)
        code, kind = found.pop("code"), found.pop("kind")
        decision = dict(session.execute(select(decisions).where(decisions.c.proposal_id == found["id"])).one()._mapping)
        if decision["status"] is DecisionStatus.PROVISIONAL or decision["status"] is DecisionStatus.SUPERSEDED:
            continue
        record = json.loads(decision["record"])
        record |= {"number": "@number@", "proposal": -1}
        record["text"]["languages"] = [
            each | {"text": "@text@", "question": "@question@", "sha256": "@sha256@"} for each in record["text"]["languages"]
        ]
        patterns[kind].append(Pattern(found, decision, canonical(record), code, kind))
    return patterns


def _copy(filling: Filling, pattern: Pattern, closed_at: datetime) -> None:
    body_id, year = pattern.proposal["body_id"], closed_at.year
    filling.sequences[body_id, year] += 1
    sequence = filling.sequences[body_id, year]
    number = f"{pattern.body_code}/{year}/{sequence:03d}"
    question = f"Shall we {words.text(filling.chance, 8)}?"
    written = words.text(filling.chance, TEXT_WORDS)
    digest = sha256(written.encode()).hexdigest()
    proposal_id, version_id, decision_id = (_next(filling, model) for model in (Proposal, Version, Decision))
    began = closed_at - timedelta(days=40)
    record = pattern.record.replace("@number@", number).replace('"proposal":-1', f'"proposal":{proposal_id}')
    record = record.replace("@text@", written).replace("@question@", question).replace("@sha256@", digest)
    own = {
        "id": proposal_id,
        "question": question,
        "created_at": began,
        "closed_at": closed_at,
        "relation": None,
        "names_decision_id": None,
    }
    moments = {"opened_at": closed_at, "last_act_at": closed_at}
    filling.rows[_table(Proposal)].append(pattern.proposal | own | moments)
    filling.rows[_table(Version)].append(
        {"id": version_id, "proposal_id": proposal_id, "number": pattern.proposal["version_number"], "at": began, "is_material": True}
    )
    filling.rows[_table(VersionText)].append(
        {"version_id": version_id, "language": pattern.proposal["authentic_language"], "question": question}
        | {"text": written, "html": f"<p>{written}</p>", "sha256": digest}
    )
    filling.rows[_table(Decision)].append(
        pattern.decision
        | {"id": decision_id, "proposal_id": proposal_id, "year": year, "sequence": sequence, "number": number, "question": question}
        | {"record": record, "record_sha256": sha256(record.encode()).hexdigest(), "closed_at": closed_at, "lapses_at": None}
    )
    filling.rows[_table(CatalogueLanguage)].append({"decision_id": decision_id, "language": pattern.proposal["authentic_language"]})
    _index(filling, pattern, decision_id, question, written)
    _speak(filling, pattern, proposal_id, closed_at)
    _tell(filling, pattern, proposal_id, closed_at, number, record)


def _index(filling: Filling, pattern: Pattern, decision_id: int, question: str, written: str) -> None:
    said = [words.text(filling.chance, 25), words.text(filling.chance, 20)]
    kept = words.text(filling.chance, 20)
    filling.rows[_table(Passage)] += [
        {"decision_id": decision_id, "place": place, "is_open": is_open, "text": text}
        for place, is_open, text in (
            (Place.QUESTION, True, question),
            (Place.TEXT, True, written),
            (Place.ISSUE, True, said[0]),
            (Place.DISPOSITION, True, said[1]),
            (Place.POSITION, False, kept),
        )
    ]
    audience = (f"v{pattern.proposal['visibility'].value}", f"b{pattern.proposal['body_id']}")
    words_of_it = {"audience": audience, "question": [question], "rest": [written, *said], "inside": [kept]}
    filling.indexed.append((decision_id, words_of_it))


def _speak(filling: Filling, pattern: Pattern, proposal_id: int, at: datetime) -> None:
    for seat_id, member_id, label in _voices(filling, pattern):
        voice_id = _next(filling, Voice)
        filling.rows[_table(Voice)].append(
            {"id": voice_id, "proposal_id": proposal_id, "member_id": member_id, "seat_id": seat_id, "label": label}
            | {"region": "AFR", "kind": MemberKind.NGO, "country": "KE"}
        )
        if proposal_id % SPOKE_EVERY:
            continue
        filling.rows[_table(Position)].append(
            {"id": _next(filling, Position), "proposal_id": proposal_id, "voice_id": voice_id, "person_id": 1, "version_number": 1}
            | {"stage": Stage.CONSENSUS, "code": PositionCode.SUPPORT, "reason": "", "attribution": Attribution.NAMED, "at": at}
        )


def _voices(filling: Filling, pattern: Pattern) -> Iterator[tuple[int | None, int, str]]:
    if pattern.kind is BodyKind.STEERING:
        for seat_id, label in filling.seats[:VOICES]:
            yield seat_id, filling.reader_member, label
        return
    others = filling.chance.choices(filling.members, k=VOICES)
    for member_id in list(dict.fromkeys((filling.reader_member, *others)))[:VOICES]:
        yield None, member_id, f"Member {member_id}"


def _tell(filling: Filling, pattern: Pattern, proposal_id: int, at: datetime, number: str, record: str) -> None:
    for place, act in enumerate(ACTS):
        instant = at - timedelta(days=10 * (len(ACTS) - 1 - place))
        data: dict[str, Any] = {"stage": "closed", "number": number}
        if filling.is_whole and act == "decide":
            data = {"record": json.loads(record)}
        said = {"act": act, "actor": "clock", "at": f"{instant:%Y-%m-%dT%H:%M:%SZ}", "body": pattern.body_code, "data": data}
        entry = canonical(said | {"index": filling.size, "proposal": proposal_id, "decision": number})
        salt = filling.chance.randbytes(16)
        leaf = leaf_of(salt, entry)
        filling.rows[_table(LedgerEntry)].append(
            {"index": filling.size, "at": instant, "actor": "clock", "act": act, "body_id": pattern.proposal["body_id"]}
            | {"proposal_id": proposal_id, "entry": entry, "salt": salt, "leaf": leaf}
        )
        filling.frontier = grow(filling.size, filling.frontier, leaf)
        filling.size += 1
        filling.heads.append({"size": filling.size, "frontier": [root.hex() for root in filling.frontier]})


def _write(filling: Filling) -> None:
    """Write what was gathered; a proposal before what points to it."""
    connection: Connection = filling.session.connection()
    for model in (Proposal, Version, VersionText, Decision, CatalogueLanguage, Passage, Voice, Position, LedgerEntry):
        connection.execute(insert(_table(model)), filling.rows.pop(_table(model)))
    for decision_id, words_of_it in filling.indexed:
        write_words(filling.session, decision_id, **words_of_it)
    filling.indexed.clear()
    # One by one: the database lets the ledger grow in no other way.
    head = _table(LedgerHead)
    connection.execute(update(head).where(head.c.id == 1), filling.heads)
    filling.heads.clear()
    filling.session.commit()


def _as_if_counted(session: Session) -> None:
    """Let PostgreSQL know what it would know of rows that came one by one: the next ids, and how the values are spread."""
    for model in (Proposal, Version, Decision, Voice, Position):
        name = _table(model).name
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))  # noqa: S608
    session.execute(text("ANALYZE"))
    session.commit()


def _next(filling: Filling, model: type[Base]) -> int:
    table = _table(model)
    filling.free[table] += 1
    return filling.free[table] - 1


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]

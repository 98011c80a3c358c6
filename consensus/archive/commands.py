"""Taking decisions over that were taken elsewhere: archived, marked, never doubled, never counted among this network's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.archive.loomio import Export
from consensus.archive.loomio.assembling import ClosedPoll
from consensus.archive.loomio.written import texts_of
from consensus.archive.models import ImportedDecision, ImportedFile
from consensus.archive.queries.imported import known_imports
from consensus.bodies.models import Body
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.folding import words_in
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import Visibility
from consensus.ledger.canonical import canonical
from consensus.people.models import Network
from consensus.proposals.texts import text_sha256
from consensus.transaction import command

LOOMIO = "loomio"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in, and what did not."""

    new: int
    known: int
    """Were here already, and are the same."""
    changed: int
    """Were here already and say something else in this file: what is here stays as it is."""
    left_out: dict[str, int]


@command("import_loomio")
def import_loomio(session: Session, *, actor: Actor, body_id: int, export: Export, visibility: Visibility, now: datetime) -> Imported:
    """Take the closed polls of a Loomio group over into the archive of a body; what is here already is not taken twice.

    Adds an entry for the file, and one for each decision with the hash of all that is kept of it.

    :raises ForbiddenError: when the actor does not keep bodies.
    :raises InvalidError: when they are to be public: the people named in the file were not asked.
    """
    demand(roles_of(actor), Permission.KEEP_BODIES)
    if visibility is Visibility.PUBLIC:
        raise InvalidError(_("What is imported names people who were not asked: it can be open to the body or the network."), "visibility")
    body = _held(session, body_id)
    known = known_imports(session, LOOMIO)
    fates = Counter[str]()
    new: set[str] = set()
    for poll in export.decisions():
        fate = fate_of(poll, known)
        fates[fate] += 1
        if fate == "new":
            known[poll.source_id] = _hash(poll)
            new.add(poll.source_id)
    left_out = dict(sorted(export.left_out.items()))
    imported = Imported(fates["new"], fates["known"], fates["changed"], left_out)
    if new:
        file = ImportedFile(
            body_id=body.id,
            source=LOOMIO,
            group_name=export.group,
            sha256=export.sha256,
            decisions=len(new),
            left_out=left_out,
            at=now,
        )
        session.add(file)
        session.flush()
        data = {"source": LOOMIO, "sha256": export.sha256, "decisions": len(new), "left_out": left_out, "visibility": visibility.value}
        ledger.append(session, at=now, actor=actor, act="import_loomio", data=data, body=body.code, body_id=body.id)
        for poll in export.decisions():
            if poll.source_id in new:
                new.remove(poll.source_id)
                said = _take(session, body, file, poll, visibility)
                ledger.append(session, at=now, actor=actor, act="import_decision", data=said, body=body.code, body_id=body.id)
    return imported


def fate_of(poll: ClosedPoll, known: Mapping[str, str]) -> str:
    """Return whether a decision is ``new``, ``known`` already, or known and ``changed`` since."""
    if poll.source_id not in known:
        return "new"
    return "known" if known[poll.source_id] == _hash(poll) else "changed"


def _hash(poll: ClosedPoll) -> str:
    return text_sha256(canonical(poll.record))


def _held(session: Session, body_id: int) -> Body:
    """Hold the network, so that no two imports take one decision over, and return the body.

    :raises NotFoundError: when there is no such body.
    """
    session.scalars(select(Network).with_for_update()).one()
    body = session.get(Body, body_id)
    if body is None:
        raise NotFoundError(_("There is no such body."))
    return body


def _take(session: Session, body: Body, file: ImportedFile, poll: ClosedPoll, visibility: Visibility) -> dict[str, Any]:
    """Add a decision, and return what the ledger says of it. Written at once, not held: a file may have very many."""
    text = canonical(poll.record)
    words = sorted({word for said in texts_of(poll.record) for word in words_in(said)})
    values = {
        "imported_file_id": file.id,
        "body_id": body.id,
        "visibility": visibility,
        "source": LOOMIO,
        "source_id": poll.source_id,
        "question": poll.question,
        "closed_at": poll.closed_at,
        "record": text,
        "record_sha256": text_sha256(text),
        "words": f" {' '.join(words)} ",
    }
    row_id = session.scalars(insert(ImportedDecision).values(values).returning(ImportedDecision.id)).one()
    return {"imported": row_id, "source": LOOMIO, "source_id": poll.source_id, "record_sha256": text_sha256(text)}

"""How an act gets into the ledger: one more entry, one more leaf, in the transaction of the rows that the act changes.

What the act's entry says of it is the caller's; signing and checking stand in ``checkpoint`` and ``verify``.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from consensus.db import Base, dialect_of
from consensus.domain.actor import Actor
from consensus.ledger.canonical import canonical, instant
from consensus.ledger.merkle import WIDTH, completed, grow, leaf_hash, root_of
from consensus.ledger.models import LedgerEntry, LedgerHead, LedgerSubtree

SALT_BYTES = 16
"""128 bits: who has a leaf alone cannot guess the entry, however few words it has."""

SALTS = "ledger.salts"
"""A key of ``Session.info``: a function that gives the next salt, for a test or a rehearsal that wants the same bytes twice."""

ADDED = "ledger.added"
"""A key of ``Session.info``: a list that is told of each entry, for whoever answers with what a command added."""

ERASE = "erase"
"""The act that erases an earlier entry: ``data.index`` names it, ``data.reason`` says why."""

# Tables and not objects: an object that the session already has would be given back as it was before the wait, and every
# act of everybody waits for the one that has the head.
_ENTRIES = Base.metadata.tables[LedgerEntry.__tablename__]
_HEAD = Base.metadata.tables[LedgerHead.__tablename__]
_LOCK_HEAD = select(_HEAD.c.size, _HEAD.c.frontier).where(_HEAD.c.id == 1).with_for_update()
_GROW_HEAD = update(_HEAD).where(_HEAD.c.id == 1)
_ADD_ENTRY = insert(_ENTRIES)
_ADD_AND_GROW = (
    insert(_ENTRIES)
    .values({column.key: bindparam(column.key) for column in _ENTRIES.c})
    .add_cte(_GROW_HEAD.values(size=bindparam("size"), frontier=bindparam("frontier")).cte("grown"))
)
_ADD_SUBTREE = insert(Base.metadata.tables[LedgerSubtree.__tablename__])

_ACT = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an entry came to stand, and whose act it tells."""

    index: int
    leaf: bytes
    actor: str
    act: str


@dataclass(frozen=True, slots=True)
class Head:
    """The tree as it stands: how many leaves, and the roots of its full subtrees, largest first."""

    size: int
    frontier: tuple[bytes, ...]

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return root_of(self.frontier)


def append(
    session: Session,
    *,
    at: datetime,
    actor: Actor,
    act: str,
    data: dict[str, Any],
    voice: str | None = None,
    body: str | None = None,
    body_id: int | None = None,
    proposal_id: int | None = None,
    decision: str | None = None,
) -> Appended:
    """Add one entry. The caller's transaction keeps or drops it together with the rows.

    From here to the commit every other act waits on the ledger's head. So lock and change the act's own rows first, and
    append last: two acts that take those locks in different orders would wait for each other for ever. For the same reason
    lock bodies and proposals with ``key_share``: on PostgreSQL an entry that points to one waits for any stronger lock.
    ``at`` is when the act took effect. It may lie before the entries already there, since the clock acts at the instant
    when something fell due: the index is the order, not the instant.

    :param body: the body's code, which the entry says, beside ``body_id``, by which a timeline is asked for.
    :param decision: the number of the decision that the entry is about.
    :raises NotCanonicalError: when ``data`` holds a float, or anything else that is not JSON.
    """
    if not _ACT.fullmatch(act):
        raise ValueError(f"an act is named in lower-case letters and underscores, not {act!r}")
    if (body is None) != (body_id is None):
        raise ValueError("a body's code and its id are given together")
    head = lock_head(session)
    said = {
        "index": head.size,
        "at": instant(at),
        "actor": actor.ledger_name,
        "act": str(act),
        "data": data,
        "voice": voice,
        "body": body,
        "proposal": proposal_id,
        "decision": decision,
    }
    entry = canonical({key: value for key, value in said.items() if value is not None})
    salt = _next_salt(session)
    leaf = leaf_of(salt, entry)
    row = {
        "index": head.size,
        "at": at,
        "actor": actor.ledger_name,
        "act": str(act),
        "body_id": body_id,
        "proposal_id": proposal_id,
        "entry": entry,
        "salt": salt,
        "leaf": leaf,
    }
    grown = [root.hex() for root in grow(head.size, head.frontier, leaf)]
    if dialect_of(session) == "postgresql":
        # One way to the server and back instead of two, while all others wait.
        session.execute(_ADD_AND_GROW, row | {"size": head.size + 1, "frontier": grown})
    else:
        session.execute(_ADD_ENTRY, row)
        session.execute(_GROW_HEAD, {"size": head.size + 1, "frontier": grown})
    if (head.size + 1) % WIDTH == 0:
        _keep_subtrees(session, head, leaf)
    added = Appended(head.size, leaf, actor.ledger_name, str(act))
    if (told := session.info.get(ADDED)) is not None:
        told.append(added)
    return added


def leaf_of(salt: bytes, entry: str) -> bytes:
    """Return the leaf of an entry in canonical form."""
    return leaf_hash(salt + entry.encode())


def lock_head(session: Session) -> Head:
    """Write what is pending, then wait for the acts before this one and return the tree with theirs in it.

    What is pending goes first, so that a row that the database refuses is refused without holding up the others.
    """
    session.flush()
    row = session.execute(_LOCK_HEAD).one()
    return Head(size=row.size, frontier=tuple(bytes.fromhex(root) for root in row.frontier))


def _keep_subtrees(session: Session, head: Head, leaf: bytes) -> None:
    for level, root in enumerate(completed(head.size, head.frontier, leaf), start=1):
        place = (head.size + 1) // WIDTH**level - 1
        session.execute(_ADD_SUBTREE, {"level": level, "place": place, "root": root})


def _next_salt(session: Session) -> bytes:
    salts: Callable[[], bytes] | None = session.info.get(SALTS)
    return secrets.token_bytes(SALT_BYTES) if salts is None else salts()

"""What is stored of the ledger: entries with salted leaves, the head with the tree's frontier, signed checkpoints.

The database refuses UPDATE and DELETE of entries and checkpoints by triggers (see the migrations).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary, String, Text, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime
from consensus.domain import erasing, retention

RUNS = (retention.ACT,)
"""What the page about retention asks for."""

ERASABLE = tuple(kind.act for kind in erasing.KINDS.values())
"""Acts whose words can be erased, among which a steward looks for some."""

DATED = (
    *("call_meeting", "change_meeting", "end_meeting"),
    *("call_election", "extend_nominations", "close_nominations", "call_off_election"),
)
"""Acts that set or move the day of a meeting or an election: calendars ask how often that happened, and when."""


def of_acts(acts: tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition of one of these acts, written out as its index has it: a value that is bound would not lead to it."""
    return literal_column("act").in_([literal_column(f"'{each}'") for each in acts])


def _over(name: str, acts: tuple[str, ...]) -> Index:
    """An index over few entries of many: it costs nothing where other acts are written down."""
    condition = of_acts(acts)
    return Index(f"ix_ledger_entry_{name}", "index", sqlite_where=condition, postgresql_where=condition)


class LedgerEntry(Base):
    """One act. ``entry`` is the canonical JSON (RFC 8785) whose salted hash is ``leaf``.

    The other columns repeat what the entry says, so that a timeline can be asked for; the entry itself is what counts.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint('"index" >= 0', name="index"),
        Index("ix_ledger_entry_proposal_id_index", "proposal_id", "index"),
        Index("ix_ledger_entry_body_id_index", "body_id", "index"),
        Index("ix_ledger_entry_actor_index", "actor", "index"),
        *(_over(name, acts) for name, acts in (("runs", RUNS), ("erasable", ERASABLE), ("dated", DATED))),
    )

    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(40))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    entry: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    leaf: Mapped[bytes] = mapped_column(LargeBinary(32))


class LedgerHead(Base):
    """The size of the tree and its frontier (the roots of its full subtrees, largest first, in hexadecimal)."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int]
    frontier: Mapped[list[Any]] = mapped_column(JSON)


class LedgerSubtree(Base):
    """The root of a full subtree of 256 leaves (level 1), of 256 times 256 (level 2) and so on, so that a proof reads little.

    It says nothing that the leaves do not say; whoever verifies makes it anew from them.
    """

    __tablename__ = "ledger_subtree"
    __table_args__ = (CheckConstraint("level >= 1", name="level"), CheckConstraint("place >= 0", name="place"))

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))


class KeyRotation(Base):
    """One verifier key took over from another, with the entry ``index``, which says the same."""

    __tablename__ = "key_rotation"

    index: Mapped[int] = mapped_column(ForeignKey("ledger_entry.index"), primary_key=True, autoincrement=False)
    old_key: Mapped[str] = mapped_column(Text)
    new_key: Mapped[str] = mapped_column(Text)


class Checkpoint(Base):
    """A signed statement of the tree's root at a size; two of one size never differ."""

    __tablename__ = "checkpoint"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)

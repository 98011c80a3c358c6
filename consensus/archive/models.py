"""What is stored of decisions that were taken elsewhere. They are no decisions of this network's process, and never become such.

Both tables are written once: triggers refuse UPDATE and DELETE (see the migrations).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, Sha256, UtcDateTime, enum_type
from consensus.domain.terms import Visibility


class ImportedFile(Base):
    """A file from which decisions were taken over."""

    __tablename__ = "imported_file"
    __table_args__ = (CheckConstraint("decisions >= 1", name="decisions"), Index("ix_imported_file_body_id", "body_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    source: Mapped[str] = mapped_column(String(40))
    group_name: Mapped[str] = mapped_column(Text)
    """What the group was called there."""
    sha256: Mapped[str] = mapped_column(Sha256)
    decisions: Mapped[int]
    """How many it brought that were not here before."""
    left_out: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was not taken over, by what it is, with its number."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ImportedDecision(Base):
    """A decision that was taken elsewhere under other rules. ``record`` is canonical JSON, word for word what the file said."""

    __tablename__ = "imported_decision"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint("visibility <> 'public'", name="not_public"),
        Index("ix_imported_decision_body_id", "body_id"),
        Index("ix_imported_decision_closed_at", "closed_at", "id"),
        Index("ix_imported_decision_imported_file_id", "imported_file_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    imported_file_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    visibility: Mapped[Visibility] = mapped_column(enum_type(Visibility, "visibility"))
    """The body or the network: whoever is named in it agreed to no more."""
    source: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[str] = mapped_column(String(200))
    """What it is called there: the same one is never taken over twice."""
    question: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    record: Mapped[str] = mapped_column(Text)
    record_sha256: Mapped[str] = mapped_column(Sha256)
    words: Mapped[str] = mapped_column(Text)
    """Every folded word of it once, with a space on either side: what search looks through."""

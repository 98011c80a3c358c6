"""What is stored of the clock: which of several works at present, and what each witness has of the checkpoints."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime


class ClockLease(Base):
    """One row: who ticks, and until when nobody else need."""

    __tablename__ = "clock_lease"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Witness(Base):
    """A folder or an address to which checkpoints go, and how far that has come. Nothing of the record depends on it."""

    __tablename__ = "witness"

    place: Mapped[str] = mapped_column(String(500), primary_key=True)
    size: Mapped[int]
    """Of the newest checkpoint that it has."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int]
    """How often in a row the next one could not be given to it."""
    problem: Mapped[str | None] = mapped_column(Text)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)

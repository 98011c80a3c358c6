"""What is stored of erasures: which entry lost its words, by which entry that is said, and in which row they stood."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.erasing import Words


class Erasure(Base):
    """The words of one entry and of one row are gone. Written once, after the entry; it is what lets the row be emptied.

    The database takes a row only where the entry is empty and a later one of the act ``erase`` is there; and it lets a row of a
    feature lose its words only where a row here names it (see the migration).
    """

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("words", "row_id"), UniqueConstraint("erased_by"))

    entry_index: Mapped[int] = mapped_column(ForeignKey("ledger_entry.index"), primary_key=True, autoincrement=False)
    erased_by: Mapped[int] = mapped_column(ForeignKey("ledger_entry.index"))
    """The index of the entry that says so."""
    words: Mapped[Words] = mapped_column(enum_type(Words, "words"))
    row_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)

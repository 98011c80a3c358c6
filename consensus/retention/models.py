"""What is stored of how long things are kept: what was set, and what must not be touched meanwhile. No rule stands here.

Both are written once; of a hold its end is written later, once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.retention import Category


class RetentionRule(Base):
    """For how many days something is kept, in a body or in the network; the newest counts."""

    __tablename__ = "retention_rule"
    __table_args__ = (CheckConstraint("days IS NULL OR days >= 30", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[Category] = mapped_column(enum_type(Category, "category"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    days: Mapped[int | None]
    """Null is for ever."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LegalHold(Base):
    """While it stands, nothing it is about is taken away: a proposal, a body, or where neither is named the network."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("body_id IS NULL OR proposal_id IS NULL", name="one_subject"),
        CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="release"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

"""What is stored of calendars: under which secret address a program reads somebody's dates. No rule stands here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, Sha256, UtcDateTime


class CalendarAddress(Base):
    """A secret address of one person: of all their dates, or (``body_id`` set) of one body. A new one takes its place."""

    __tablename__ = "calendar_address"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        UniqueConstraint("person_id", "body_id"),
        Index(
            "uq_calendar_address_own",
            "person_id",
            unique=True,
            sqlite_where=text("body_id IS NULL"),
            postgresql_where=text("body_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    token_sha256: Mapped[str] = mapped_column(Sha256)
    """Of the 256 bits of chance in the address, which stand nowhere else."""
    is_discreet: Mapped[bool]
    """Whether its entries say no more than that something waits."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""What is stored of the clock: which of several running clocks works at present. Without it they only work twice for nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime


class ClockLease(Base):
    """One row: who ticks, and until when nobody else need."""

    __tablename__ = "clock_lease"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)

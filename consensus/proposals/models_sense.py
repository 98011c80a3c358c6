"""What is stored of sense-checks: what was asked, what each voice answered, and when it was closed by hand.

Everything here is written once: triggers refuse UPDATE and DELETE (see the migrations). What is kept of an answer that is given
without a name, and who could see it, is said in ``commands/sensing.py``.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.terms import Gradient


class SenseCheck(Base):
    """The facilitator asks for the temperature while the text is commented on. It decides nothing."""

    __tablename__ = "sense_check"
    __table_args__ = (CheckConstraint("question <> ''", name="question_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version_number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    question: Mapped[str] = mapped_column(Text)
    is_by_name: Mapped[bool]


class SenseAnswer(Base):
    """What a voice answered; its newest counts, none is erased."""

    __tablename__ = "sense_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    sense_check_id: Mapped[int] = mapped_column(ForeignKey("sense_check.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    label: Mapped[str] = mapped_column(String(200))
    """The member or the seat, as it was called then."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    gradient: Mapped[Gradient] = mapped_column(enum_type(Gradient, "gradient"))
    nonce: Mapped[str] = mapped_column(String(64), default="")
    """Chance that is hashed with an answer without a name, so that the hash in the ledger tells nothing of it."""


class SenseEnd(Base):
    """The facilitator closed it before the comment window ended."""

    __tablename__ = "sense_end"

    sense_check_id: Mapped[int] = mapped_column(ForeignKey("sense_check.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

"""What is stored of the time after a decision, and of who was asked to speak before it. No rule stands here.

Reviews and reminders are written once; of a task only its end is written later, once.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.terms import Stage, TaskStatus


class Review(Base):
    """A day was set on which a decision is to be looked at again, or it was looked at and kept. The newest says the present day."""

    __tablename__ = "review"
    __table_args__ = (CheckConstraint("reason <> '' OR NOT is_kept", name="kept_has_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_kept: Mapped[bool]
    """Whether the decision was looked at and kept; otherwise a day was set or taken away."""
    reason: Mapped[str] = mapped_column(Text, default="")
    review_on: Mapped[date | None]
    """The day from which it is to be looked at again; null: on none."""


class Task(Base):
    """Something that follows from a decision, with somebody responsible and a day. Its words never change; its end is added."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended_has_instant"),
        Index("ix_task_responsible_id_status", "responsible_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    responsible_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who added it."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[TaskStatus] = mapped_column(enum_type(TaskStatus, "status"))
    note: Mapped[str] = mapped_column(Text, default="")
    """What was said at its end."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Reminder(Base):
    """The facilitator reminded those who had not been heard, once in a window."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("proposal_id", "stage", "opened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the window was opened in which it was sent."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

"""What is stored of webhooks and of what is brought to them. No rule stands here, and nothing of the record depends on a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.terms import Visibility
from consensus.outward.trouble import Trouble
from consensus.webhooks.terms import DeliveryState, Event, Kind


class Webhook(Base):
    """A room or a program that is told what happens, from the entry ``cursor`` on."""

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint("audience <> 'body' OR body_id IS NOT NULL", name="audience_of_body"),
        CheckConstraint('"cursor" >= 0', name="cursor"),
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("(failures = 0) = (failing_since IS NULL)", name="failing"),
        Index("ix_webhook_body_id", "body_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    """Null: it hears of every body."""
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[Kind] = mapped_column(enum_type(Kind, "kind"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The address and what is secret, encrypted: see ``commands``."""
    events: Mapped[list[Any]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(12))
    audience: Mapped[Visibility] = mapped_column(enum_type(Visibility, "audience"))
    """Who reads what is told there."""
    tells_title: Mapped[bool]
    is_on: Mapped[bool]
    cursor: Mapped[int]
    """The index of the first entry that was not looked at."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Until then nothing is brought: a clock is at it, or the last try failed."""
    failures: Mapped[int] = mapped_column(default=0)
    """How many tries in a row failed."""
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gave_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the clock switched it off, because nothing could be brought for days."""


class WebhookDelivery(Base):
    """One message on its way to a webhook; what it says is made when it is brought."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "entry_index"),
        CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name="settled"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_webhook_delivery_state_webhook_id", "state", "webhook_id"),
        Index("ix_webhook_delivery_settled_at", "settled_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    entry_index: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.index"))
    """Null in a test."""
    event: Mapped[Event] = mapped_column(enum_type(Event, "event"))
    message_id: Mapped[str] = mapped_column(String(40))
    """By which who is told knows that it is the same again."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[DeliveryState] = mapped_column(enum_type(DeliveryState, "state"))
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[int | None]
    """Of the last answer."""
    trouble: Mapped[Trouble | None] = mapped_column(enum_type(Trouble, "trouble"))
    """Why there was none."""

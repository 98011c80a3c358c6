"""What is stored of web push: the devices of people, and what is on its way to each. No rule stands here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, Sha256, UtcDateTime


class PushDevice(Base):
    """A browser of one person that wants to be told. It is told while the sessions of that time are not all over."""

    __tablename__ = "push_device"
    __table_args__ = (Index("ix_push_device_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    epoch: Mapped[int]
    """Of the person's sessions when it was added: with "sign out everywhere" and a new password it is over."""
    name: Mapped[str] = mapped_column(String(60))
    """What the person calls it."""
    endpoint_sha256: Mapped[str] = mapped_column(Sha256, unique=True)
    """By which a browser is known again, whoever uses it."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The address at its push service and its keys, encrypted: whoever has the address can send there."""
    token_sha256: Mapped[str] = mapped_column(Sha256, unique=True)
    """Of what the browser keeps, so that signing out there ends it."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PushMessage(Base):
    """One notice on its way to one device; what it says is emptied once it is settled."""

    __tablename__ = "push_message"
    __table_args__ = (
        UniqueConstraint("key", "device_id"),
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("settled_at IS NULL OR (title = '' AND text = '' AND url = '')", name="emptied"),
        Index("ix_push_message_settled_at_next_try_at", "settled_at", "next_try_at"),
        Index("ix_push_message_device_id", "device_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    device_id: Mapped[int] = mapped_column(ForeignKey("push_device.id"))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """From when it may be told."""
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When what it asks for is over: then it is told no more."""
    tries: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_told: Mapped[bool] = mapped_column(default=False)
    """Whether the push service took it."""

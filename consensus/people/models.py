"""What is stored of the network, its members, the people who sign in, and for whom they speak. No rule stands here."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.terms import MemberKind, MemberStatus


class Network(Base):
    """The one organisation that an instance serves."""

    __tablename__ = "network"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str] = mapped_column(String(200))
    """The origin line of the ledger's checkpoints; never changed."""
    regions: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    """``[{"code": "AFR", "name": "Africa"}, ...]`` in the order in which pages show them."""
    languages: Mapped[list[str]] = mapped_column(JSON)
    core_principles: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    """``[{"code": ..., "name": ...}]``: grounds that an objection can name."""
    genders: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    """``[{"code": "W", "name": "Woman"}, ...]``: the network's own words."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Member(Base):
    """An organisation or an individual admitted to the network."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    country: Mapped[str] = mapped_column(String(2))
    """ISO 3166-1 alpha-2."""
    region: Mapped[str] = mapped_column(String(40))
    kind: Mapped[MemberKind] = mapped_column(enum_type(MemberKind, "kind"))
    status: Mapped[MemberStatus] = mapped_column(enum_type(MemberStatus, "status"), default=MemberStatus.ACTIVE)
    admitted_on: Mapped[date]
    left_on: Mapped[date | None]


class Person(Base):
    """Someone who signs in. Gender is declared by the person, or undisclosed (null)."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    """In lower case."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """argon2id; null until the invitation is taken up."""
    timezone: Mapped[str] = mapped_column(String(60), default="UTC")
    language: Mapped[str] = mapped_column(String(12), default="en")
    gender: Mapped[str | None] = mapped_column(String(40))
    """A code of the network's own words; null is undisclosed, and is never guessed."""
    is_steward: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Raised by 'sign out everywhere': sessions that carry a lower number are over."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unnamed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When ``name`` became a pseudonym and the rest was forgotten, after they had left."""
    address_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was changed; links in letters to the one before are of no more use. Null while it never was."""
    by_mail_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When they took up their invitation by answering it: they take part by e-mail, with or without a password."""

    mandates: Mapped[list[Mandate]] = relationship(back_populates="person", lazy="raise")


class Mandate(Base):
    """A person speaks for a member, in one body or (``body_id`` null) in all, from an instant to an instant."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="order"),
        Index("ix_mandate_member_id", "member_id"),
        Index("ix_mandate_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(back_populates="mandates", lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")


class Doorway(Base):
    """A link that lets somebody in once: an invitation or a password reset. Only the hash of its token is kept."""

    __tablename__ = "doorway"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        CheckConstraint("purpose IN ('invitation', 'reset')", name="purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    token_sha256: Mapped[str] = mapped_column(String(64))
    reply_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the code by which its letter can be answered; null where mail that comes in is not read."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInAttempt(Base):
    """A failed sign-in, kept in the database so that the limit holds over all web workers."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the address that was tried, or of the network address it came from."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)

"""What is stored of those who may read sealed words: who audits, and each look at what somebody sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.terms import DissentKind


class AuditTerm(Base):
    """A person is an auditor from an instant to an instant, named by a steward with a reason."""

    __tablename__ = "audit_term"
    __table_args__ = (CheckConstraint("ends_at >= starts_at", name="order"), Index("ix_audit_term_person_id", "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The first instant too late; it may become earlier."""


class SealedLook(Base):
    """Somebody read something that was sealed. One row for each thing said, so that its author finds it."""

    __tablename__ = "sealed_look"
    __table_args__ = (Index("ix_sealed_look_member_id", "member_id"), Index("ix_sealed_look_author_id", "author_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    number: Mapped[str | None] = mapped_column(String(60))
    """Of the decision, as it is cited; null where nothing was decided when somebody looked."""
    kind: Mapped[DissentKind] = mapped_column(enum_type(DissentKind, "kind"))
    words_id: Mapped[int]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    """Whose words they are."""
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who said them."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """Who read them."""
    is_auditor: Mapped[bool]
    """Whether they read as an auditor; otherwise as the clerk."""
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

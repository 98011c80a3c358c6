"""What is stored of links and codes that letters carry, of answers that wait to be confirmed, and of mail that came in.

Of links and codes only the hash is kept, of mail only the hash by which it is known again. No rule stands here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, Sha256, UtcDateTime, enum_type
from consensus.domain.terms import Stage
from consensus.people.models import Person


class PersonalLink(Base):
    """A link in a letter, under which one person can say one thing for one voice, once, on the version that was current then."""

    __tablename__ = "personal_link"
    __table_args__ = (UniqueConstraint("token_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(Sha256)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    version_number: Mapped[int]
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the window was opened for which it was made: it is of use in this one alone, however long that lasts."""
    code: Mapped[str] = mapped_column(String(40))
    """A position, or a vote in the fallback stage."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


THEIRS = and_(Person.is_active, or_(Person.address_since.is_(None), PersonalLink.made_at >= Person.address_since))
"""Whether the person of a link is still here, and the letter went to the address that is theirs now."""


class ReplyCode(Base):
    """The code under which one person can answer a letter about a proposal, on the version that was current then."""

    __tablename__ = "reply_code"
    __table_args__ = (UniqueConstraint("code_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code_sha256: Mapped[str] = mapped_column(Sha256)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    version_number: Mapped[int]
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WaitingAnswer(Base):
    """What somebody answered by mail, until they confirm it by a second reply; its words go as soon as they are of no more use."""

    __tablename__ = "waiting_answer"
    __table_args__ = (
        UniqueConstraint("code_sha256"),
        CheckConstraint("(settled_at IS NULL) = (fate = 'waiting')", name="settled_has_instant"),
        CheckConstraint("fate IN ('waiting', 'confirmed', 'replaced', 'over')", name="fate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code_sha256: Mapped[str] = mapped_column(Sha256)
    """Of the code in the letter that asks to confirm it."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    version_number: Mapped[int]
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code: Mapped[str] = mapped_column(String(40))
    ground: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fate: Mapped[str] = mapped_column(String(20), default="waiting")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IncomingMail(Base):
    """A message that came in and was handled, once; nothing of what it said."""

    __tablename__ = "incoming_mail"
    __table_args__ = (UniqueConstraint("content_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    content_sha256: Mapped[str] = mapped_column(Sha256)
    """Of its Message-ID, its sender and what it said: the same message is handled once, however often it arrives."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    came_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    outcome: Mapped[str] = mapped_column(String(40))
    """What became of it."""


class AnswersAtOnce(Base):
    """Somebody chose that what they answer by mail takes effect without a second reply."""

    __tablename__ = "answers_at_once"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)

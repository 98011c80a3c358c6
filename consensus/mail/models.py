"""What is stored of letters: those on their way, how the server does, and who cannot be reached. No rule stands here."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, Sha256, UtcDateTime, enum_type


class LetterStatus(StrEnum):
    """Where a letter is."""

    QUEUED = "queued"
    """It waits for its time, or for the next try."""
    SENDING = "sending"
    """Somebody has claimed it and is handing it over."""
    SENT = "sent"
    """The mail server took it over."""
    LAID_DOWN = "laid_down"
    """No mail server is set: it lies in the mail folder, and nobody was written to."""
    FAILED = "failed"
    """It was given up."""
    BOUNCED = "bounced"
    """The mail server took it over, and it came back."""


class TroubleKind(StrEnum):
    """Why somebody cannot be reached by mail."""

    REFUSED = "refused"
    """The mail server said at once that there is no such address."""
    RETURNED = "returned"
    """A letter came back."""
    COMPLAINT = "complaint"
    """The person, or their provider, said that our letters are not wanted."""


class MailLetter(Base):
    """A letter to one person. What it says is encrypted, and gone once it was sent, laid down or given up."""

    __tablename__ = "mail_letter"
    __table_args__ = (
        CheckConstraint("(status IN ('queued', 'sending')) = (content IS NOT NULL)", name="content"),
        CheckConstraint("(status IN ('queued', 'sending')) = (settled_at IS NULL)", name="settled"),
        CheckConstraint("(status = 'sending') = (claim IS NOT NULL)", name="claim"),
        Index("ix_mail_letter_status_rank_next_try_at", "status", "rank", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """What the letter is about, such as ``invitation:45``: the same is never queued twice."""
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    """The same on every try, by which servers and programs drop a double. Nobody can guess it who did not get the letter."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[LetterStatus] = mapped_column(enum_type(LetterStatus, "status"))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    reply_sha256: Mapped[str | None] = mapped_column(Sha256)
    """Of the code under which it can be answered: by its Message-ID an answer is known that lost the code on its way."""
    is_to_old_address: Mapped[bool] = mapped_column(default=False)
    """The person's address was changed since: what comes back says nothing of the new one."""
    rank: Mapped[int] = mapped_column(default=1, server_default="1")
    """0 where somebody is waiting for it: it goes first."""
    attempts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it may go out at the earliest."""
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When what it asks for is over: then it is sent no more."""
    claim: Mapped[str | None] = mapped_column(String(40))
    """Whose turn it is to send it; whoever claims it next changes this."""
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was sent, laid down, given up, or came back."""
    problem: Mapped[str | None] = mapped_column(String(40))
    """A code of ``consensus.mail.problems``, of the last try."""
    reply: Mapped[str | None] = mapped_column(String(20))
    """The numbers with which the server answered, such as ``550 5.1.1``; never its words, which may repeat an address."""
    file_name: Mapped[str | None] = mapped_column(String(120))
    """In the mail folder."""


class MailServer(Base):
    """One row: how the mail server does. While it fails as a whole, no letter is tried."""

    __tablename__ = "mail_server"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    """In a row."""
    problem: Mapped[str | None] = mapped_column(String(40))
    reply: Mapped[str | None] = mapped_column(String(20))
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailTrouble(Base):
    """Something that says that a person's address does not take our letters; cleared when it is corrected or tried again."""

    __tablename__ = "mail_trouble"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[TroubleKind] = mapped_column(enum_type(TroubleKind, "kind"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reply: Mapped[str | None] = mapped_column(String(20))
    """The numbers alone, as at a letter."""
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MailHold(Base):
    """One row once the database was filled from a backup: what it was about to tell then waits until the operator says what to do."""

    __tablename__ = "mail_hold"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("NOT is_dropped OR ended_at IS NOT NULL", name="dropped"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it was filled: what was made before waits, what is made afterwards goes out."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the operator let it go, or dropped it."""
    is_dropped: Mapped[bool] = mapped_column(default=False)

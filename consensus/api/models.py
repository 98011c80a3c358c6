"""What is stored of the interface: tokens as hashes, how often each was used lately, and which acts arrived under which key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, Sha256, UtcDateTime


class ApiToken(Base):
    """A token that lets a program act for one person. The token itself is kept nowhere."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("token_sha256"), CheckConstraint("expires_at > made_at", name="order"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    """What the person calls it; shown to nobody else."""
    prefix: Mapped[str] = mapped_column(String(20))
    """Its first characters, by which the person knows it again; no use to anybody who does not have the rest."""
    token_sha256: Mapped[str] = mapped_column(Sha256)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    epoch: Mapped[int]
    """The person's epoch when it was made: "sign out everywhere" raises that one, and the token is over."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """To within the requests that a worker takes at once, see ``limits.py``."""
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ApiUse(Base):
    """How many requests somebody took in a minute: a token, or a place in the network where none was sent."""

    __tablename__ = "api_use"

    key: Mapped[str] = mapped_column(Sha256, primary_key=True)
    window_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The minute, by its beginning."""
    taken: Mapped[int]


class ApiArrival(Base):
    """An act that arrived under a key of the sender's choosing and was carried out: what its answer is made from."""

    __tablename__ = "api_arrival"
    __table_args__ = (UniqueConstraint("person_id", "key_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key_sha256: Mapped[str] = mapped_column(Sha256)
    content: Mapped[str] = mapped_column(Sha256)
    """What was sent and where, hashed together with the key: whoever has the row learns nothing of the words."""
    entry_index: Mapped[int | None]
    """The entry that the act added. The answer is made from it, so that words which are erased there stand nowhere else."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)

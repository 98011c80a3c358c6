"""What is stored of the accounts elsewhere by which people sign in. No rule stands here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, Sha256, UtcDateTime


class Identity(Base):
    """An account at a provider of single sign-on is bound to a person: whoever signs in there signs in here as them."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject_sha256"), UniqueConstraint("person_id", "issuer"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str] = mapped_column(String(500))
    """The provider, as it calls itself."""
    subject_sha256: Mapped[str] = mapped_column(Sha256)
    """Of the provider's name for the account, behind its own: what that name is, nobody reads here."""
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)

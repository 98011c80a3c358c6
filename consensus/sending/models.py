"""What is stored of forms that arrived: enough to know one again, and nothing of what it said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, Sha256, UtcDateTime


class Arrival(Base):
    """A form of one rendering of a page, sent by one person to one address and carried out; the newest sending of it."""

    __tablename__ = "arrival"
    __table_args__ = (UniqueConstraint("person_id", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form: Mapped[str] = mapped_column(Sha256)
    """The key of the rendering together with the address, hashed."""
    content: Mapped[str] = mapped_column(Sha256)
    """What was sent, hashed together with the key, which nobody can guess: whoever has the row learns nothing of the words."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)

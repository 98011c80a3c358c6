"""What is stored of who was told what a voice is asked: in which window, by which channel, when. No rule stands here.

Written once; that a letter came back is added later, once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.channels import Channel
from consensus.domain.terms import Stage


class Telling(Base):
    """Somebody who speaks for a voice was told, in one window, by one channel; again only where a letter came back before."""

    __tablename__ = "telling"
    __table_args__ = (
        ForeignKeyConstraint(["voice_id", "proposal_id"], ["voice.id", "voice.proposal_id"], name="fk_telling_voice_of_proposal"),
        UniqueConstraint("proposal_id", "voice_id", "stage", "opened_at", "person_id", "channel", "told_at", name="uq_telling_once"),
        CheckConstraint("returned_at IS NULL OR returned_at >= told_at", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    voice_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the window was opened about which they were told."""
    channel: Mapped[Channel] = mapped_column(enum_type(Channel, "channel"))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the letter came back: since then it tells nothing."""

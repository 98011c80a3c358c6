"""How decisions are found: a card for each, and the passages that search looks through. All of it can be made anew.

The cards and languages follow the decisions by triggers (see the migration), so that none can be forgotten; the passages are written by
``catalogue.py``. The index over their words is the database's own and has another form on each: see the migration.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.terms import DecisionStatus, Outcome, Visibility


class Place(StrEnum):
    """Where in a decision a passage stands."""

    QUESTION = "question"
    TEXT = "text"
    ISSUE = "issue"
    DISPOSITION = "disposition"
    OBJECTION = "objection"
    ANSWER = "answer"
    POSITION = "position"
    STATEMENT = "statement"
    DISSOCIATION = "dissociation"


class CatalogueCard(Base):
    """A decision under everything that a list can be narrowed by; who may see it comes first in every index."""

    __tablename__ = "catalogue"
    __table_args__ = (
        Index("ix_catalogue_visibility_closed_at", "visibility", "closed_at", "decision_id"),
        Index("ix_catalogue_visibility_body_id", "visibility", "body_id", "closed_at", "decision_id"),
        Index("ix_catalogue_visibility_class_code", "visibility", "class_code", "closed_at", "decision_id"),
        Index("ix_catalogue_visibility_outcome", "visibility", "outcome", "closed_at", "decision_id"),
        Index("ix_catalogue_visibility_status", "visibility", "status", "closed_at", "decision_id"),
        Index("ix_catalogue_visibility_has_dissent", "visibility", "has_dissent", "closed_at", "decision_id"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True, autoincrement=False)
    visibility: Mapped[Visibility] = mapped_column(enum_type(Visibility, "visibility"))
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    class_code: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome, "outcome"))
    status: Mapped[DecisionStatus] = mapped_column(enum_type(DecisionStatus, "status"))
    has_dissent: Mapped[bool]
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CatalogueLanguage(Base):
    """A language in which the text of a decision stands, as its record says."""

    __tablename__ = "catalogue_language"
    __table_args__ = (Index("ix_catalogue_language_language", "language", "decision_id"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)


class Passage(Base):
    """A stretch of what a decision holds, as it was written; ``is_open`` says whether everybody who may read it may read this."""

    __tablename__ = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    place: Mapped[Place] = mapped_column(enum_type(Place, "place"))
    is_open: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)

"""What is stored of proposals, their versions, and what was said on them before objections. No rule stands here.

Versions, comments and dispositions are written once: triggers refuse UPDATE and DELETE (see the migrations).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consensus.bodies.models import Body, Ruleset
from consensus.db import Base, Sha256, UtcDateTime, enum_type
from consensus.domain.terms import Disposition, Relation, Stage, Visibility
from consensus.people.models import Person


class Proposal(Base):
    """A question with a text, on its way through the stages. ``row_version`` counts every act on it.

    Each act on a proposal locks this row first, so that no two of them can act on the same old fact.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("(stage = 'closed') = (closed_at IS NOT NULL)", name="closed_has_instant"),
        CheckConstraint("(stage = 'closed') = (lapses_at IS NULL)", name="open_can_lapse"),
        CheckConstraint("stage IN ('drafting', 'closed') OR closes_at IS NOT NULL", name="stage_has_window"),
        CheckConstraint("stage IN ('drafting', 'closed') OR ruleset_id IS NOT NULL", name="stage_has_ruleset"),
        CheckConstraint("closes_at IS NULL OR closes_at >= opened_at", name="window_in_order"),
        CheckConstraint("opened_at >= created_at", name="opened_after_creation"),
        CheckConstraint("closed_at IS NULL OR closed_at >= created_at", name="closed_after_creation"),
        CheckConstraint("returns >= 0 AND extensions BETWEEN 0 AND 2", name="counts"),
        CheckConstraint("(relation IS NULL) = (names_decision_id IS NULL)", name="relation_names_decision"),
        Index("ix_proposal_body_id_stage", "body_id", "stage"),
        Index("ix_proposal_stage_closes_at", "stage", "closes_at"),
        Index("uq_proposal_continues_id", "continues_id", unique=True),
        # The page of a decision asks which proposals name it.
        Index("ix_proposal_names_decision_id", "names_decision_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    class_code: Mapped[str] = mapped_column(String(40))
    visibility: Mapped[Visibility] = mapped_column(enum_type(Visibility, "visibility"))
    question: Mapped[str] = mapped_column(String(300))
    """The question of the current version in its authentic language, repeated here for lists."""
    authentic_language: Mapped[str] = mapped_column(String(12))
    version_number: Mapped[int] = mapped_column(default=1)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the present stage was opened."""
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the window of the present stage ends; null where the stage has none."""
    ruleset_id: Mapped[int | None] = mapped_column(ForeignKey("ruleset.id"))
    """The ruleset in force when comment opened: it governs the proposal to its end."""
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    returns: Mapped[int] = mapped_column(default=0)
    """How often it went back from consensus to objection."""
    is_extended: Mapped[bool] = mapped_column(default=False)
    """Whether the present consensus window was extended for want of a quorum."""
    extensions: Mapped[int] = mapped_column(default=0)
    """How often the facilitator extended the window of the present stage."""
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when the consensus stage is over its window and waits for open objections to be settled."""
    was_objected: Mapped[bool] = mapped_column(default=False)
    """Whether any objection was ever raised."""
    relation: Mapped[Relation | None] = mapped_column(enum_type(Relation, "relation"))
    names_decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id", use_alter=True))
    comes_back_on: Mapped[date | None]
    """The day to which it was deferred."""
    comes_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When a deferred question comes back; null once it has."""
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    """The proposal that was withdrawn or deferred, and that this one continues; one at most continues each."""
    review_on: Mapped[date | None] = mapped_column(index=True)
    """The day from which what was decided is to be looked at again."""
    fills_seats: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it fills seats of its body: such a one may be called also while other calls rest. Source: composition.md."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_act_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lapses_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When it lapses if nothing happens until then; null once it is closed."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column(default=1)
    unnamed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when its comments and its timeline stand without the names of people."""

    body: Mapped[Body] = relationship(lazy="raise")
    ruleset: Mapped[Ruleset | None] = relationship(lazy="raise")
    facilitator: Mapped[Person | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": row_version}


class ProposalOwner(Base):
    """A person owns a proposal from an instant on; handed over, ``until_at`` is set and nothing is lost."""

    __tablename__ = "proposal_owner"
    __table_args__ = (
        Index(
            "uq_proposal_owner_current",
            "proposal_id",
            "person_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        Index("ix_proposal_owner_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(lazy="raise")


class Version(Base):
    """One immutable state of the text."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"), CheckConstraint("number >= 1", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_material: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")

    texts: Mapped[list[VersionText]] = relationship(lazy="raise", order_by="VersionText.language")


class VersionText(Base):
    """A version's question and text in one language, with the SHA-256 of the text as UTF-8."""

    __tablename__ = "version_text"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    question: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    """The text rendered from Markdown and sanitised, made once per version."""
    sha256: Mapped[str] = mapped_column(Sha256)


class Comment(Base):
    """Something said in the comment stage; an issue must get a disposition, and an amendment always is an issue."""

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("is_issue OR amendment IS NULL", name="amendment_is_issue"),
        Index("ix_comment_proposal_id_at", "proposal_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    version_number: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    speaks_as: Mapped[str] = mapped_column(String(200))
    """The member or seat for which the person spoke, as it was called then."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    is_issue: Mapped[bool]
    passage: Mapped[str | None] = mapped_column(Text)
    """The passage that an amendment speaks of, word for word."""
    amendment: Mapped[str | None] = mapped_column(Text)
    """What an amendment would put in its place."""

    person: Mapped[Person] = relationship(lazy="raise")
    disposition: Mapped[IssueDisposition | None] = relationship(lazy="raise")


class IssueDisposition(Base):
    """The written, reasoned answer to an issue: one per issue."""

    __tablename__ = "issue_disposition"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    disposition: Mapped[Disposition] = mapped_column(enum_type(Disposition, "disposition"))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)


class AmendmentTakenOver(Base):
    """The amendment that a version takes over: its proposer is named beside the version. Written once."""

    __tablename__ = "amendment_taken_over"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True, autoincrement=False)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)


class Translation(Base):
    """A version's question and text in a further language, by anyone of the body; the newest counts, none is erased.

    A version holds those that were made before objections were called for. A later one stands beside the version and never
    changes what it held: the text that is adopted is the one that was in front of those who took a position.
    """

    __tablename__ = "translation"
    __table_args__ = (Index("ix_translation_version_id_language", "version_id", "language", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    language: Mapped[str] = mapped_column(String(12))
    question: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Sha256)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    speaks_as: Mapped[str] = mapped_column(String(200))
    """The member or seat for which the person spoke, as it was called then."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_held: Mapped[bool]
    """Whether the version holds it: made while it was drafted or commented on."""


class Autosave(Base):
    """What somebody is writing and has not saved: theirs alone, no version, gone once it is saved or discarded."""

    __tablename__ = "autosave"
    __table_args__ = (UniqueConstraint("person_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place: Mapped[str] = mapped_column(String(80))
    """The form in which it is written: its address."""
    fields: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

"""What is stored of rolls, objections, positions, votes, decisions and what is annexed to them. No rule stands here.

Positions, votes, the words of objections, answers, decisions, statements and dissociations are written once:
triggers refuse UPDATE of what was said, and DELETE (see the migrations).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consensus.db import Base, Sha256, UtcDateTime, enum_type
from consensus.domain.terms import (
    Attribution,
    DecisionStatus,
    Disposition,
    MemberKind,
    ObjectionKind,
    ObjectionStatus,
    Outcome,
    PositionCode,
    Stage,
    VoteCode,
)
from consensus.people.models import Person


class Voice(Base):
    """One entry on the roll of a proposal, frozen with its region and kind when objections were called for.

    ``position_id`` and ``vote_id`` point to the newest ones: there is one newest position per voice, and none is erased.
    """

    __tablename__ = "voice"
    __table_args__ = (
        Index(
            "uq_voice_member",
            "proposal_id",
            "member_id",
            unique=True,
            sqlite_where=text("seat_id IS NULL"),
            postgresql_where=text("seat_id IS NULL"),
        ),
        UniqueConstraint("proposal_id", "seat_id"),
        UniqueConstraint("id", "proposal_id"),
        Index("ix_voice_member_id", "member_id"),
        Index("ix_voice_seat_id", "seat_id"),
        Index("ix_voice_standing_in_id", "standing_in_id"),
        ForeignKeyConstraint(
            ["position_id", "id"], ["position.id", "position.voice_id"], use_alter=True, name="fk_voice_position_of_voice"
        ),
        ForeignKeyConstraint(["vote_id", "id"], ["vote.id", "vote.voice_id"], use_alter=True, name="fk_voice_vote_of_voice"),
    )

    # Said outright: SQLAlchemy takes a key for given once it stands in a composite foreign key.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    """Set in a steering body alone: there the voice is the seat, whoever holds it."""
    standing_in_id: Mapped[int | None] = mapped_column(ForeignKey("standing_in.id"))
    """Set where an alternate stood in on the seat when the roll was frozen: as long as they do, they speak for the voice."""
    label: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(40))
    kind: Mapped[MemberKind] = mapped_column(enum_type(MemberKind, "kind"))
    country: Mapped[str] = mapped_column(String(2))
    recused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    position_id: Mapped[int | None]
    vote_id: Mapped[int | None]


class Objection(Base):
    """A reasoned argument against the text as it is. Its words never change; ``status`` is its fate."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("(status = 'open') = (settled_at IS NULL)", name="settled_has_instant"),
        CheckConstraint("settled_at IS NULL OR settled_at >= raised_at", name="order"),
        ForeignKeyConstraint(["voice_id", "proposal_id"], ["voice.id", "voice.proposal_id"], name="fk_objection_voice_of_proposal"),
        Index("ix_objection_proposal_id", "proposal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ObjectionKind] = mapped_column(enum_type(ObjectionKind, "kind"))
    ground: Mapped[str] = mapped_column(String(200))
    """One of ``Ground``, a core principle of the network, or the objector's own words."""
    reason: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text, default="")
    whom: Mapped[str | None] = mapped_column(Text)
    """To whom it does harm, in the objector's words; null where nothing was said of it."""
    passage: Mapped[str | None] = mapped_column(Text)
    """The passage of the text that it speaks of, word for word; null where it speaks of the whole."""
    attribution: Mapped[Attribution] = mapped_column(enum_type(Attribution, "attribution"))
    version_number: Mapped[int]
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[ObjectionStatus] = mapped_column(enum_type(ObjectionStatus, "status"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the present status was reached, if it is no longer open."""
    named_in_version: Mapped[int | None]
    """The newest version whose owner named this objection as one that the change means to meet."""

    voice: Mapped[Voice] = relationship(lazy="raise", foreign_keys=[voice_id])
    person: Mapped[Person] = relationship(lazy="raise")
    answers: Mapped[list[ObjectionAnswer]] = relationship(lazy="raise", order_by="ObjectionAnswer.id")
    seconds: Mapped[list[BlockSecond]] = relationship(lazy="raise", order_by="BlockSecond.at")


class ObjectionAnswer(Base):
    """An answer to an objection; several may follow one another."""

    __tablename__ = "objection_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    disposition: Mapped[Disposition | None] = mapped_column(enum_type(Disposition, "disposition"))
    text: Mapped[str] = mapped_column(Text)

    person: Mapped[Person] = relationship(lazy="raise")


class BlockSecond(Base):
    """Another voice seconds a block, once."""

    __tablename__ = "block_second"

    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), primary_key=True)
    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Position(Base):
    """What a voice said on a version, at an instant; the newest counts, none is erased."""

    __tablename__ = "position"
    __table_args__ = (
        UniqueConstraint("id", "voice_id"),
        CheckConstraint("code IN ('support', 'abstain') OR reason <> ''", name="reason_given"),
        Index("ix_position_proposal_id", "proposal_id"),
        Index("ix_position_voice_id", "voice_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version_number: Mapped[int]
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    code: Mapped[PositionCode] = mapped_column(enum_type(PositionCode, "code"))
    reason: Mapped[str] = mapped_column(Text, default="")
    attribution: Mapped[Attribution] = mapped_column(enum_type(Attribution, "attribution"))
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objection.id"))
    """The objection that this position raised, stands on, or was withdrawn into."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Vote(Base):
    """What a voice said in the fallback vote; the newest counts."""

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("id", "voice_id"), Index("ix_vote_proposal_id", "proposal_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code: Mapped[VoteCode] = mapped_column(enum_type(VoteCode, "code"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decision(Base):
    """The numbered record of a closed proposal. ``record`` is canonical JSON, written once; ``status`` may change later."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("body_id", "year", "sequence"),
        CheckConstraint("sequence >= 1", name="sequence"),
        Index("ix_decision_closed_at", "closed_at"),
        Index("ix_decision_body_id_closed_at", "body_id", "closed_at"),
        Index("ix_decision_status_lapses_at", "status", "lapses_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(60), unique=True)
    """As it is cited: ``BODY/2026/007``."""
    class_code: Mapped[str] = mapped_column(String(40))
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome, "outcome"))
    label: Mapped[Outcome | None] = mapped_column(enum_type(Outcome, "label"))
    status: Mapped[DecisionStatus] = mapped_column(enum_type(DecisionStatus, "status"))
    lapses_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a provisional adoption lapses unless it is ratified; null for others."""
    has_dissent: Mapped[bool]
    """Whether anything marks it as a decision with dissent; a later statement or dissociation sets it, nothing clears it."""
    question: Mapped[str] = mapped_column(String(300))
    record: Mapped[str] = mapped_column(Text)
    record_sha256: Mapped[str] = mapped_column(Sha256)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    ratified_by_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))


class Statement(Base):
    """A text by a dissenter, annexed unedited to the decision."""

    __tablename__ = "statement"
    __table_args__ = (CheckConstraint("length(text) BETWEEN 1 AND 10000", name="length"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    voice_id: Mapped[int] = mapped_column(ForeignKey("voice.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    attribution: Mapped[Attribution] = mapped_column(enum_type(Attribution, "attribution"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Dissociation(Base):
    """After adoption a member states that it is not party to the decision; the decision stands."""

    __tablename__ = "dissociation"
    __table_args__ = (UniqueConstraint("decision_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    extent: Mapped[str] = mapped_column(Text, default="")
    """What of the decision the member is not party to; empty is the whole of it."""
    attribution: Mapped[Attribution] = mapped_column(enum_type(Attribution, "attribution"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

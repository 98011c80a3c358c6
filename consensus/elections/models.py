"""What is stored of elections: the call, who stands, who may vote, the ballots while they are cast, every count. No rule stands here.

Who voted stands apart from what was voted: a row of ``elector`` says that a member has voted and no more, a row of ``ballot``
what somebody wanted, under a word of chance and in no order. When they are counted the ballots go into the count, sorted, and
are deleted here. A count is written once: triggers refuse UPDATE and DELETE.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, Sha256, UtcDateTime, enum_type
from consensus.domain.composition.words import FailureStep
from consensus.elections.counting import Method


class ElectionStage(StrEnum):
    """How far an election is."""

    NOMINATIONS = "nominations"
    """People are nominated and say whether they stand."""
    VOTING = "voting"
    """Ballots are cast until the window closes; then they wait to be counted."""
    COUNTED = "counted"
    """The result is declared; nobody sits yet."""
    APPOINTED = "appointed"
    """Those elected sit."""
    CALLED_OFF = "called_off"


class Secrecy(StrEnum):
    """Who can know afterwards what somebody voted."""

    SECRET = "secret"  # noqa: S105 - a kind of ballot
    """Nobody, the voter apart from memory."""
    RECEIPT = "receipt"
    """Whoever has the word that the voter was given: it stands beside the ballot in the published list."""
    OPEN = "open"
    """Everybody in the network: the ballots are published with the members that cast them."""


class Standing(StrEnum):
    """What a candidate says to standing."""

    NOMINATED = "nominated"
    """Somebody proposed them; they have not said anything yet."""
    STANDS = "stands"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Election(Base):
    """An election to seats of a body. ``row_version`` counts every act on it, a ballot apart."""

    __tablename__ = "election"
    __table_args__ = (
        CheckConstraint("voting_days > 0", name="voting_days"),
        CheckConstraint("(voting_opened_at IS NULL) = (voting_closes_at IS NULL)", name="window"),
        Index("ix_election_body_id", "body_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    title: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[Method] = mapped_column(enum_type(Method, "method"))
    secrecy: Mapped[Secrecy] = mapped_column(enum_type(Secrecy, "secrecy"))
    voter_kinds: Mapped[list[str]] = mapped_column(JSON)
    """The kinds of members that have a ballot."""
    stander_kinds: Mapped[list[str]] = mapped_column(JSON)
    """The kinds of members whose people may stand."""
    term_ends_on: Mapped[date | None]
    """The last day of the term of those elected."""
    nominations_close_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voting_days: Mapped[int]
    stage: Mapped[ElectionStage] = mapped_column(enum_type(ElectionStage, "stage"))
    called_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ruleset_number: Mapped[int | None]
    """The ruleset under which ballots are counted: the one in force when nominations closed."""
    voting_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    voting_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When those elected took their seats, or the election was called off."""
    end_reason: Mapped[str | None] = mapped_column(Text)
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}


class ElectionSeat(Base):
    """A seat that an election fills; whoever holds it stays until those elected sit down."""

    __tablename__ = "election_seat"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True, index=True)
    is_left_vacant: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nominations were closed without it: those who stood could not fill all seats rightfully."""


class Candidacy(Base):
    """Somebody who was nominated, for the member for which they would sit."""

    __tablename__ = "candidacy"
    __table_args__ = (
        UniqueConstraint("election_id", "person_id"),
        CheckConstraint("number IS NULL OR standing = 'stands'", name="numbered_stands"),
        Index(
            "uq_candidacy_number",
            "election_id",
            "number",
            unique=True,
            sqlite_where=text("number IS NOT NULL"),
            postgresql_where=text("number IS NOT NULL"),
        ),
        Index("ix_candidacy_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    nominated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nominated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    standing: Mapped[Standing] = mapped_column(enum_type(Standing, "standing"))
    statement: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    number: Mapped[int | None]
    """By which ballots and counts name them: drawn when nominations close, from 1."""


class Elector(Base):
    """A member that has a ballot, and whether it was cast; neither when nor by whom nor what."""

    __tablename__ = "elector"

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
    has_voted: Mapped[bool] = mapped_column(default=False)


class CastBallot(Base):
    """A ballot until it is counted. Rows lie by their word of chance, so that their place says nothing of when they came."""

    __tablename__ = "ballot"
    __table_args__ = (Index("ix_ballot_election_id", "election_id"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Chance; where the voter was given a receipt, this is it."""
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    preferences: Mapped[list[int]] = mapped_column(JSON)
    """Numbers of candidates, in the order of preference; of approvals, in the order of their numbers."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    """Null unless ballots are open."""


class ElectionStep(Base):
    """A step that somebody took, or declined, because a rule of the body fails. Written once."""

    __tablename__ = "election_step"
    __table_args__ = (Index("ix_election_step_election_id", "election_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    step: Mapped[FailureStep] = mapped_column(enum_type(FailureStep, "step"))
    is_taken: Mapped[bool]
    """False: it was left out, with a reason."""
    rules: Mapped[list[str]] = mapped_column(JSON)
    """The ids of the rules that failed then."""
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ElectionAnew(Base):
    """That an election was called to seats which an earlier one left unfilled. Written once."""

    __tablename__ = "election_anew"
    __table_args__ = (Index("ix_election_anew_earlier_id", "earlier_id"),)

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), primary_key=True)
    earlier_id: Mapped[int] = mapped_column(ForeignKey("election.id"))


class ElectionCount(Base):
    """One count of an election, with everything needed to count again. Written once; another count may follow."""

    __tablename__ = "election_count"
    __table_args__ = (UniqueConstraint("election_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"))
    number: Mapped[int]
    """From 1; the last one stands."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was counted again."""
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was counted, in the form that ``consensus count`` reads."""
    listed: Mapped[list[Any]] = mapped_column(JSON)
    """``[[receipt or member, [preferences]], ...]`` where ballots can be found by their voters; else empty."""
    sheet: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What came out: elected, rounds, quota, ties."""
    without_rules: Mapped[list[int]] = mapped_column(JSON)
    """Who the same ballots would have elected without any rule."""
    sha256: Mapped[str] = mapped_column(Sha256)
    """Of what was counted, as the ledger names it."""

"""Elections: the call, who stands, who may vote, the ballots apart from them, and counts that are written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CALLED = [
    "id",
    "body_id",
    "title",
    "about",
    "method",
    "secrecy",
    "voter_kinds",
    "stander_kinds",
    "term_ends_on",
    "called_by_id",
    "called_at",
]
NOMINATED = ["id", "election_id", "person_id", "member_id", "nominated_by_id", "nominated_at"]


def choice(values: list[str], name: str) -> sa.Enum:
    """A column of words under a CHECK."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "election",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("method", choice(["scottish", "meek", "approval"], op.f("ck_election_method")), nullable=False),
        sa.Column("secrecy", choice(["secret", "receipt", "open"], op.f("ck_election_secrecy")), nullable=False),
        sa.Column("voter_kinds", sa.JSON(), nullable=False),
        sa.Column("stander_kinds", sa.JSON(), nullable=False),
        sa.Column("term_ends_on", sa.Date()),
        sa.Column("nominations_close_at", instant, nullable=False),
        sa.Column("voting_days", sa.Integer(), nullable=False),
        sa.Column(
            "stage", choice(["nominations", "voting", "counted", "appointed", "called_off"], op.f("ck_election_stage")), nullable=False
        ),
        sa.Column("called_by_id", sa.Integer(), nullable=False),
        sa.Column("called_at", instant, nullable=False),
        sa.Column("ruleset_number", sa.Integer()),
        sa.Column("voting_opened_at", instant),
        sa.Column("voting_closes_at", instant),
        sa.Column("ended_at", instant),
        sa.Column("end_reason", sa.Text()),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
        sa.CheckConstraint("voting_days > 0", name=op.f("ck_election_voting_days")),
        sa.CheckConstraint("(voting_opened_at IS NULL) = (voting_closes_at IS NULL)", name=op.f("ck_election_window")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_election_body_id")),
        sa.ForeignKeyConstraint(["called_by_id"], ["person.id"], name=op.f("fk_election_called_by_id")),
    )
    op.create_index("ix_election_body_id", "election", ["body_id"])
    op.create_table(
        "election_seat",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("election_id", "seat_id", name=op.f("pk_election_seat")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_seat_election_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_election_seat_seat_id")),
    )
    op.create_index(op.f("ix_election_seat_seat_id"), "election_seat", ["seat_id"])
    op.create_table(
        "candidacy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("nominated_by_id", sa.Integer(), nullable=False),
        sa.Column("nominated_at", instant, nullable=False),
        sa.Column("standing", choice(["nominated", "stands", "declined", "withdrawn"], op.f("ck_candidacy_standing")), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("answered_at", instant),
        sa.Column("number", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidacy")),
        sa.CheckConstraint("number IS NULL OR standing = 'stands'", name=op.f("ck_candidacy_numbered_stands")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_candidacy_election_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_candidacy_person_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_candidacy_member_id")),
        sa.ForeignKeyConstraint(["nominated_by_id"], ["person.id"], name=op.f("fk_candidacy_nominated_by_id")),
        sa.UniqueConstraint("election_id", "person_id", name=op.f("uq_candidacy_election_id_person_id")),
    )
    op.create_index(op.f("ix_candidacy_person_id"), "candidacy", ["person_id"])
    numbered = sa.text("number IS NOT NULL")
    op.create_index(
        "uq_candidacy_number", "candidacy", ["election_id", "number"], unique=True, sqlite_where=numbered, postgresql_where=numbered
    )
    op.create_table(
        "elector",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("has_voted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("election_id", "member_id", name=op.f("pk_elector")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_elector_election_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_elector_member_id")),
    )
    op.create_index(op.f("ix_elector_member_id"), "elector", ["member_id"])
    op.create_table(
        "ballot",
        sa.Column("word", sa.String(32), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("preferences", sa.JSON(), nullable=False),
        sa.Column("member_id", sa.Integer()),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_ballot")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_ballot_election_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_ballot_member_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ballot_election_id"), "ballot", ["election_id"])
    op.create_table(
        "election_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("without_rules", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_count")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_count_election_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_election_count_person_id")),
        sa.UniqueConstraint("election_id", "number", name=op.f("uq_election_count_election_id_number")),
    )
    dialect = op.get_context().dialect.name
    for statement in (
        *write_once.guard(dialect, "election", CALLED, never="OLD.ended_at IS NOT NULL"),
        *write_once.guard(dialect, "candidacy", NOMINATED, keys=(("id",), ("election_id", "person_id"))),
        # Who has voted stays so: a ballot cannot be had twice.
        *write_once.guard(
            dialect,
            "elector",
            ["election_id", "member_id"],
            never="OLD.has_voted AND NOT NEW.has_voted",
            keys=(("election_id", "member_id"),),
        ),
        *write_once.guard(dialect, "election_count", keys=(("id",), ("election_id", "number"))),
    ):
        op.execute(statement)


def downgrade() -> None:
    for table in ("election_count", "ballot", "elector", "candidacy", "election_seat", "election"):
        op.drop_table(table)

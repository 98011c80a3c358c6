"""Alternates of those who hold seats, when they stood in, and which voices of a roll were theirs to speak for."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

VOICE = ["id", "proposal_id", "member_id", "seat_id", "label", "region", "kind", "country"]

POINTS = "ALTER TABLE voice ADD COLUMN standing_in_id INTEGER CONSTRAINT fk_voice_standing_in_id REFERENCES standing_in (id)"
"""Written out: on SQLite an added column has its foreign key from nobody else."""


def upgrade() -> None:
    instant, still = sa.DateTime(timezone=True), sa.text("ended_at IS NULL")
    op.create_table(
        "alternate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("named_at", instant, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", instant),
        sa.Column("end_reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternate")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= named_at", name=op.f("ck_alternate_order")),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_alternate_end_has_reason")),
        sa.ForeignKeyConstraint(["term_id"], ["seat_term.id"], name=op.f("fk_alternate_term_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alternate_person_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_alternate_member_id")),
    )
    op.create_index("uq_alternate_current", "alternate", ["term_id"], unique=True, sqlite_where=still, postgresql_where=still)
    op.create_index(op.f("ix_alternate_term_id"), "alternate", ["term_id"])
    op.create_index(op.f("ix_alternate_person_id"), "alternate", ["person_id"])
    op.create_table(
        "standing_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alternate_id", sa.Integer(), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", instant),
        sa.Column("end_reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_in")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_standing_in_order")),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_standing_in_end_has_reason")),
        sa.ForeignKeyConstraint(["alternate_id"], ["alternate.id"], name=op.f("fk_standing_in_alternate_id")),
    )
    op.create_index("uq_standing_in_current", "standing_in", ["alternate_id"], unique=True, sqlite_where=still, postgresql_where=still)
    op.create_index(op.f("ix_standing_in_alternate_id"), "standing_in", ["alternate_id"])
    _guard("alternate", ["id", "term_id", "person_id", "member_id", "named_at", "reason"])
    _guard("standing_in", ["id", "alternate_id", "began_at", "reason"])
    _unguard_voice()
    op.execute(POINTS)
    op.create_index(op.f("ix_voice_standing_in_id"), "voice", ["standing_in_id"])
    _guard_voice([*VOICE, "standing_in_id"])


def downgrade() -> None:
    _unguard_voice()
    op.drop_index(op.f("ix_voice_standing_in_id"), "voice")
    op.drop_column("voice", "standing_in_id")
    _guard_voice(VOICE)
    op.drop_table("standing_in")
    op.drop_table("alternate")


def _guard(table: str, columns: Sequence[str]) -> None:
    for statement in write_once.guard(op.get_context().dialect.name, table, columns, never="OLD.ended_at IS NOT NULL"):
        op.execute(statement)


def _guard_voice(columns: Sequence[str]) -> None:
    never = "OLD.recused_at IS NOT NULL AND NEW.recused_at IS NULL"
    keys = (("id",), ("proposal_id", "seat_id"))
    for statement in write_once.guard(op.get_context().dialect.name, "voice", columns, keys=keys, never=never):
        op.execute(statement)


def _unguard_voice() -> None:
    for statement in write_once.unguard(op.get_context().dialect.name, "voice"):
        op.execute(statement)

"""Decisions that were taken elsewhere, and the files from which they came: both written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_file")),
        sa.CheckConstraint("decisions >= 1", name=op.f("ck_imported_file_decisions")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_imported_file_body_id")),
    )
    op.create_index(op.f("ix_imported_file_body_id"), "imported_file", ["body_id"])
    op.create_table(
        "imported_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("imported_file_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("source_id", sa.String(200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_sha256", sa.String(64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_decision")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_imported_decision_source_source_id")),
        sa.CheckConstraint("visibility IN ('body', 'network', 'public')", name=op.f("ck_imported_decision_visibility")),
        sa.CheckConstraint("visibility <> 'public'", name=op.f("ck_imported_decision_not_public")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_imported_decision_body_id")),
        sa.ForeignKeyConstraint(["imported_file_id"], ["imported_file.id"], name=op.f("fk_imported_decision_imported_file_id")),
    )
    op.create_index(op.f("ix_imported_decision_body_id"), "imported_decision", ["body_id"])
    op.create_index(op.f("ix_imported_decision_closed_at"), "imported_decision", ["closed_at", "id"])
    op.create_index(op.f("ix_imported_decision_imported_file_id"), "imported_decision", ["imported_file_id"])
    dialect = op.get_context().dialect.name
    for statement in (
        *write_once.guard(dialect, "imported_file"),
        *write_once.guard(dialect, "imported_decision", keys=(("id",), ("source", "source_id"))),
    ):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("imported_decision")
    op.drop_table("imported_file")

"""Amendments that a version takes over, translations as acts of their own, and what somebody is writing and has not saved."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "amendment_taken_over",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_amendment_taken_over")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_amendment_taken_over_comment_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_amendment_taken_over_version_id")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_amendment_taken_over_comment_id")),
    )
    op.create_table(
        "translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("question", sa.String(300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("speaks_as", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_translation_person_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_translation_version_id")),
    )
    op.create_index(op.f("ix_translation_version_id_language"), "translation", ["version_id", "language", "id"])
    op.create_table(
        "autosave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autosave")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_autosave_person_id")),
        sa.UniqueConstraint("person_id", "place", name=op.f("uq_autosave_person_id_place")),
    )
    guard("amendment_taken_over", keys=[["version_id"], ["comment_id"]])
    guard("translation")


def downgrade() -> None:
    op.drop_table("autosave")
    op.drop_table("translation")
    op.drop_table("amendment_taken_over")


def guard(table: str, *, keys: Sequence[Sequence[str]] = (("id",),)) -> None:
    dialect = op.get_context().dialect.name
    for statement in write_once.guard(dialect, table, keys=keys):
        op.execute(statement)

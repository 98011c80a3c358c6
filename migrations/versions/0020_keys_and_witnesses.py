"""Which key took over from which, and what each witness has of the checkpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_rotation",
        sa.Column("index", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("old_key", sa.Text(), nullable=False),
        sa.Column("new_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_key_rotation")),
        sa.ForeignKeyConstraint(["index"], ["ledger_entry.index"], name=op.f("fk_key_rotation_index")),
    )
    for statement in write_once.guard(dialect(), "key_rotation", keys=[["index"]]):
        op.execute(statement)
    op.create_table(
        "witness",
        sa.Column("place", sa.String(500), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_witness")),
    )


def downgrade() -> None:
    op.drop_table("witness")
    op.drop_table("key_rotation")


def dialect() -> str:
    return op.get_context().dialect.name

"""Which of several running clocks works at present."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clock_lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(80), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_lease")),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_lease_single")),
    )


def downgrade() -> None:
    op.drop_table("clock_lease")

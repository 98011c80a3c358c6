"""What waits after a restore, and when what a letter asks for is over; by which code it is answered; since when an address is theirs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("is_dropped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_hold")),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_hold_single")),
        sa.CheckConstraint("NOT is_dropped OR ended_at IS NOT NULL", name=op.f("ck_mail_hold_dropped")),
    )
    op.add_column("mail_letter", sa.Column("reply_sha256", sa.String(64)))
    for table in ("mail_letter", "push_message"):
        op.add_column(table, sa.Column("not_after", sa.DateTime(timezone=True)))
    op.add_column("person", sa.Column("address_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("person", "address_since")
    for table in ("push_message", "mail_letter"):
        op.drop_column(table, "not_after")
    op.drop_column("mail_letter", "reply_sha256")
    op.drop_table("mail_hold")

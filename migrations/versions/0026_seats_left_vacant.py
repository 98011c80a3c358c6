"""A seat of an election that was left vacant before the vote, because those who stood could not fill all of them rightfully."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("election_seat", sa.Column("is_left_vacant", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("election_seat", "is_left_vacant")

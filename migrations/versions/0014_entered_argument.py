"""What a secretary writes down of an objection says as much as one that its voice raises itself: whom it harms, which passage."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SAID = ("id", "item_id", "proposal_id", "voice_id", "person_id", "version_number", "stage", "code", "reason", "ground", "remedy", "at")


def upgrade() -> None:
    _unguard()
    op.add_column("entered_position", sa.Column("whom", sa.Text()))
    op.add_column("entered_position", sa.Column("passage", sa.Text()))
    _guard([*SAID, "whom", "passage"])


def downgrade() -> None:
    _unguard()
    op.drop_column("entered_position", "passage")
    op.drop_column("entered_position", "whom")
    _guard(SAID)


def _guard(columns: Sequence[str]) -> None:
    never = "OLD.fate <> 'waiting' AND NEW.fate <> OLD.fate"
    for statement in write_once.guard(op.get_context().dialect.name, "entered_position", columns, never=never):
        op.execute(statement)


def _unguard() -> None:
    for statement in write_once.unguard(op.get_context().dialect.name, "entered_position"):
        op.execute(statement)

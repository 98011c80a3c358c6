"""How a seat was filled, how long its terms last, what it was called before; when the terms of a body end, and how many in a year."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SAID = ["id", "seat_id", "person_id", "member_id", "started_at"]

HOW = (
    "ALTER TABLE seat_term ADD COLUMN filled_by VARCHAR(40) DEFAULT 'appointed' NOT NULL"
    " CONSTRAINT ck_seat_term_filled_by CHECK (filled_by IN ('appointed', 'elected', 'co_opted', 'alternate'))"
)
"""Written out: an added column has its CHECK from nobody else."""

ELECTED = """
    UPDATE seat_term SET filled_by = 'elected' WHERE EXISTS (
        SELECT 1 FROM ledger_entry JOIN seat ON seat.body_id = ledger_entry.body_id
        WHERE seat.id = seat_term.seat_id AND ledger_entry.act = 'appoint_elected' AND ledger_entry.at = seat_term.started_at
    )
"""
"""The ledger knows which terms began with an election: they and its entry have one instant."""


def upgrade() -> None:
    _unguard()
    op.execute(HOW)
    op.add_column("seat_term", sa.Column("decision", sa.String(40)))
    op.execute(ELECTED)
    _guard([*SAID, "filled_by", "decision"])
    op.add_column("seat", sa.Column("term_months", sa.Integer()))
    op.add_column("seat", sa.Column("former_labels", sa.JSON()))
    op.add_column("body", sa.Column("most_ends_a_year", sa.Integer()))
    op.add_column("body", sa.Column("terms_end_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("body", "terms_end_since")
    op.drop_column("body", "most_ends_a_year")
    op.drop_column("seat", "former_labels")
    op.drop_column("seat", "term_months")
    _unguard()
    op.drop_column("seat_term", "decision")
    op.drop_column("seat_term", "filled_by")
    _guard(SAID)


def _guard(columns: Sequence[str]) -> None:
    for statement in write_once.guard(op.get_context().dialect.name, "seat_term", columns, never="OLD.ended_at IS NOT NULL"):
        op.execute(statement)


def _unguard() -> None:
    for statement in write_once.unguard(op.get_context().dialect.name, "seat_term"):
        op.execute(statement)

"""When a body came to break its own rules, until when it has to be cured, what cured it, and when its calls rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SAID = ["id", "body_id", "began_at", "cause", "rules", "reasons", "cure_ends_at", "suspends"]


def upgrade() -> None:
    op.create_table(
        "breach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("cure_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suspends", sa.Boolean(), nullable=False),
        sa.Column("uncured_at", sa.DateTime(timezone=True)),
        sa.Column("cured_at", sa.DateTime(timezone=True)),
        sa.Column("cured_by", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
        sa.CheckConstraint("cured_at IS NULL OR cured_at >= began_at", name=op.f("ck_breach_order")),
        sa.CheckConstraint("(cured_at IS NULL) = (cured_by IS NULL)", name=op.f("ck_breach_cure_has_cause")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_breach_body_id")),
    )
    op.create_index(op.f("ix_breach_body_id"), "breach", ["body_id"])
    still = sa.text("cured_at IS NULL")
    op.create_index("uq_breach_current", "breach", ["body_id"], unique=True, sqlite_where=still, postgresql_where=still)
    for statement in write_once.guard(op.get_context().dialect.name, "breach", SAID, never="OLD.cured_at IS NOT NULL"):
        op.execute(statement)
    op.add_column("body", sa.Column("suspends_when_uncured", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("body", sa.Column("calls_stop_at", sa.DateTime(timezone=True)))
    op.add_column("body", sa.Column("calls_resume_at", sa.DateTime(timezone=True)))
    op.add_column("proposal", sa.Column("fills_seats", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("proposal", "fills_seats")
    op.drop_column("body", "calls_resume_at")
    op.drop_column("body", "calls_stop_at")
    op.drop_column("body", "suspends_when_uncured")
    op.drop_table("breach")

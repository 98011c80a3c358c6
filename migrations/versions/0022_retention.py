"""How long names and leftovers are kept, what is held meanwhile, and where names stand no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

CATEGORIES = ("persons", "discussion", "meetings", "drafts", "letters")


def upgrade() -> None:
    # Column by column, so that SQLite keeps the tables and their triggers.
    for table in ("person", "proposal", "meeting"):
        op.add_column(table, sa.Column("unnamed_at", sa.DateTime(timezone=True)))
    categories = ", ".join(f"'{each}'" for each in CATEGORIES)
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("body_id", sa.Integer()),
        sa.Column("days", sa.Integer()),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_retention_rule_body_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_retention_rule_person_id")),
        sa.CheckConstraint("days IS NULL OR days >= 30", name=op.f("ck_retention_rule_days")),
        sa.CheckConstraint(f"category IN ({categories})", name=op.f("ck_retention_rule_category")),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer()),
        sa.Column("proposal_id", sa.Integer()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True)),
        sa.Column("released_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_legal_hold_body_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_legal_hold_proposal_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_legal_hold_person_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["person.id"], name=op.f("fk_legal_hold_released_by_id")),
        sa.CheckConstraint("body_id IS NULL OR proposal_id IS NULL", name=op.f("ck_legal_hold_one_subject")),
        sa.CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name=op.f("ck_legal_hold_release")),
    )
    dialect = op.get_context().dialect.name
    held = ["id", "body_id", "proposal_id", "reason", "person_id", "at"]
    for statement in (
        *write_once.guard(dialect, "retention_rule"),
        *write_once.guard(dialect, "legal_hold", held, never="OLD.released_at IS NOT NULL"),
    ):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_context().dialect.name
    for table in ("legal_hold", "retention_rule"):
        for statement in write_once.unguard(dialect, table):
            op.execute(statement)
        op.drop_table(table)
    for table in ("meeting", "proposal", "person"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN unnamed_at")

"""The archive is narrowed down by language: which languages a decision's text stands in, read from its record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OF_RECORDS = {
    "sqlite": "SELECT decision.id, json_extract(each.value, '$.language') FROM decision, json_each(decision.record, '$.text.languages') AS each",
    "postgresql": (
        "SELECT decision.id, each.value ->> 'language' "
        "FROM decision, json_array_elements(CAST(decision.record AS json) -> 'text' -> 'languages') AS each (value)"
    ),
}


def upgrade() -> None:
    op.create_table(
        "catalogue_language",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", "language", name=op.f("pk_catalogue_language")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_catalogue_language_decision_id")),
    )
    op.create_index(op.f("ix_catalogue_language_language"), "catalogue_language", ["language", "decision_id"])
    op.execute(f"INSERT INTO catalogue_language (decision_id, language) {OF_RECORDS[op.get_context().dialect.name]}")


def downgrade() -> None:
    op.drop_table("catalogue_language")

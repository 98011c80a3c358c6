"""The archive is narrowed down by language: which languages a decision's text stands in, read from its record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NAME = "catalogue_follows_decision_worded"
OF_RECORD = {
    "sqlite": "SELECT {row}.id, json_extract(each.value, '$.language') FROM {rest}json_each({row}.record, '$.text.languages') AS each",
    "postgresql": (
        "SELECT {row}.id, each.value ->> 'language' "
        "FROM {rest}json_array_elements(CAST({row}.record AS json) -> 'text' -> 'languages') AS each (value)"
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
    dialect = op.get_context().dialect.name
    take_in = f"INSERT INTO catalogue_language (decision_id, language) {OF_RECORD[dialect]}"
    op.execute(take_in.format(row="decision", rest="decision, "))
    each = take_in.format(row="NEW", rest="")
    if dialect == "sqlite":
        op.execute(f"CREATE TRIGGER {NAME} AFTER INSERT ON decision FOR EACH ROW BEGIN {each}; END")
    else:
        op.execute(f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {each}; RETURN NULL; END $$")
        op.execute(f"CREATE TRIGGER {NAME} AFTER INSERT ON decision FOR EACH ROW EXECUTE FUNCTION {NAME}()")


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {NAME}")
    else:
        op.execute(f"DROP TRIGGER {NAME} ON decision")
        op.execute(f"DROP FUNCTION {NAME}()")
    op.drop_table("catalogue_language")

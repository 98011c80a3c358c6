"""Looks at what is sealed on a proposal that is not decided yet, and indexes over the few acts that pages ask the ledger for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KINDS = ["objection", "position", "statement", "dissociation"]
SAME = "id, kind, words_id, member_id, author_id, person_id, is_auditor, reason, at"
RUNS = "act IN ('keep_retention')"
ERASABLE = "act IN ('comment', 'add_note', 'add_task', 'end_task', 'enter_position')"


def upgrade() -> None:
    op.execute(
        f"CREATE TABLE sealed_look_before AS SELECT {_of('look')}, decision.proposal_id, look.number "  # noqa: S608 - names of this file
        "FROM sealed_look look JOIN decision ON decision.id = look.decision_id"
    )
    op.drop_table("sealed_look")
    _create("proposal", number=sa.Column("number", sa.String(60)))
    _fill("proposal_id", "SELECT * FROM sealed_look_before")
    for name, condition in (("runs", RUNS), ("erasable", ERASABLE)):
        op.create_index(
            f"ix_ledger_entry_{name}", "ledger_entry", ["index"], sqlite_where=sa.text(condition), postgresql_where=sa.text(condition)
        )


def downgrade() -> None:
    for name in ("erasable", "runs"):
        op.drop_index(f"ix_ledger_entry_{name}", "ledger_entry")
    op.execute(
        # Looks at what nobody had decided yet have no place there.
        f"CREATE TABLE sealed_look_before AS SELECT {_of('look')}, decision.id AS decision_id, look.number "  # noqa: S608 - as above
        "FROM sealed_look look JOIN decision ON decision.proposal_id = look.proposal_id AND decision.number = look.number"
    )
    op.drop_table("sealed_look")
    _create("decision", number=sa.Column("number", sa.String(60), nullable=False))
    _fill("decision_id", "SELECT * FROM sealed_look_before")


def _of(table: str) -> str:
    return ", ".join(f"{table}.{column.strip()}" for column in SAME.split(","))


def _create(about: str, *, number: sa.Column[str]) -> None:
    kind = sa.Enum(*KINDS, name=op.f("ck_sealed_look_kind"), native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "sealed_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(f"{about}_id", sa.Integer(), nullable=False),
        number,
        sa.Column("kind", kind, nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_auditor", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_look")),
        sa.ForeignKeyConstraint([f"{about}_id"], [f"{about}.id"], name=op.f(f"fk_sealed_look_{about}_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_sealed_look_member_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_sealed_look_author_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sealed_look_person_id")),
    )
    for column in (f"{about}_id", "member_id", "author_id"):
        op.create_index(op.f(f"ix_sealed_look_{column}"), "sealed_look", [column])


def _fill(about: str, rows: str) -> None:
    """Put the rows back, let the numbers go on behind them, and guard the table as it was."""
    op.execute(f"INSERT INTO sealed_look ({SAME}, {about}, number) {rows}")
    op.drop_table("sealed_look_before")
    dialect = op.get_context().dialect.name
    if dialect != write_once.SQLITE:
        op.execute("SELECT setval(pg_get_serial_sequence('sealed_look', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM sealed_look), false)")
    for statement in write_once.guard(dialect, "sealed_look"):
        op.execute(statement)

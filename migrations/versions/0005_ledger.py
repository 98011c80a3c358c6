"""The ledger: entries that only erasure can touch, the head that only grows, checkpoints that never change."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Entry and salt go together, and nothing else does. Source: record.md section 1.
ERASED = "OLD.entry IS NOT NULL AND OLD.salt IS NOT NULL AND NEW.entry IS NULL AND NEW.salt IS NULL"
KEPT = ["index", "at", "actor", "act", "body_id", "proposal_id", "leaf"]


def upgrade() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("index", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("body_id", sa.Integer()),
        sa.Column("proposal_id", sa.Integer()),
        sa.Column("entry", sa.Text()),
        sa.Column("salt", sa.LargeBinary(16)),
        sa.Column("leaf", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_ledger_entry")),
        sa.CheckConstraint('"index" >= 0', name=op.f("ck_ledger_entry_index")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_ledger_entry_body_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_ledger_entry_proposal_id")),
    )
    op.create_index(op.f("ix_ledger_entry_body_id_index"), "ledger_entry", ["body_id", "index"])
    op.create_index(op.f("ix_ledger_entry_proposal_id_index"), "ledger_entry", ["proposal_id", "index"])
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frontier", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_head_single")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("size", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
    )
    op.execute("INSERT INTO ledger_head (id, size, frontier) VALUES (1, 0, '[]')")
    guard("ledger_entry", keys=[["index"]], unless=f"{ERASED} AND {write_once.same(dialect(), KEPT)}")
    guard("ledger_head", ["id"], never="NEW.size <> OLD.size + 1")
    guard("checkpoint", keys=[["size"]])


def downgrade() -> None:
    op.drop_table("checkpoint")
    op.drop_table("ledger_head")
    op.drop_table("ledger_entry")


def dialect() -> str:
    return op.get_context().dialect.name


def guard(
    table: str, columns: Sequence[str] = (), *, keys: Sequence[Sequence[str]] = (("id",),), never: str = "", unless: str = ""
) -> None:
    for statement in write_once.guard(dialect(), table, columns, keys=keys, never=never, unless=unless):
        op.execute(statement)

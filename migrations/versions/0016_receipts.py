"""Receipts: the roots of full subtrees are kept, one's own acts are found."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WIDTH = 256
"""Nodes under one whose root is kept, as it was when this step was written."""


def upgrade() -> None:
    op.create_index(op.f("ix_ledger_entry_actor_index"), "ledger_entry", ["actor", "index"])
    subtree = op.create_table(
        "ledger_subtree",
        sa.Column("level", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_ledger_subtree")),
        sa.CheckConstraint("level >= 1", name=op.f("ck_ledger_subtree_level")),
        sa.CheckConstraint("place >= 0", name=op.f("ck_ledger_subtree_place")),
    )
    fill(subtree)
    for statement in write_once.guard(dialect(), "ledger_subtree", keys=[["level", "place"]]):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("ledger_subtree")
    op.drop_index(op.f("ix_ledger_entry_actor_index"), "ledger_entry")


def fill(subtree: sa.Table) -> None:
    """Make the subtrees of the entries that are there already; no database knows how to hash."""
    below, level = leaves(), 0
    while len(below) >= WIDTH:
        level += 1
        below = [root_of(below[first : first + WIDTH]) for first in range(0, len(below) - WIDTH + 1, WIDTH)]
        op.bulk_insert(subtree, [{"level": level, "place": place, "root": root} for place, root in enumerate(below)])


def leaves() -> list[bytes]:
    return [bytes(leaf) for leaf in op.get_bind().execute(sa.text('SELECT leaf FROM ledger_entry ORDER BY "index"')).scalars()]


def root_of(nodes: list[bytes]) -> bytes:
    while len(nodes) > 1:
        nodes = [sha256(b"\x01" + left + right).digest() for left, right in pairs(nodes)]
    return nodes[0]


def pairs(nodes: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    return zip(nodes[::2], nodes[1::2], strict=True)


def dialect() -> str:
    return op.get_context().dialect.name

"""Words can be erased: the row loses them together with its entry in the ledger, says so, and keeps everything else."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WORDS = ("comment", "note", "task", "end_of_task", "heard")
ERASED = "'[erased]'"

# An entry that is empty already, and a later one that says why. Source: record.md section 1.
FOLLOWS = (
    'EXISTS (SELECT 1 FROM ledger_entry AS erased WHERE erased."index" = NEW.entry_index AND erased.entry IS NULL AND erased.salt IS NULL)'
    " AND EXISTS (SELECT 1 FROM ledger_entry AS said WHERE said.\"index\" = NEW.erased_by AND said.act = 'erase'"
    ' AND said."index" > NEW.entry_index)'
)


class Emptied(NamedTuple):
    """The words of a row that an erasure lets go, and what must stay as it is meanwhile."""

    words: str
    gone: dict[str, str]
    """The columns, and what stands in them afterwards, as SQL."""
    only: str = ""
    """A further condition on OLD."""


class Guarded(NamedTuple):
    """A table, how it was guarded until now, its columns, and what of it can be emptied."""

    said: tuple[str, ...]
    never: str
    columns: tuple[str, ...]
    emptied: tuple[Emptied, ...]


COMMENT = ("id", "proposal_id", "version_number", "person_id", "speaks_as", "at", "text", "html", "is_issue", "passage", "amendment")
TASK = ("id", "proposal_id", "text", "responsible_id", "due_on", "person_id", "at")
HEARD = ("id", "item_id", "proposal_id", "voice_id", "person_id", "version_number", "stage", "code", "reason", "ground", "remedy", "at")

TABLES = {
    "comment": Guarded((), "", COMMENT, (Emptied("comment", {"text": ERASED, "html": "'<p>[erased]</p>'"}, "NOT OLD.is_issue"),)),
    "meeting_note": Guarded(
        (), "", ("id", "meeting_id", "item_id", "person_id", "kind", "text", "at"), (Emptied("note", {"text": ERASED}),)
    ),
    "task": Guarded(
        TASK,
        "OLD.status <> 'open'",
        (*TASK, "status", "note", "ended_at", "ended_by_id"),
        (Emptied("task", {"text": ERASED}), Emptied("end_of_task", {"note": ERASED}, "OLD.status <> 'open'")),
    ),
    "entered_position": Guarded(
        (*HEARD, "whom", "passage"),
        "OLD.fate <> 'waiting' AND NEW.fate <> OLD.fate",
        (*HEARD, "whom", "passage", "fate", "settled_at", "settled_by_id", "position_id"),
        (Emptied("heard", dict.fromkeys(("reason", "remedy", "whom", "passage"), ERASED), "OLD.fate = 'rejected'"),),
    ),
}


def upgrade() -> None:
    dialect = op.get_context().dialect.name
    words = ", ".join(f"'{each}'" for each in WORDS)
    op.create_table(
        "erasure",
        sa.Column("entry_index", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("erased_by", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_index", name=op.f("pk_erasure")),
        sa.ForeignKeyConstraint(["entry_index"], ["ledger_entry.index"], name=op.f("fk_erasure_entry_index")),
        sa.ForeignKeyConstraint(["erased_by"], ["ledger_entry.index"], name=op.f("fk_erasure_erased_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_person_id")),
        sa.UniqueConstraint("words", "row_id", name=op.f("uq_erasure_words_row_id")),
        sa.UniqueConstraint("erased_by", name=op.f("uq_erasure_erased_by")),
        sa.CheckConstraint(f"words IN ({words})", name=op.f("ck_erasure_words")),
    )
    _run(write_once.guard(dialect, "erasure", keys=(("entry_index",), ("erased_by",), ("words", "row_id"))))
    _run(write_once.guard_insert(dialect, "erasure", FOLLOWS))
    for table, each in TABLES.items():
        emptied = " OR ".join(f"({_emptied(dialect, each, one)})" for one in each.emptied)
        _run(write_once.let_be_emptied(dialect, table, each.said, never=each.never, emptied=emptied))


def downgrade() -> None:
    dialect = op.get_context().dialect.name
    for table, each in TABLES.items():
        _run(write_once.let_nothing_be_emptied(dialect, table, each.said, never=each.never))
    _run(write_once.unguard_insert(dialect, "erasure"))
    _run(write_once.unguard(dialect, "erasure"))
    op.drop_table("erasure")


def _emptied(dialect: str, table: Guarded, one: Emptied) -> str:
    named = f"EXISTS (SELECT 1 FROM erasure WHERE erasure.words = '{one.words}' AND erasure.row_id = OLD.id)"  # noqa: S608 - our own words
    gone = " AND ".join(f'NEW."{column}" = {value}' for column, value in one.gone.items())
    kept = write_once.same(dialect, [column for column in table.columns if column not in one.gone])
    return " AND ".join(part for part in (named, one.only, gone, kept) if part)


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)

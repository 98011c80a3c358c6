"""An issue that waits for its answer can be taken back by its author: its words go as a comment's do, and it is an issue no longer."""

from __future__ import annotations

from alembic import op

from consensus import write_once

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TABLE = "comment"
KEPT = ("id", "proposal_id", "version_number", "person_id", "speaks_as", "at")
NAMED = "EXISTS (SELECT 1 FROM erasure WHERE erasure.words = 'comment' AND erasure.row_id = OLD.id)"
GONE = "NEW.\"text\" = '[erased]' AND NEW.\"html\" = '<p>[erased]</p>'"

# Source: docs/erasing.md. A steward empties no issue, and nobody one that has its answer.
WAITS = (
    "NOT EXISTS (SELECT 1 FROM issue_disposition WHERE issue_disposition.comment_id = OLD.id)"
    " AND EXISTS (SELECT 1 FROM erasure WHERE erasure.words = 'comment' AND erasure.row_id = OLD.id"
    " AND erasure.person_id = OLD.person_id AND erasure.reason = 'Taken back by its author within a minute.')"
)
NO_LONGER = 'NOT NEW."is_issue" AND NEW."passage" IS NULL AND NEW."amendment" IS NULL'


def upgrade() -> None:
    dialect = op.get_context().dialect.name
    kept = write_once.same(dialect, KEPT)
    _let(dialect, f"{NAMED} AND {GONE} AND {NO_LONGER} AND {kept} AND (NOT OLD.is_issue OR ({WAITS}))")


def downgrade() -> None:
    dialect = op.get_context().dialect.name
    kept = write_once.same(dialect, (*KEPT, "is_issue", "passage", "amendment"))
    _let(dialect, f"{NAMED} AND NOT OLD.is_issue AND {GONE} AND {kept}")


def _let(dialect: str, emptied: str) -> None:
    for statement in (
        *write_once.let_nothing_be_emptied(dialect, TABLE),
        *write_once.let_be_emptied(dialect, TABLE, emptied=emptied),
    ):
        op.execute(statement)

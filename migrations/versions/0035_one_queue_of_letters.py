"""Letters with a link are letters of the queue too; what somebody waits for goes first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NEW, OLD = "ix_mail_letter_status_rank_next_try_at", "ix_mail_letter_status_next_try_at"


def upgrade() -> None:
    op.add_column("mail_letter", sa.Column("rank", sa.Integer(), server_default="1", nullable=False))
    op.drop_index(op.f(OLD), "mail_letter")
    op.create_index(op.f(NEW), "mail_letter", ["status", "rank", "next_try_at"])
    no = "false" if op.get_context().dialect.name == "postgresql" else "0"
    op.execute(
        "INSERT INTO mail_letter (key, message_id, person_id, status, is_to_old_address, attempts, made_at, due_at, next_try_at,"  # noqa: S608
        " settled_at, file_name)"
        f" SELECT purpose || ':' || 'laid-down-' || id, '<laid-down-' || id || '@localhost>', person_id, 'laid_down', {no}, 1, made_at, made_at,"
        " made_at, made_at, file_name FROM letter"
    )
    op.drop_table("letter")


def downgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_person_id")),
    )
    op.create_index(op.f("ix_letter_person_id"), "letter", ["person_id"])
    op.execute(
        "INSERT INTO letter (person_id, purpose, made_at, file_name)"
        " SELECT person_id, CASE WHEN key LIKE 'reset:%' THEN 'reset' ELSE 'invitation' END, made_at, file_name FROM mail_letter"
        " WHERE status = 'laid_down' AND file_name IS NOT NULL AND (key LIKE 'invitation:%' OR key LIKE 'reset:%')"
    )
    op.drop_index(op.f(NEW), "mail_letter")
    op.create_index(op.f(OLD), "mail_letter", ["status", "next_try_at"])
    op.execute("ALTER TABLE mail_letter DROP COLUMN rank")

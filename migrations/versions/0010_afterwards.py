"""What follows from a decision: what continues it, when it is looked at again, its tasks; and who was reminded before it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# A deferred question comes back at the beginning of its day, and not before it was deferred. Past ones come back as soon as the
# clock looks.
MIDNIGHT = {"sqlite": "comes_back_on || ' 00:00:00.000000'", "postgresql": "comes_back_on::timestamp AT TIME ZONE 'UTC'"}

STAGES = ("drafting", "comment", "objection", "consensus", "fallback", "closed")


def upgrade() -> None:
    dialect = op.get_context().dialect.name
    # Column by column, so that SQLite keeps the table and its triggers.
    op.execute("ALTER TABLE proposal ADD COLUMN continues_id INTEGER CONSTRAINT fk_proposal_continues_id REFERENCES proposal (id)")
    op.add_column("proposal", sa.Column("comes_back_at", sa.DateTime(timezone=True)))
    op.add_column("proposal", sa.Column("review_on", sa.Date()))
    op.create_index("uq_proposal_continues_id", "proposal", ["continues_id"], unique=True)
    op.create_index("ix_proposal_names_decision_id", "proposal", ["names_decision_id"])
    op.create_index(op.f("ix_proposal_comes_back_at"), "proposal", ["comes_back_at"])
    op.create_index(op.f("ix_proposal_review_on"), "proposal", ["review_on"])
    midnight = MIDNIGHT[dialect]
    op.execute(
        f"UPDATE proposal SET comes_back_at = CASE WHEN {midnight} > closed_at THEN {midnight} ELSE closed_at END"  # noqa: S608 - our own words
        " WHERE comes_back_on IS NOT NULL AND stage = 'closed'"
    )
    _make_review()
    _make_task()
    _make_reminder()
    for statement in (
        *write_once.guard(dialect, "review"),
        *write_once.guard(
            dialect,
            "task",
            ["id", "proposal_id", "text", "responsible_id", "due_on", "person_id", "at"],
            never="OLD.status <> 'open'",
        ),
        *write_once.guard(dialect, "reminder", keys=(("id",), ("proposal_id", "stage", "opened_at"))),
    ):
        op.execute(statement)


def _make_review() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_review_proposal_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_person_id")),
        sa.CheckConstraint("reason <> '' OR NOT is_kept", name=op.f("ck_review_kept_has_reason")),
    )
    op.create_index(op.f("ix_review_proposal_id"), "review", ["proposal_id"])


def _make_task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_task_proposal_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_task_responsible_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_person_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_task_ended_by_id")),
        sa.CheckConstraint("status IN ('open', 'done', 'dropped')", name=op.f("ck_task_status")),
        sa.CheckConstraint("(status = 'open') = (ended_at IS NULL)", name=op.f("ck_task_ended_has_instant")),
    )
    op.create_index(op.f("ix_task_proposal_id"), "task", ["proposal_id"])
    op.create_index("ix_task_responsible_id_status", "task", ["responsible_id", "status"])


def _make_reminder() -> None:
    stages = ", ".join(f"'{stage}'" for stage in STAGES)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_reminder_proposal_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id")),
        sa.UniqueConstraint("proposal_id", "stage", "opened_at", name=op.f("uq_reminder_proposal_id_stage_opened_at")),
        sa.CheckConstraint(f"stage IN ({stages})", name=op.f("ck_reminder_stage")),
    )


def downgrade() -> None:
    dialect = op.get_context().dialect.name
    for table in ("reminder", "task", "review"):
        for statement in write_once.unguard(dialect, table):
            op.execute(statement)
        op.drop_table(table)
    op.drop_index(op.f("ix_proposal_review_on"), "proposal")
    op.drop_index(op.f("ix_proposal_comes_back_at"), "proposal")
    op.drop_index("ix_proposal_names_decision_id", "proposal")
    op.drop_index("uq_proposal_continues_id", "proposal")
    for column in ("review_on", "comes_back_at", "continues_id"):
        op.execute(f"ALTER TABLE proposal DROP COLUMN {column}")

"""Proposals, their owners, every version of their text, and what was said on it before objections."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("class_code", sa.String(40), nullable=False),
        sa.Column("visibility", sa.String(40), nullable=False),
        sa.Column("question", sa.String(300), nullable=False),
        sa.Column("authentic_language", sa.String(12), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("ruleset_id", sa.Integer()),
        sa.Column("facilitator_id", sa.Integer()),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("is_extended", sa.Boolean(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True)),
        sa.Column("was_objected", sa.Boolean(), nullable=False),
        sa.Column("relation", sa.String(40)),
        sa.Column("names_decision_id", sa.Integer()),
        sa.Column("comes_back_on", sa.Date()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_act_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.CheckConstraint("closed_at IS NULL OR closed_at >= created_at", name=op.f("ck_proposal_closed_after_creation")),
        sa.CheckConstraint("(stage = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_proposal_closed_has_instant")),
        sa.CheckConstraint("returns >= 0 AND extensions BETWEEN 0 AND 2", name=op.f("ck_proposal_counts")),
        sa.CheckConstraint("(stage = 'closed') = (lapses_at IS NULL)", name=op.f("ck_proposal_open_can_lapse")),
        sa.CheckConstraint("opened_at >= created_at", name=op.f("ck_proposal_opened_after_creation")),
        sa.CheckConstraint("relation IN ('supersedes', 'ratifies')", name=op.f("ck_proposal_relation")),
        sa.CheckConstraint("(relation IS NULL) = (names_decision_id IS NULL)", name=op.f("ck_proposal_relation_names_decision")),
        sa.CheckConstraint(
            "stage IN ('drafting', 'comment', 'objection', 'consensus', 'fallback', 'closed')", name=op.f("ck_proposal_stage")
        ),
        sa.CheckConstraint("stage IN ('drafting', 'closed') OR ruleset_id IS NOT NULL", name=op.f("ck_proposal_stage_has_ruleset")),
        sa.CheckConstraint("stage IN ('drafting', 'closed') OR closes_at IS NOT NULL", name=op.f("ck_proposal_stage_has_window")),
        sa.CheckConstraint("visibility IN ('body', 'network', 'public')", name=op.f("ck_proposal_visibility")),
        sa.CheckConstraint("closes_at IS NULL OR closes_at >= opened_at", name=op.f("ck_proposal_window_in_order")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_proposal_body_id")),
        sa.ForeignKeyConstraint(["facilitator_id"], ["person.id"], name=op.f("fk_proposal_facilitator_id")),
        *on_sqlite(sa.ForeignKeyConstraint(["names_decision_id"], ["decision.id"], name=op.f("fk_proposal_names_decision_id"))),
        sa.ForeignKeyConstraint(["ruleset_id"], ["ruleset.id"], name=op.f("fk_proposal_ruleset_id")),
    )
    op.create_index(op.f("ix_proposal_body_id_stage"), "proposal", ["body_id", "stage"])
    op.create_index(op.f("ix_proposal_facilitator_id"), "proposal", ["facilitator_id"])
    op.create_index(op.f("ix_proposal_lapses_at"), "proposal", ["lapses_at"])
    op.create_index(op.f("ix_proposal_stage_closes_at"), "proposal", ["stage", "closes_at"])
    op.create_table(
        "proposal_owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_owner")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_owner_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_owner_proposal_id")),
    )
    op.create_index(op.f("ix_proposal_owner_person_id"), "proposal_owner", ["person_id"])
    op.create_index(
        op.f("uq_proposal_owner_current"),
        "proposal_owner",
        ["proposal_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_material", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_version_proposal_id_number")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_version_number")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_version_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_version_proposal_id")),
    )
    op.create_table(
        "version_text",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("question", sa.String(300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "language", name=op.f("pk_version_text")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_version_text_version_id")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("speaks_as", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("is_issue", sa.Boolean(), nullable=False),
        sa.Column("passage", sa.Text()),
        sa.Column("amendment", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.CheckConstraint("is_issue OR amendment IS NULL", name=op.f("ck_comment_amendment_is_issue")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_comment_proposal_id")),
    )
    op.create_index(op.f("ix_comment_proposal_id_at"), "comment", ["proposal_id", "at"])
    op.create_table(
        "issue_disposition",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disposition", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_issue_disposition")),
        sa.CheckConstraint("disposition IN ('accepted', 'partly_accepted', 'not_accepted')", name=op.f("ck_issue_disposition_disposition")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_issue_disposition_comment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_issue_disposition_person_id")),
    )
    guard("proposal_owner", ["id", "proposal_id", "person_id", "since_at"], never="OLD.until_at IS NOT NULL")
    guard("version", keys=[["id"], ["proposal_id", "number"]])
    guard("version_text", keys=[["version_id", "language"]])
    guard("comment")
    guard("issue_disposition", keys=[["comment_id"]])


def downgrade() -> None:
    op.drop_table("issue_disposition")
    op.drop_table("comment")
    op.drop_table("version_text")
    op.drop_table("version")
    op.drop_table("proposal_owner")
    op.drop_table("proposal")


def dialect() -> str:
    return op.get_context().dialect.name


def on_sqlite(constraint: sa.ForeignKeyConstraint) -> list[sa.ForeignKeyConstraint]:
    """What points to a table that is made later: SQLite takes it here or never, PostgreSQL takes it only once that table is there."""
    return [constraint] if dialect() == "sqlite" else []


def guard(table: str, columns: Sequence[str] = (), *, keys: Sequence[Sequence[str]] = (("id",),), never: str = "") -> None:
    for statement in write_once.guard(dialect(), table, columns, keys=keys, never=never):
        op.execute(statement)

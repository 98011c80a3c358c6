"""Sealed words: who audits, and each look at what somebody sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NAMED = ["id", "person_id", "named_by_id", "reason", "starts_at"]


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "audit_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("starts_at", instant, nullable=False),
        sa.Column("ends_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_term")),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_audit_term_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_term_person_id")),
        sa.ForeignKeyConstraint(["named_by_id"], ["person.id"], name=op.f("fk_audit_term_named_by_id")),
    )
    op.create_index(op.f("ix_audit_term_person_id"), "audit_term", ["person_id"])
    kinds = ["objection", "position", "statement", "dissociation"]
    kind = sa.Enum(*kinds, name=op.f("ck_sealed_look_kind"), native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "sealed_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("words_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_auditor", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_look")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_sealed_look_decision_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_sealed_look_member_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_sealed_look_author_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sealed_look_person_id")),
    )
    for column in ("decision_id", "member_id", "author_id"):
        op.create_index(op.f(f"ix_sealed_look_{column}"), "sealed_look", [column])
    dialect = op.get_context().dialect.name
    for statement in (
        *write_once.guard(dialect, "audit_term", NAMED, never="NEW.ends_at > OLD.ends_at"),
        *write_once.guard(dialect, "sealed_look"),
    ):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("sealed_look")
    op.drop_table("audit_term")

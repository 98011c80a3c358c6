"""The numbered records of closed proposals, and what is annexed to them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Attribution is changed only towards less. Source: record.md section 3.
LOUDER = "(OLD.attribution = 'sealed' AND NEW.attribution <> 'sealed') OR (OLD.attribution <> 'named' AND NEW.attribution = 'named')"


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("class_code", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("label", sa.String(40)),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True)),
        sa.Column("has_dissent", sa.Boolean(), nullable=False),
        sa.Column("question", sa.String(300), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_sha256", sa.String(64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_by_id", sa.Integer()),
        sa.Column("ratified_by_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("body_id", "year", "sequence", name=op.f("uq_decision_body_id_year_sequence")),
        sa.UniqueConstraint("number", name=op.f("uq_decision_number")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_decision_proposal_id")),
        sa.CheckConstraint(
            (
                "label IN ('unanimity', 'full_consensus', 'consensus_with_reservations', "
                "'consensus_with_stand_asides', 'consensus_with_recorded_dissent', 'adopted_provisional', "
                "'adopted_by_silence', 'adopted_by_fallback_vote', 'blocked', 'no_consensus_strong_support', "
                "'no_consensus_divergence', 'failed_quorum', 'failed_support_floor', 'withdrawn', "
                "'deferred', 'lapsed')"
            ),
            name=op.f("ck_decision_label"),
        ),
        sa.CheckConstraint(
            (
                "outcome IN ('unanimity', 'full_consensus', 'consensus_with_reservations', "
                "'consensus_with_stand_asides', 'consensus_with_recorded_dissent', 'adopted_provisional', "
                "'adopted_by_silence', 'adopted_by_fallback_vote', 'blocked', 'no_consensus_strong_support', "
                "'no_consensus_divergence', 'failed_quorum', 'failed_support_floor', 'withdrawn', "
                "'deferred', 'lapsed')"
            ),
            name=op.f("ck_decision_outcome"),
        ),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_decision_sequence")),
        sa.CheckConstraint(
            "status IN ('in_force', 'provisional', 'superseded', 'not_adopted', 'withdrawn', 'lapsed', 'deferred')",
            name=op.f("ck_decision_status"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_decision_body_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_decision_proposal_id")),
        sa.ForeignKeyConstraint(["ratified_by_id"], ["decision.id"], name=op.f("fk_decision_ratified_by_id")),
        sa.ForeignKeyConstraint(["superseded_by_id"], ["decision.id"], name=op.f("fk_decision_superseded_by_id")),
    )
    op.create_index(op.f("ix_decision_body_id_closed_at"), "decision", ["body_id", "closed_at"])
    op.create_index(op.f("ix_decision_closed_at"), "decision", ["closed_at"])
    op.create_index(op.f("ix_decision_status_lapses_at"), "decision", ["status", "lapses_at"])
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attribution", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.CheckConstraint("attribution IN ('named', 'kind_and_region', 'sealed')", name=op.f("ck_statement_attribution")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 10000", name=op.f("ck_statement_length")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_statement_decision_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_statement_person_id")),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_statement_voice_id")),
    )
    op.create_index(op.f("ix_statement_decision_id"), "statement", ["decision_id"])
    op.create_table(
        "dissociation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("extent", sa.Text(), nullable=False),
        sa.Column("attribution", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dissociation")),
        sa.UniqueConstraint("decision_id", "member_id", name=op.f("uq_dissociation_decision_id_member_id")),
        sa.CheckConstraint("attribution IN ('named', 'kind_and_region', 'sealed')", name=op.f("ck_dissociation_attribution")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_dissociation_decision_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_dissociation_member_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dissociation_person_id")),
    )
    op.create_index(op.f("ix_dissociation_member_id"), "dissociation", ["member_id"])
    if dialect() != "sqlite":
        op.create_foreign_key(op.f("fk_proposal_names_decision_id"), "proposal", "decision", ["names_decision_id"], ["id"])
    guard(
        "decision",
        [
            "id",
            "proposal_id",
            "body_id",
            "year",
            "sequence",
            "number",
            "class_code",
            "outcome",
            "label",
            "question",
            "record",
            "record_sha256",
            "closed_at",
        ],
        keys=[["id"], ["body_id", "year", "sequence"], ["number"], ["proposal_id"]],
        never="OLD.has_dissent AND NOT NEW.has_dissent",
    )
    guard("statement", ["id", "decision_id", "voice_id", "person_id", "text", "at"], never=LOUDER)
    guard(
        "dissociation",
        ["id", "decision_id", "member_id", "person_id", "text", "extent", "at"],
        keys=[["id"], ["decision_id", "member_id"]],
        never=LOUDER,
    )


def downgrade() -> None:
    if dialect() != "sqlite":
        op.drop_constraint(op.f("fk_proposal_names_decision_id"), "proposal")
    op.drop_table("dissociation")
    op.drop_table("statement")
    op.drop_table("decision")


def dialect() -> str:
    return op.get_context().dialect.name


def guard(table: str, columns: Sequence[str] = (), *, keys: Sequence[Sequence[str]] = (("id",),), never: str = "") -> None:
    for statement in write_once.guard(dialect(), table, columns, keys=keys, never=never):
        op.execute(statement)

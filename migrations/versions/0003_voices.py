"""Rolls, and what voices say: objections, positions and votes."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Attribution is changed only towards less. Source: record.md section 3.
LOUDER = "(OLD.attribution = 'sealed' AND NEW.attribution <> 'sealed') OR (OLD.attribution <> 'named' AND NEW.attribution = 'named')"


def upgrade() -> None:
    op.create_table(
        "voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer()),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("recused_at", sa.DateTime(timezone=True)),
        sa.Column("position_id", sa.Integer()),
        sa.Column("vote_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice")),
        sa.UniqueConstraint("id", "proposal_id", name=op.f("uq_voice_id_proposal_id")),
        sa.UniqueConstraint("proposal_id", "seat_id", name=op.f("uq_voice_proposal_id_seat_id")),
        sa.CheckConstraint("kind IN ('movement', 'ngo', 'grassroots', 'academic', 'individual')", name=op.f("ck_voice_kind")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_voice_member_id")),
        *on_sqlite(
            sa.ForeignKeyConstraint(["position_id", "id"], ["position.id", "position.voice_id"], name=op.f("fk_voice_position_of_voice"))
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_voice_proposal_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_voice_seat_id")),
        *on_sqlite(sa.ForeignKeyConstraint(["vote_id", "id"], ["vote.id", "vote.voice_id"], name=op.f("fk_voice_vote_of_voice"))),
    )
    op.create_index(op.f("ix_voice_member_id"), "voice", ["member_id"])
    op.create_index(op.f("ix_voice_seat_id"), "voice", ["seat_id"])
    op.create_index(
        op.f("uq_voice_member"),
        "voice",
        ["proposal_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("seat_id IS NULL"),
        postgresql_where=sa.text("seat_id IS NULL"),
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("ground", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("attribution", sa.String(40), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("named_in_version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.CheckConstraint("attribution IN ('named', 'kind_and_region', 'sealed')", name=op.f("ck_objection_attribution")),
        sa.CheckConstraint("kind IN ('objection', 'block')", name=op.f("ck_objection_kind")),
        sa.CheckConstraint("settled_at IS NULL OR settled_at >= raised_at", name=op.f("ck_objection_order")),
        sa.CheckConstraint("(status = 'open') = (settled_at IS NULL)", name=op.f("ck_objection_settled_has_instant")),
        sa.CheckConstraint("status IN ('open', 'accommodated', 'withdrawn', 'unresolved')", name=op.f("ck_objection_status")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_objection_proposal_id")),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_objection_voice_id")),
        sa.ForeignKeyConstraint(
            ["voice_id", "proposal_id"], ["voice.id", "voice.proposal_id"], name=op.f("fk_objection_voice_of_proposal")
        ),
    )
    op.create_index(op.f("ix_objection_proposal_id"), "objection", ["proposal_id"])
    op.create_table(
        "objection_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disposition", sa.String(40)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_answer")),
        sa.CheckConstraint("disposition IN ('accepted', 'partly_accepted', 'not_accepted')", name=op.f("ck_objection_answer_disposition")),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_objection_answer_objection_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_answer_person_id")),
    )
    op.create_index(op.f("ix_objection_answer_objection_id"), "objection_answer", ["objection_id"])
    op.create_table(
        "block_second",
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("objection_id", "voice_id", name=op.f("pk_block_second")),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_block_second_objection_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_block_second_person_id")),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_block_second_voice_id")),
    )
    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attribution", sa.String(40), nullable=False),
        sa.Column("objection_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("id", "voice_id", name=op.f("uq_position_id_voice_id")),
        sa.CheckConstraint("attribution IN ('named', 'kind_and_region', 'sealed')", name=op.f("ck_position_attribution")),
        sa.CheckConstraint(
            "code IN ('support', 'reservation', 'abstain', 'stand_aside', 'object', 'block', 'recuse')", name=op.f("ck_position_code")
        ),
        sa.CheckConstraint("code IN ('support', 'abstain') OR reason <> ''", name=op.f("ck_position_reason_given")),
        sa.CheckConstraint(
            "stage IN ('drafting', 'comment', 'objection', 'consensus', 'fallback', 'closed')", name=op.f("ck_position_stage")
        ),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_position_objection_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_position_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_position_proposal_id")),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_position_voice_id")),
    )
    op.create_index(op.f("ix_position_proposal_id"), "position", ["proposal_id"])
    op.create_index(op.f("ix_position_voice_id"), "position", ["voice_id"])
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("id", "voice_id", name=op.f("uq_vote_id_voice_id")),
        sa.CheckConstraint("code IN ('yes', 'no', 'abstain')", name=op.f("ck_vote_code")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_vote_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_vote_proposal_id")),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_vote_voice_id")),
    )
    op.create_index(op.f("ix_vote_proposal_id"), "vote", ["proposal_id"])
    if dialect() != "sqlite":
        op.create_foreign_key(op.f("fk_voice_position_of_voice"), "voice", "position", ["position_id", "id"], ["id", "voice_id"])
        op.create_foreign_key(op.f("fk_voice_vote_of_voice"), "voice", "vote", ["vote_id", "id"], ["id", "voice_id"])
    guard(
        "voice",
        ["id", "proposal_id", "member_id", "seat_id", "label", "region", "kind", "country"],
        keys=[["id"], ["proposal_id", "seat_id"]],
        never="OLD.recused_at IS NOT NULL AND NEW.recused_at IS NULL",
    )
    guard(
        "objection",
        ["id", "proposal_id", "voice_id", "person_id", "kind", "ground", "reason", "remedy", "version_number", "raised_at"],
        never=LOUDER,
    )
    guard("objection_answer")
    guard("block_second", keys=[["objection_id", "voice_id"]])
    guard(
        "position",
        ["id", "proposal_id", "voice_id", "person_id", "version_number", "stage", "code", "reason", "objection_id", "at"],
        never=LOUDER,
    )
    guard("vote")


def downgrade() -> None:
    if dialect() != "sqlite":
        op.drop_constraint(op.f("fk_voice_position_of_voice"), "voice")
        op.drop_constraint(op.f("fk_voice_vote_of_voice"), "voice")
    op.drop_table("vote")
    op.drop_table("position")
    op.drop_table("block_second")
    op.drop_table("objection_answer")
    op.drop_table("objection")
    op.drop_table("voice")


def dialect() -> str:
    return op.get_context().dialect.name


def on_sqlite(constraint: sa.ForeignKeyConstraint) -> list[sa.ForeignKeyConstraint]:
    """What points to a table that is made later: SQLite takes it here or never, PostgreSQL takes it only once that table is there."""
    return [constraint] if dialect() == "sqlite" else []


def guard(table: str, columns: Sequence[str] = (), *, keys: Sequence[Sequence[str]] = (("id",),), never: str = "") -> None:
    for statement in write_once.guard(dialect(), table, columns, keys=keys, never=never):
        op.execute(statement)

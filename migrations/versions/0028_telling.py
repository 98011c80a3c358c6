"""Who was told what a voice is asked, in which window, by which channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STAGES = "'drafting', 'comment', 'objection', 'consensus', 'fallback', 'closed'"
ONCE = ("id", "proposal_id", "voice_id", "person_id", "stage", "opened_at", "channel", "told_at")
KEYS = (("id",), ("proposal_id", "voice_id", "stage", "opened_at", "person_id", "channel", "told_at"))


def upgrade() -> None:
    op.create_table(
        "telling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_telling_proposal_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_telling_person_id")),
        sa.ForeignKeyConstraint(["voice_id", "proposal_id"], ["voice.id", "voice.proposal_id"], name="fk_telling_voice_of_proposal"),
        sa.UniqueConstraint(*KEYS[1], name="uq_telling_once"),
        sa.CheckConstraint(f"stage IN ({STAGES})", name=op.f("ck_telling_stage")),
        sa.CheckConstraint("channel IN ('page', 'mail', 'push')", name=op.f("ck_telling_channel")),
        sa.CheckConstraint("returned_at IS NULL OR returned_at >= told_at", name=op.f("ck_telling_order")),
    )
    dialect = op.get_context().dialect.name
    for statement in write_once.guard(dialect, "telling", ONCE, keys=KEYS, never="OLD.returned_at IS NOT NULL"):
        op.execute(statement)


def downgrade() -> None:
    for statement in write_once.unguard(op.get_context().dialect.name, "telling"):
        op.execute(statement)
    op.drop_table("telling")

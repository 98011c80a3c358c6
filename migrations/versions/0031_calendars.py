"""Secret addresses under which programs read somebody's dates, and an index over the acts that set or move a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

DATED = (
    "act IN ('call_meeting', 'change_meeting', 'end_meeting', 'call_election', 'extend_nominations', 'close_nominations', "
    "'call_off_election')"
)


def upgrade() -> None:
    op.create_table(
        "calendar_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("is_discreet", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_address")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_address_person_id")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_calendar_address_body_id")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_calendar_address_token_sha256")),
        sa.UniqueConstraint("person_id", "body_id", name=op.f("uq_calendar_address_person_id_body_id")),
    )
    alone = sa.text("body_id IS NULL")
    op.create_index("uq_calendar_address_own", "calendar_address", ["person_id"], unique=True, sqlite_where=alone, postgresql_where=alone)
    condition = sa.text(DATED)
    op.create_index("ix_ledger_entry_dated", "ledger_entry", ["index"], sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    op.drop_index("ix_ledger_entry_dated", "ledger_entry")
    op.drop_index("uq_calendar_address_own", "calendar_address")
    op.drop_table("calendar_address")

"""Rooms and programs outside that are told what happens, and what is brought to each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KINDS = ("slack", "mattermost", "matrix", "generic")
AUDIENCES = ("body", "network", "public")
EVENTS = (
    *("proposal.opened", "proposal.changed", "proposal.objections_called", "proposal.consensus_called", "proposal.vote_called"),
    *("proposal.extended", "proposal.returned", "decision.taken", "decision.changed", "meeting.called", "election.called"),
    *("election.counted", "test"),
)
STATES = ("waiting", "delivered", "given_up", "withheld")
TROUBLES = (
    *("no_address", "not_https", "name_in_it", "numbers", "port", "inside", "name_unknown", "not_reached", "not_trusted", "too_slow"),
    *("too_much", "not_http", "sealed"),
)


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer()),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("audience", sa.String(40), nullable=False),
        sa.Column("tells_title", sa.Boolean(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("gave_up_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_webhook_body_id")),
        sa.CheckConstraint("audience <> 'body' OR body_id IS NOT NULL", name=op.f("ck_webhook_audience_of_body")),
        sa.CheckConstraint('"cursor" >= 0', name=op.f("ck_webhook_cursor")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_webhook_failures")),
        sa.CheckConstraint("(failures = 0) = (failing_since IS NULL)", name=op.f("ck_webhook_failing")),
        sa.CheckConstraint(one_of("kind", KINDS), name=op.f("ck_webhook_kind")),
        sa.CheckConstraint(one_of("audience", AUDIENCES), name=op.f("ck_webhook_audience")),
    )
    op.create_index("ix_webhook_body_id", "webhook", ["body_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("entry_index", sa.Integer()),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("message_id", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.Integer()),
        sa.Column("trouble", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id")),
        sa.ForeignKeyConstraint(["entry_index"], ["ledger_entry.index"], name=op.f("fk_webhook_delivery_entry_index")),
        sa.UniqueConstraint("webhook_id", "entry_index", name=op.f("uq_webhook_delivery_webhook_id_entry_index")),
        sa.CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name=op.f("ck_webhook_delivery_settled")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_webhook_delivery_tries")),
        sa.CheckConstraint(one_of("event", EVENTS), name=op.f("ck_webhook_delivery_event")),
        sa.CheckConstraint(one_of("state", STATES), name=op.f("ck_webhook_delivery_state")),
        sa.CheckConstraint(one_of("trouble", TROUBLES), name=op.f("ck_webhook_delivery_trouble")),
    )
    op.create_index("ix_webhook_delivery_state_webhook_id", "webhook_delivery", ["state", "webhook_id"])
    op.create_index("ix_webhook_delivery_settled_at", "webhook_delivery", ["settled_at"])


def downgrade() -> None:
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")


def one_of(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{each}'" for each in values)
    return f"{column} IN ({listed})"

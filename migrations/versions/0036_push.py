"""Devices of people that want to be told that something waits, and what is on its way to each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "push_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("endpoint_sha256", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_device")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_push_device_person_id")),
        sa.UniqueConstraint("endpoint_sha256", name=op.f("uq_push_device_endpoint_sha256")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_push_device_token_sha256")),
    )
    op.create_index("ix_push_device_person_id", "push_device", ["person_id"])
    op.create_table(
        "push_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_message")),
        sa.ForeignKeyConstraint(["device_id"], ["push_device.id"], name=op.f("fk_push_message_device_id")),
        sa.UniqueConstraint("key", "device_id", name=op.f("uq_push_message_key_device_id")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_push_message_tries")),
        sa.CheckConstraint("settled_at IS NULL OR (title = '' AND text = '' AND url = '')", name=op.f("ck_push_message_emptied")),
    )
    op.create_index("ix_push_message_settled_at_next_try_at", "push_message", ["settled_at", "next_try_at"])
    op.create_index("ix_push_message_device_id", "push_message", ["device_id"])


def downgrade() -> None:
    op.drop_table("push_message")
    op.drop_table("push_device")

"""Letters on their way, how the mail server does, and who cannot be reached by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

STATUS = ("queued", "sending", "sent", "laid_down", "failed", "bounced")
KIND = ("refused", "returned", "complaint")


def upgrade() -> None:
    op.create_table(
        "mail_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("message_id", sa.String(300), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("is_to_old_address", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim", sa.String(40)),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("problem", sa.String(40)),
        sa.Column("reply", sa.String(20)),
        sa.Column("file_name", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_letter_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_letter_message_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_letter_person_id")),
        sa.CheckConstraint("status IN ({})".format(", ".join(f"'{each}'" for each in STATUS)), name=op.f("ck_mail_letter_status")),
        sa.CheckConstraint("(status IN ('queued', 'sending')) = (content IS NOT NULL)", name=op.f("ck_mail_letter_content")),
        sa.CheckConstraint("(status IN ('queued', 'sending')) = (settled_at IS NULL)", name=op.f("ck_mail_letter_settled")),
        sa.CheckConstraint("(status = 'sending') = (claim IS NOT NULL)", name=op.f("ck_mail_letter_claim")),
    )
    op.create_index(op.f("ix_mail_letter_person_id"), "mail_letter", ["person_id"])
    op.create_index(op.f("ix_mail_letter_status_next_try_at"), "mail_letter", ["status", "next_try_at"])
    op.create_table(
        "mail_server",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(40)),
        sa.Column("reply", sa.String(20)),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sent_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_server")),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_server_single")),
    )
    op.create_table(
        "mail_trouble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.String(20)),
        sa.Column("cleared_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_trouble")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_trouble_person_id")),
        sa.CheckConstraint("kind IN ({})".format(", ".join(f"'{each}'" for each in KIND)), name=op.f("ck_mail_trouble_kind")),
    )
    op.create_index(op.f("ix_mail_trouble_person_id"), "mail_trouble", ["person_id"])


def downgrade() -> None:
    for table in ("mail_trouble", "mail_server", "mail_letter"):
        op.drop_table(table)

"""Links and codes in letters, answers that wait to be confirmed, mail that came in, and who takes part by e-mail."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

STAGES = ["drafting", "comment", "objection", "consensus", "fallback", "closed"]


def upgrade() -> None:
    op.create_table("personal_link", *_bound("personal_link", "token_sha256"), *_voice("personal_link"), _instant("used_at", nullable=True))
    op.create_table("reply_code", *_bound("reply_code", "code_sha256"))
    op.create_table(
        "waiting_answer",
        *_bound("waiting_answer", "code_sha256"),
        *_voice("waiting_answer"),
        sa.Column("ground", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fate", sa.String(20), nullable=False),
        _instant("settled_at", nullable=True),
        sa.CheckConstraint("(settled_at IS NULL) = (fate = 'waiting')", name=op.f("ck_waiting_answer_settled_has_instant")),
        sa.CheckConstraint("fate IN ('waiting', 'confirmed', 'replaced', 'over')", name=op.f("ck_waiting_answer_fate")),
    )
    for table in ("personal_link", "reply_code", "waiting_answer"):
        for column in ("person_id", "proposal_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        _instant("came_at"),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("content_sha256", name=op.f("uq_incoming_mail_content_sha256")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_incoming_mail_person_id")),
    )
    for column in ("person_id", "came_at"):
        op.create_index(op.f(f"ix_incoming_mail_{column}"), "incoming_mail", [column])
    op.create_table(
        "answers_at_once",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        _instant("since_at"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_answers_at_once")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answers_at_once_person_id")),
    )
    op.add_column("person", sa.Column("by_mail_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("doorway") as doorway:
        doorway.add_column(sa.Column("reply_sha256", sa.String(64), nullable=True))
        doorway.create_unique_constraint(op.f("uq_doorway_reply_sha256"), ["reply_sha256"])


def downgrade() -> None:
    with op.batch_alter_table("doorway") as doorway:
        doorway.drop_constraint(op.f("uq_doorway_reply_sha256"), type_="unique")
        doorway.drop_column("reply_sha256")
    op.drop_column("person", "by_mail_at")
    for table_name in ("answers_at_once", "incoming_mail", "waiting_answer", "reply_code", "personal_link"):
        op.drop_table(table_name)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _bound(table: str, secret: str) -> list[sa.schema.SchemaItem]:
    """Return the columns of what somebody is given for one proposal, on one version, in one window."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(secret, sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(*STAGES, name=op.f(f"ck_{table}_stage"), native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        _instant("opened_at"),
        _instant("made_at"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(secret, name=op.f(f"uq_{table}_{secret}")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f(f"fk_{table}_proposal_id")),
    ]


def _voice(table: str) -> list[sa.schema.SchemaItem]:
    """Return the columns of what is said for a voice."""
    return [
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f(f"fk_{table}_voice_id")),
    ]

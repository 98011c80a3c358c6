"""Notices: who is told of which entry, on which channel; up to which entry they are made; and what people chose.

The cursor begins at the present end: what is in the ledger already was told in its day, or never.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def _choice(name: str, table: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    op.create_table(
        "notice_cursor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("next_index", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_cursor")),
        sa.CheckConstraint("id = 1", name=op.f("ck_notice_cursor_single")),
        sa.CheckConstraint("next_index >= 0", name=op.f("ck_notice_cursor_next_index")),
    )
    op.execute("INSERT INTO notice_cursor (id, next_index) SELECT 1, size FROM ledger_head")
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("handle", sa.String(22), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id")),
        sa.UniqueConstraint("person_id", "due_on", name=op.f("uq_digest_person_id_due_on")),
        sa.UniqueConstraint("handle", name=op.f("uq_digest_handle")),
    )
    _make_notices()
    _make_choices()


def _make_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_index", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("urgency", sa.String(40), nullable=False),
        sa.Column("body_id", sa.Integer()),
        sa.Column("proposal_id", sa.Integer()),
        sa.Column("handle", sa.String(22), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("in_digest", sa.Boolean(), nullable=False),
        sa.Column("digest_id", sa.Integer()),
        sa.Column("seen_at", INSTANT),
        sa.Column("sent_at", INSTANT),
        sa.Column("dropped_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.ForeignKeyConstraint(["entry_index"], ["ledger_entry.index"], name=op.f("fk_notice_entry_index")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_notice_body_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_notice_proposal_id")),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_notice_digest_id")),
        sa.UniqueConstraint("entry_index", "cause", "person_id", "channel", name=op.f("uq_notice_entry_index_cause_person_id_channel")),
        sa.UniqueConstraint("handle", name=op.f("uq_notice_handle")),
        _choice("channel", "notice", ("page", "mail", "push")),
        _choice("urgency", "notice", ("owed", "concerns", "news")),
        sa.CheckConstraint("channel = 'page' OR seen_at IS NULL", name=op.f("ck_notice_seen_on_the_page")),
        sa.CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name=op.f("ck_notice_sent_or_dropped")),
    )
    op.create_index("ix_notice_person_id", "notice", ["person_id", "id"])
    op.create_index("ix_notice_proposal_id", "notice", ["proposal_id"])
    op.create_index("ix_notice_digest_id", "notice", ["digest_id"])
    unseen = sa.text("channel = 'page' AND seen_at IS NULL")
    op.create_index("ix_notice_unseen", "notice", ["person_id"], sqlite_where=unseen, postgresql_where=unseen)
    waiting = sa.text("channel <> 'page' AND sent_at IS NULL AND dropped_at IS NULL")
    op.create_index("ix_notice_waiting", "notice", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)


def _make_choices() -> None:
    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "body_id", name=op.f("pk_notice_choice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_notice_choice_body_id")),
        _choice("level", "notice_choice", ("everything", "concerns", "owed")),
    )
    op.create_table(
        "notice_wishes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Boolean(), server_default=sa.true(), nullable=False)
            for name in ("mail", "push", "discreet_mail", "discreet_push")
        ),
        sa.Column("quiet_from", sa.Integer()),
        sa.Column("quiet_until", sa.Integer()),
        sa.Column("rest", sa.String(40), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_wishes")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_wishes_person_id")),
        sa.CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name=op.f("ck_notice_wishes_quiet_hours")),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name=op.f("ck_notice_wishes_quiet_hours_of_a_day")
        ),
        sa.CheckConstraint("digest_hour BETWEEN 0 AND 23", name=op.f("ck_notice_wishes_digest_hour")),
        sa.CheckConstraint("digest_weekday BETWEEN 0 AND 6", name=op.f("ck_notice_wishes_digest_weekday")),
        _choice("rest", "notice_wishes", ("at_once", "daily", "weekly")),
    )


def downgrade() -> None:
    for table in ("notice_wishes", "notice_choice", "notice", "digest", "notice_cursor"):
        op.drop_table(table)

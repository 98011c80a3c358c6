"""Meetings: agendas, what the secretary enters, notes; and which forms arrived."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CODES = "('support', 'reservation', 'abstain', 'stand_aside', 'object', 'block', 'recuse')"
IS_OPEN = "started_at IS NOT NULL AND ended_at IS NULL"
IS_WAITING = "settled_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("person_id", "form", name=op.f("uq_arrival_person_id_form")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_arrival_person_id")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_by_id", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secretary_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.CheckConstraint("started_at IS NULL OR ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_meeting_order")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_meeting_body_id")),
        sa.ForeignKeyConstraint(["called_by_id"], ["person.id"], name=op.f("fk_meeting_called_by_id")),
        sa.ForeignKeyConstraint(["secretary_id"], ["person.id"], name=op.f("fk_meeting_secretary_id")),
    )
    op.create_index(op.f("ix_meeting_body_id_planned_at"), "meeting", ["body_id", "planned_at"])
    op.create_index(op.f("ix_meeting_secretary_id"), "meeting", ["secretary_id"])
    op.create_table(
        "meeting_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer()),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("presenter_id", sa.Integer()),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.Column("calling", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_item")),
        sa.CheckConstraint("proposal_id IS NOT NULL OR title <> ''", name=op.f("ck_meeting_item_has_subject")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_meeting_item_order")),
        sa.CheckConstraint("ended_at IS NULL OR started_at IS NOT NULL", name=op.f("ck_meeting_item_begins_first")),
        sa.CheckConstraint("removed_at IS NULL OR started_at IS NULL", name=op.f("ck_meeting_item_begun_stays")),
        sa.CheckConstraint(f"calling IN {CODES}", name=op.f("ck_meeting_item_calling")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_item_meeting_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_meeting_item_proposal_id")),
        sa.ForeignKeyConstraint(["presenter_id"], ["person.id"], name=op.f("fk_meeting_item_presenter_id")),
    )
    op.create_index(op.f("ix_meeting_item_meeting_id"), "meeting_item", ["meeting_id"])
    op.create_index(op.f("ix_meeting_item_proposal_id"), "meeting_item", ["proposal_id"])
    _create_partial_index("uq_meeting_item_open", "meeting_item", "meeting_id", IS_OPEN)
    op.create_table(
        "entered_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(200), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fate", sa.String(40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by_id", sa.Integer()),
        sa.Column("position_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entered_position")),
        sa.CheckConstraint("(fate = 'waiting') = (settled_at IS NULL)", name=op.f("ck_entered_position_settled_has_instant")),
        sa.CheckConstraint("(fate = 'confirmed') = (position_id IS NOT NULL)", name=op.f("ck_entered_position_confirmed_is_position")),
        sa.CheckConstraint(f"code IN {CODES}", name=op.f("ck_entered_position_code")),
        sa.CheckConstraint(
            "stage IN ('drafting', 'comment', 'objection', 'consensus', 'fallback', 'closed')", name=op.f("ck_entered_position_stage")
        ),
        sa.CheckConstraint("fate IN ('waiting', 'confirmed', 'rejected', 'replaced')", name=op.f("ck_entered_position_fate")),
        sa.ForeignKeyConstraint(["item_id"], ["meeting_item.id"], name=op.f("fk_entered_position_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entered_position_person_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_entered_position_settled_by_id")),
        sa.ForeignKeyConstraint(
            ["voice_id", "proposal_id"], ["voice.id", "voice.proposal_id"], name=op.f("fk_entered_position_voice_of_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["position_id", "voice_id"], ["position.id", "position.voice_id"], name=op.f("fk_entered_position_position_of_voice")
        ),
    )
    op.create_index(op.f("ix_entered_position_item_id"), "entered_position", ["item_id"])
    op.create_index(op.f("ix_entered_position_proposal_id"), "entered_position", ["proposal_id"])
    _create_partial_index("uq_entered_position_waiting", "entered_position", "voice_id", IS_WAITING)
    op.create_table(
        "meeting_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer()),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_note")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_meeting_note_said")),
        sa.CheckConstraint("kind IN ('note', 'follow_up')", name=op.f("ck_meeting_note_kind")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_note_meeting_id")),
        sa.ForeignKeyConstraint(["item_id"], ["meeting_item.id"], name=op.f("fk_meeting_note_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_note_person_id")),
    )
    op.create_index(op.f("ix_meeting_note_meeting_id"), "meeting_note", ["meeting_id"])
    _guard(
        "entered_position",
        ["id", "item_id", "proposal_id", "voice_id", "person_id", "version_number", "stage", "code", "reason", "ground", "remedy", "at"],
        # What became of an entry is said once.
        never="OLD.fate <> 'waiting' AND NEW.fate <> OLD.fate",
    )
    _guard("meeting_note")


def downgrade() -> None:
    op.drop_table("meeting_note")
    op.drop_table("entered_position")
    op.drop_table("meeting_item")
    op.drop_table("meeting")
    op.drop_table("arrival")


def _create_partial_index(name: str, table: str, column: str, condition: str) -> None:
    op.create_index(op.f(name), table, [column], unique=True, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def _guard(table: str, columns: Sequence[str] = (), *, never: str = "") -> None:
    for statement in write_once.guard(op.get_context().dialect.name, table, columns, never=never):
        op.execute(statement)

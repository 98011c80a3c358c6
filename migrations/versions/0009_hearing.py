"""Objections that are heard, and the temperature of the room."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SAID = ["id", "proposal_id", "voice_id", "person_id", "kind", "ground", "reason", "remedy", "version_number", "raised_at"]
"""What was written once of an objection before this revision."""

# Attribution is changed only towards less. Source: record.md section 3.
LOUDER = "(OLD.attribution = 'sealed' AND NEW.attribution <> 'sealed') OR (OLD.attribution <> 'named' AND NEW.attribution = 'named')"

GRADIENTS = "'endorse', 'minor_point', 'reservations', 'abstain', 'stand_aside', 'disagree', 'not_in_it', 'veto'"


def upgrade() -> None:
    _unguard("objection")
    op.add_column("objection", sa.Column("whom", sa.Text()))
    op.add_column("objection", sa.Column("passage", sa.Text()))
    _guard("objection", [*SAID, "whom", "passage"], never=LOUDER)
    _hearings()
    _sense_checks()


def _hearings() -> None:
    op.create_table(
        "hearing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meets_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing")),
        sa.CheckConstraint("meets_at > invited_at", name=op.f("ck_hearing_ahead")),
        sa.CheckConstraint("place <> ''", name=op.f("ck_hearing_place_given")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hearing_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_hearing_proposal_id")),
    )
    op.create_index(op.f("ix_hearing_proposal_id"), "hearing", ["proposal_id"])
    op.create_table(
        "invitation",
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hearing_id", "objection_id", name=op.f("pk_invitation")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_invitation_hearing_id")),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_invitation_objection_id")),
    )
    op.create_index(op.f("ix_invitation_objection_id"), "invitation", ["objection_id"])
    op.create_table(
        "invitation_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comes", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_answer")),
        sa.ForeignKeyConstraint(
            ["hearing_id", "objection_id"],
            ["invitation.hearing_id", "invitation.objection_id"],
            name=op.f("fk_invitation_answer_invitation"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_answer_person_id")),
    )
    op.create_index(op.f("ix_invitation_answer_hearing_id"), "invitation_answer", ["hearing_id"])
    op.create_table(
        "hearing_end",
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was_held", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hearing_id", name=op.f("pk_hearing_end")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_hearing_end_text_given")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_hearing_end_hearing_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hearing_end_person_id")),
    )
    _guard("hearing")
    _guard("invitation", keys=[["hearing_id", "objection_id"]])
    _guard("invitation_answer")
    _guard("hearing_end", keys=[["hearing_id"]])


def _sense_checks() -> None:
    op.create_table(
        "sense_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("is_by_name", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sense_check")),
        sa.CheckConstraint("question <> ''", name=op.f("ck_sense_check_question_given")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sense_check_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_sense_check_proposal_id")),
    )
    op.create_index(op.f("ix_sense_check_proposal_id"), "sense_check", ["proposal_id"])
    op.create_table(
        "sense_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sense_check_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer()),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gradient", sa.String(40), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sense_answer")),
        sa.CheckConstraint(f"gradient IN ({GRADIENTS})", name=op.f("ck_sense_answer_gradient")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_sense_answer_member_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sense_answer_person_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_sense_answer_seat_id")),
        sa.ForeignKeyConstraint(["sense_check_id"], ["sense_check.id"], name=op.f("fk_sense_answer_sense_check_id")),
    )
    op.create_index(op.f("ix_sense_answer_sense_check_id"), "sense_answer", ["sense_check_id"])
    op.create_table(
        "sense_end",
        sa.Column("sense_check_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sense_check_id", name=op.f("pk_sense_end")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sense_end_person_id")),
        sa.ForeignKeyConstraint(["sense_check_id"], ["sense_check.id"], name=op.f("fk_sense_end_sense_check_id")),
    )
    _guard("sense_check")
    _guard("sense_answer")
    _guard("sense_end", keys=[["sense_check_id"]])


def downgrade() -> None:
    for table in ("sense_end", "sense_answer", "sense_check", "hearing_end", "invitation_answer", "invitation", "hearing"):
        op.drop_table(table)
    _unguard("objection")
    op.drop_column("objection", "passage")
    op.drop_column("objection", "whom")
    _guard("objection", SAID, never=LOUDER)


def _guard(table: str, columns: Sequence[str] = (), *, keys: Sequence[Sequence[str]] = (("id",),), never: str = "") -> None:
    for statement in write_once.guard(op.get_context().dialect.name, table, columns, keys=keys, never=never):
        op.execute(statement)


def _unguard(table: str) -> None:
    for statement in write_once.unguard(op.get_context().dialect.name, table):
        op.execute(statement)

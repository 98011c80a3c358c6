"""Where a rule fails at an election: which step was taken or declined, and which election names which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from consensus import write_once

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STEPS = [
    *("next_eligible", "drop_lowest", "seat_vacant", "special_election"),
    *("extend_nominations", "rerun_group", "void", "comply_or_explain"),
]


def upgrade() -> None:
    step = sa.Enum(*STEPS, name=op.f("ck_election_step_step"), native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "election_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("step", step, nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election_step")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_step_election_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_election_step_person_id")),
    )
    op.create_index("ix_election_step_election_id", "election_step", ["election_id"])
    op.create_table(
        "election_anew",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("election_id", name=op.f("pk_election_anew")),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_election_anew_election_id")),
        sa.ForeignKeyConstraint(["earlier_id"], ["election.id"], name=op.f("fk_election_anew_earlier_id")),
    )
    op.create_index("ix_election_anew_earlier_id", "election_anew", ["earlier_id"])
    dialect = op.get_context().dialect.name
    for statement in (
        *write_once.guard(dialect, "election_step"),
        *write_once.guard(dialect, "election_anew", keys=(("election_id",),)),
    ):
        op.execute(statement)


def downgrade() -> None:
    for table in ("election_anew", "election_step"):
        op.drop_table(table)

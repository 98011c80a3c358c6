"""Accounts at a provider of single sign-on that are bound to people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject_sha256", sa.String(64), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.UniqueConstraint("issuer", "subject_sha256", name=op.f("uq_identity_issuer_subject_sha256")),
        sa.UniqueConstraint("person_id", "issuer", name=op.f("uq_identity_person_id_issuer")),
    )


def downgrade() -> None:
    op.drop_table("identity")

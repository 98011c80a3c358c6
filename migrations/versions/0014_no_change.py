"""Changes nothing: databases that were set up before the next change bear this number, so it stays in the line."""

from __future__ import annotations

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave everything as it is."""


def downgrade() -> None:
    """Leave everything as it is."""

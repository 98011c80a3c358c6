"""What keeps a backup from being made, or a file from being put back: one sentence for the operator."""

from __future__ import annotations


class BackupError(Exception):
    """The message is one sentence, which says what to do where something can be done."""

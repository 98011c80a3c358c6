"""A copy of everything in one file, made while people work, from which another machine goes on: on either database.

``make_backup`` writes the file, ``examine`` says whether it is whole and what its ledger was signed as, and ``restore`` fills
an empty database from it. What the file is made of stands in docs/format/backup.md. The keys are never in it.
"""

from __future__ import annotations

from consensus.backup.errors import BackupError
from consensus.backup.examining import Examined, examine
from consensus.backup.making import make_backup
from consensus.backup.manifest import Manifest
from consensus.backup.restoring import restore

__all__ = ["BackupError", "Examined", "Manifest", "examine", "make_backup", "restore"]

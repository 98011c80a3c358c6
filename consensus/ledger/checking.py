"""A checkpoint that somebody kept: is the record of today a continuation of what it signed?

Reads the tree as it is stored. Whether each entry is still what its leaf says is for ``verify``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.speech import _
from consensus.ledger.checkpoint import CheckpointNote, latest_checkpoint
from consensus.ledger.keys import keyring_of
from consensus.ledger.models import LedgerHead
from consensus.ledger.signing import SigningError
from consensus.ledger.tree import StoredTree, TreeError


@dataclass(frozen=True, slots=True)
class CheckedCheckpoint:
    """What became of a checkpoint that was given. ``problem`` is a sentence that names what differs, or null."""

    size: int
    problem: str | None
    latest: CheckpointNote | None = None
    proof: tuple[bytes, ...] = ()
    """That the latest checkpoint begins with the one that was given; empty if both are of one size, or there is none later."""


def check_checkpoint(session: Session, note: str) -> CheckedCheckpoint:
    """Return whether the record begins with what ``note`` signed, and the proof of it."""
    try:
        size, root = keyring_of(session).read(_as_signed(note))
    except SigningError as error:
        return CheckedCheckpoint(0, _("The checkpoint does not hold. {problem}", problem=str(error)))
    present = session.scalars(select(LedgerHead.size)).one()
    if size > present:
        return CheckedCheckpoint(
            size, _("It was signed after {size} entries, and the record has {present}: entries are missing.", size=size, present=present)
        )
    try:
        if StoredTree(session, size).root != root:
            return CheckedCheckpoint(
                size, _("It signed another record: one of the entries 0 to {size} was changed since, or taken out.", size=size - 1)
            )
        latest = latest_checkpoint(session)
        if latest is None or latest.size <= size or not size:
            return CheckedCheckpoint(size, None, latest)
        return CheckedCheckpoint(size, None, latest, tuple(StoredTree(session, latest.size).consistency_proof(size)))
    except TreeError as error:
        return CheckedCheckpoint(size, str(error))


def _as_signed(note: str) -> str:
    """Return a note without what pasting it did: other line ends, space around it."""
    return note.replace("\r\n", "\n").strip() + "\n"

"""What is signed: the size and the root of the tree, so that a copy kept elsewhere proves what the record was.

Source: record.md section 1; c2sp.org/tlog-checkpoint. How signatures are made is left to ``signing``.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consensus.domain.speech import _
from consensus.ledger.entries import lock_head
from consensus.ledger.models import Checkpoint, KeyRotation
from consensus.ledger.signing import Signer, SigningError, Verifier, signed_note, signer_of, signer_with

_BODY = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\n", re.ASCII)


@dataclass(frozen=True, slots=True)
class CheckpointNote:
    """A signed checkpoint. ``note`` is the whole signed note, as it is handed out."""

    size: int
    root: bytes
    note: str
    signed_at: datetime


def sign_checkpoint(session: Session, *, now: datetime, also: Signer | None = None) -> CheckpointNote:
    """Sign the tree as it stands in this transaction, and keep the checkpoint in it; append first, then sign.

    A size is signed once: asked again, the checkpoint of that size is returned as it was.

    :param also: a key that takes over with this checkpoint and signs it as well.
    :raises SigningError: when the application was started without the instance's key, or another took over since.
    """
    head = lock_head(session)
    stored = _stored(session, head.size)
    if stored is not None:
        return stored
    signer = signer_in_force(session)
    body = body_of(signer.name, head.size, head.root)
    note = signer.sign(body) if also is None else signed_note(body, signer, also)
    session.execute(insert(Checkpoint).values(size=head.size, root=head.root, note=note, signed_at=now))
    return CheckpointNote(size=head.size, root=head.root, note=note, signed_at=now)


def latest_checkpoint(session: Session) -> CheckpointNote | None:
    """Return the checkpoint of the largest tree that was signed, if any was."""
    row = session.execute(select(*_COLUMNS).order_by(Checkpoint.size.desc()).limit(1)).one_or_none()
    return None if row is None else CheckpointNote(*row)


def body_of(origin: str, size: int, root: bytes) -> str:
    """Return the text that is signed: origin, size and root, a line each."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode('ascii')}\n"


def size_in(note: str) -> int:
    """Return the size that a note states, before anybody knows whether its signature holds; 0 where it states none."""
    found = _BODY.match(note)
    return 0 if found is None else int(found["size"])


def read_checkpoint(note: str, verifier: Verifier) -> tuple[int, bytes]:
    """Return the size and the root that ``note`` states, once its signature holds.

    :raises SigningError: when the signature does not hold, or the note is no checkpoint of the verifier's ledger.
    """
    text = verifier.open(note)
    found = _BODY.fullmatch(text)
    if found is not None and found["origin"] == verifier.name:
        size, root = int(found["size"]), base64.b64decode(found["root"])
        # Bits left over at the end of base64 would let two texts state one root.
        if text == body_of(verifier.name, size, root):
            return size, root
    raise SigningError(_("The note is signed, but it is not a checkpoint of this ledger."))


def signer_in_force(session: Session) -> Signer:
    """Return the key that signs now. Where another took over since this process began, its file is read anew.

    Asked under the lock of the head, so that no other can take over meanwhile.

    :raises SigningError: when the key in force is not on this machine.
    """
    newest = session.scalars(select(KeyRotation.new_key).order_by(KeyRotation.index.desc()).limit(1)).one_or_none()
    signer = signer_of(session)
    return signer if newest is None or newest == signer.verifier.text else signer_with(session, newest)


_COLUMNS = (Checkpoint.size, Checkpoint.root, Checkpoint.note, Checkpoint.signed_at)


def _stored(session: Session, size: int) -> CheckpointNote | None:
    row = session.execute(select(*_COLUMNS).where(Checkpoint.size == size)).one_or_none()
    return None if row is None else CheckpointNote(*row)

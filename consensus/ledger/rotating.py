"""Another key takes over: an entry that names both, and a checkpoint that both sign. The files are left to the command line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import ForbiddenError, InvalidError
from consensus.ledger.checkpoint import CheckpointNote, sign_checkpoint, signer_in_force
from consensus.ledger.entries import append, lock_head
from consensus.ledger.judging_keys import ROTATE_KEY
from consensus.ledger.models import KeyRotation
from consensus.ledger.signing import Signer
from consensus.transaction import command


@command(ROTATE_KEY)
def rotate_key(session: Session, *, actor: Actor, new: Signer, now: datetime) -> CheckpointNote:
    """Let ``new`` sign from here on; return the one checkpoint that the old key and the new one sign.

    The new key must be kept in its file before: once this is done, nothing else can sign.

    :raises ForbiddenError: when anybody but the operator asks.
    :raises InvalidError: when the new key has another name, or is the one in force.
    """
    if not actor.is_operator:
        raise ForbiddenError("Only the operator, at the command line, can let another key take over.")
    lock_head(session)
    old = signer_in_force(session)
    if new.name != old.name:
        raise InvalidError(f"The new key must have the name {old.name}: it is the name of the ledger, which never changes.")
    if new == old:
        raise InvalidError("This key signs already.")
    data = {"old": old.verifier.text, "new": new.verifier.text}
    appended = append(session, at=now, actor=actor, act=ROTATE_KEY, data=data)
    signed = sign_checkpoint(session, now=now, also=new)
    session.execute(insert(KeyRotation).values(index=appended.index, old_key=data["old"], new_key=data["new"]))
    return signed

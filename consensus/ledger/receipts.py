"""Whoever acted gets a receipt: from the entry, the tree as it is stored, and a checkpoint that covers both."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import ForbiddenError, NotFoundError
from consensus.domain.speech import _
from consensus.ledger.checkpoint import CheckpointNote, latest_checkpoint, sign_checkpoint
from consensus.ledger.keys import keyring_of
from consensus.ledger.models import LedgerEntry
from consensus.ledger.receipt import check_receipt, receipt_text
from consensus.ledger.tree import StoredTree
from consensus.transaction import command

WITHOUT_RECEIPT = frozenset({"decide"})
"""Acts of which nobody gets a receipt: the record of a decision holds what others said, sealed words among it."""


@command("ask_receipt")
def ask_receipt(session: Session, *, actor: Actor, index: int, now: datetime) -> str:
    """Return the receipt of one's own act. Where no checkpoint covers it yet, one is signed.

    A size is signed once, so there is never more than one checkpoint for each entry, however often somebody asks.

    :raises NotFoundError: when there is no such entry, or its words were erased.
    :raises ForbiddenError: when somebody else acted.
    """
    statement = select(LedgerEntry.actor, LedgerEntry.act, LedgerEntry.entry, LedgerEntry.salt).where(LedgerEntry.index == index)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError(_("There is no such act in the record."))
    if row.actor != actor.ledger_name or row.act in WITHOUT_RECEIPT:
        raise ForbiddenError(_("Only whoever acted can have the receipt of an act. Your own acts stand on your account."))
    if row.entry is None or row.salt is None:
        raise NotFoundError(_("The words of this act were erased, so there is no receipt of it. Its place in the record is kept."))
    checkpoint = _covering(session, index, now)
    proof = StoredTree(session, checkpoint.size).inclusion_proof(index)
    content = receipt_text(index=index, entry=row.entry, salt=row.salt, proof=proof, checkpoint=checkpoint.note)
    # Nobody is handed a receipt that does not hold; better an error now than a refusal in ten years.
    check_receipt(content, keyring_of(session).read)
    return content


def newest_act(session: Session, actor: Actor, act: str | None = None) -> int | None:
    """Return the index of the newest entry of ``actor`` of which there is a receipt, of this act where one is named."""
    mine = select(LedgerEntry.index).where(LedgerEntry.actor == actor.ledger_name, LedgerEntry.act.not_in(WITHOUT_RECEIPT))
    if act is not None:
        mine = mine.where(LedgerEntry.act == act)
    return session.scalars(mine.order_by(LedgerEntry.index.desc()).limit(1)).one_or_none()


def _covering(session: Session, index: int, now: datetime) -> CheckpointNote:
    latest = latest_checkpoint(session)
    return latest if latest is not None and latest.size > index else sign_checkpoint(session, now=now)

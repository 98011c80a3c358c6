"""Erasing the words of one entry, in the record and in the row of the feature that said them, in one transaction.

A steward erases what should never have been written down; for a minute, whoever commented takes it back themselves.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import Base
from consensus.domain.actor import Actor
from consensus.domain.erasing import (
    ACT,
    ALREADY,
    AMENDMENT,
    KINDS,
    REASON_MAX_CHARACTERS,
    TAKEN_BACK,
    WORD_FOR_WORD,
    Words,
    can_be_taken_back,
)
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import Stage
from consensus.erasing.finding import PLACES, Held, drafts_of, held
from consensus.ledger.models import LedgerEntry
from consensus.ledger.models_erasure import Erasure
from consensus.proposals.facts import lock_proposal
from consensus.proposals.models import Autosave, Comment, IssueDisposition
from consensus.transaction import command

_ENTRIES = Base.metadata.tables[LedgerEntry.__tablename__]


@command(ACT)
def erase_entry(session: Session, *, actor: Actor, index: int, reason: str, now: datetime) -> int:
    """Let go of the words of the entry ``index``, in the record and where else they stand, and return the entry that says so.

    Nothing else of the act goes: who did it, what, when, and the leaf by which the tree and every receipt still prove it.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such entry.
    :raises InvalidError: when its words cannot be erased, when no reason is given, or when the reason repeats them.
    """
    demand(roles_of(actor), Permission.ERASE)
    found = held(session, index, lock=True)
    if found.refusal is not None or found.words is None:
        raise InvalidError(found.refusal or "", "index")
    reason = reason.strip()
    if not reason:
        raise InvalidError(_("Give the reason. It stands in the place of the words, and nobody can erase it."), "reason")
    if len(reason) > REASON_MAX_CHARACTERS:
        raise InvalidError(
            _("The reason has at most {most} characters. Shorten it; nothing was lost.", most=f"{REASON_MAX_CHARACTERS:,}"), "reason"
        )
    if any(said.strip() in reason for said in found.said):
        raise InvalidError(_("The reason repeats the words that are to be erased. Say why, without them."), "reason")
    if reason == TAKEN_BACK:
        raise InvalidError(_("Give a reason of your own: this one stands where somebody took their own comment back."), "reason")
    return _let_go(session, found, found.words, actor=actor, reason=reason, now=now)


@command("take_back_comment")
def take_back_comment(session: Session, *, actor: Actor, comment_id: int, now: datetime) -> int:
    """Let whoever commented take it back for a minute, and return the entry that says so: its words go as erased ones do.

    The comment was an act at once, and somebody may have read it: that it was said and taken back stays on the record. An issue or an
    amendment goes too as long as it waits for its answer, and nothing waits for it any more.

    :raises NotFoundError: when there is no such comment.
    :raises ForbiddenError: when somebody else said it.
    :raises InvalidError: when it was said longer ago, when its words are gone already, or when it is an issue that has its answer or
        stands in the record of a decision.
    """
    said = session.get(Comment, comment_id)
    if said is None:
        raise NotFoundError(_("There is no such comment."))
    if said.person_id != actor.person_id:
        raise ForbiddenError(_("Only whoever wrote a comment can take it back."))
    if not can_be_taken_back(said.at, now):
        raise InvalidError(
            _("A comment can be taken back for a minute after it was said. This one stands; write another that corrects it.")
        )
    proposal = lock_proposal(session, said.proposal_id)  # nobody answers it meanwhile
    if said.is_issue and session.get(IssueDisposition, comment_id) is not None:
        raise InvalidError(_("This has its answer, so it stands. Write a comment that says what you meant."))
    if said.is_issue and proposal.stage is Stage.CLOSED:
        raise InvalidError(WORD_FOR_WORD)
    statement = select(LedgerEntry.index).where(
        LedgerEntry.proposal_id == said.proposal_id,
        LedgerEntry.at == said.at,
        LedgerEntry.act.in_((KINDS[Words.COMMENT].act, AMENDMENT)),
    )
    entries = (held(session, index, lock=True) for index in session.scalars(statement.order_by(LedgerEntry.index)).all())
    found = next((entry for entry in entries if entry.refusal in (None, WORD_FOR_WORD) and entry.row_id == comment_id), None)
    if found is None:
        raise InvalidError(ALREADY)
    return _let_go(session, found, Words.COMMENT, actor=actor, reason=TAKEN_BACK, now=now)


def _let_go(session: Session, found: Held, words: Words, *, actor: Actor, reason: str, now: datetime) -> int:
    place = PLACES[words]
    session.execute(select(place.table.c.id).where(place.table.c.id == found.row_id).with_for_update()).one()
    session.execute(delete(Autosave).where(Autosave.id.in_(drafts_of(session, found))))
    data = {"index": found.index, "act": found.act, "words": words.value, "row": found.row_id, "reason": reason}
    said = ledger.append(
        session, at=now, actor=actor, act=ACT, data=data, body=found.body, body_id=found.body_id, proposal_id=found.proposal_id
    )
    # In this order: the database lets each go only after the one before.
    session.execute(update(_ENTRIES).where(_ENTRIES.c.index == found.index).values(entry=None, salt=None))
    named = {"entry_index": found.index, "erased_by": said.index, "words": words, "row_id": found.row_id}
    session.execute(insert(Erasure).values(**named, person_id=actor.person_id, at=now, reason=reason))
    session.execute(update(place.table).where(place.table.c.id == found.row_id).values(**place.gone))
    return said.index

"""A new proposal that names an earlier decision: which one it may name, and with what its form begins.

Source: process.md section 2, T29, and section 4 (urgent).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.domain.terms import DecisionStatus, Relation
from consensus.pages.reading import may_read
from consensus.proposals.continuing import current_texts
from consensus.proposals.models import Proposal
from consensus.voting.models import Decision

_MAY_BE = {
    Relation.SUPERSEDES: (DecisionStatus.IN_FORCE, DecisionStatus.PROVISIONAL),
    Relation.RATIFIES: (DecisionStatus.PROVISIONAL,),
}
"""What a decision must be worth today so that a new one can do this to it."""

_IS_NOT = {
    Relation.SUPERSEDES: _("This decision is not in force, so there is nothing in it to change. Look it up: it leads to the one that is."),
    Relation.RATIFIES: _("Only a provisional decision can be ratified, and this one is not provisional. Look it up in the archive."),
}


def named_decision(session: Session, actor: Actor, cited: str, relation: Relation, now: datetime) -> int | None:
    """Return the decision that is cited as ``cited``; ``None`` where nothing is.

    :raises InvalidError: when there is none that the actor may read, or nothing of the kind can be done to it.
    """
    if not cited:
        return None
    found = _found(session, actor, cited, now)
    if found is None:
        raise InvalidError(_("There is no decision of this number. Look it up in the archive."), field="names_decision")
    if found.status not in _MAY_BE[relation]:
        raise InvalidError(_IS_NOT[relation], field="names_decision")
    return int(found.id)


def beginning(session: Session, actor: Actor, body_id: int, cited: str, relation: Relation, first: str, now: datetime) -> dict[str, Any]:
    """Return with what the form of a proposal begins that names a decision of the body: its text, to be changed or ratified.

    ``first`` is the language in which the new text counts. Without such a decision, only what was asked for; the form says so
    when it is sent. An urgent class cannot ratify, so the class
    of what is ratified is left open.
    """
    found = _found(session, actor, cited, now) if cited else None
    if found is None or found.body_id != body_id:
        return {"names_decision": cited, "relation": relation.value} if cited else {}
    texts = current_texts(session, found.proposal_id, found.version_number)
    authentic = texts.pop(first if first in texts else found.authentic_language)
    data: dict[str, Any] = {
        "question": authentic.question,
        "text": authentic.text,
        "visibility": found.visibility.value,
        "names_decision": cited,
        "relation": relation.value,
    }
    if relation is Relation.SUPERSEDES:
        data["class_code"] = found.class_code
    for language, given in texts.items():
        data |= {f"question_{language}": given.question, f"text_{language}": given.text}
    return data


def _found(session: Session, actor: Actor, cited: str, now: datetime) -> Row[Any] | None:
    columns = (Decision.id, Decision.body_id, Decision.status, Decision.proposal_id, Decision.class_code)
    statement = select(*columns, Proposal.visibility, Proposal.version_number, Proposal.authentic_language)
    statement = statement.join(Proposal, Proposal.id == Decision.proposal_id).where(Decision.number == cited)
    found = session.execute(statement).one_or_none()
    return found if found is not None and may_read(session, found.visibility, found.body_id, actor, now) else None

"""What one message says, in the language of its webhook: sentences that tell no name, and a title where titles are told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.archive.citing import address_of
from consensus.bodies.models import Body
from consensus.domain.speech import _, one_after_another
from consensus.domain.terms import DecisionStatus, Outcome, Visibility
from consensus.elections.models import Election
from consensus.ledger.models import LedgerEntry
from consensus.meetings.models import Meeting
from consensus.proposals.models import Proposal
from consensus.voting.models import Decision
from consensus.web.times import instant_in_words
from consensus.web.words import OUTCOMES, STATUSES
from consensus.webhooks.telling import event_of, visibility_of
from consensus.webhooks.terms import Event, may_hear

SENTENCES = {
    Event.OPENED: _("A proposal is open for comment."),
    Event.CHANGED: _("The text of a proposal has changed."),
    Event.OBJECTIONS: _("Objections to a proposal can be raised now."),
    Event.CONSENSUS: _("Every voice is asked where it stands on a proposal."),
    Event.VOTE: _("Consensus on a proposal was not reached, and those who were asked vote now."),
    Event.EXTENDED: _("There is more time for a proposal."),
    Event.RETURNED: _("A proposal goes back a step."),
    Event.DECIDED: _("A proposal is decided."),
    Event.STATUS: _("What a decision is worth has changed."),
    Event.MEETING: _("A meeting is called."),
    Event.ELECTION: _("An election is called."),
    Event.COUNTED: _("An election is counted."),
    Event.TEST: _("This is a test: what happens in the network will be told here."),
}
DISSENT = _("With dissent.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a message says of a decision; never without whether there is dissent."""

    has_dissent: bool
    number: str = ""
    outcome: Outcome | None = None
    status: DecisionStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message before it takes the shape of its kind. What would name something is empty where titles are not told."""

    event: Event
    at: datetime
    entry_index: int | None
    sentence: str
    url: str
    title: str = ""
    body_code: str = ""
    body_name: str = ""
    closes_at: str | None = None
    decision: Taken | None = None


def message_of_test(base_url: str, now: datetime) -> Message:
    """Return what a test says."""
    return Message(event=Event.TEST, at=now, entry_index=None, sentence=str(SENTENCES[Event.TEST]), url=base_url)


def message_of(session: Session, index: int, *, audience: Visibility, tells_title: bool, base_url: str) -> Message | None:
    """Return what the entry ``index`` tells where ``audience`` listens, in the present language; None where it may not any more."""
    entry = session.get_one(LedgerEntry, index)
    said = {} if entry.entry is None else json.loads(entry.entry)
    data: dict[str, Any] = said.get("data", {})
    event = event_of(entry.act, data)
    proposal = None if entry.proposal_id is None else session.get_one(Proposal, entry.proposal_id)
    if event is None or not may_hear(audience, visibility_of(event, None if proposal is None else proposal.visibility)):
        return None
    decision = _decision(session, event, proposal)
    where = f"{base_url}/proposals/{entry.proposal_id}"
    title = "" if proposal is None else proposal.question
    if event is Event.MEETING:
        where, title = f"{base_url}/meetings/{data['meeting']}", session.get_one(Meeting, data["meeting"]).title
    elif event in (Event.ELECTION, Event.COUNTED):
        where, title = f"{base_url}/elections/{data['election']}", session.get_one(Election, data["election"]).title
    elif decision is not None and tells_title:
        where = address_of(base_url, decision.number)
    body = session.get(Body, entry.body_id) if tells_title and entry.body_id is not None else None
    return Message(
        event=event,
        at=entry.at,
        entry_index=index,
        sentence=_sentence(event, decision, data, tells_title=tells_title),
        url=where,
        title=title if tells_title else "",
        body_code="" if body is None else body.code,
        body_name="" if body is None else body.name,
        closes_at=data.get("closes_at"),
        decision=decision if decision is None or tells_title else Taken(has_dissent=decision.has_dissent),
    )


def _decision(session: Session, event: Event, proposal: Proposal | None) -> Taken | None:
    if proposal is None or event not in (Event.DECIDED, Event.STATUS):
        return None
    columns = (Decision.has_dissent, Decision.number, Decision.outcome, Decision.status)
    has_dissent, number, outcome, status = session.execute(select(*columns).where(Decision.proposal_id == proposal.id)).one()
    return Taken(has_dissent=has_dissent, number=number, outcome=outcome, status=status)


def _sentence(event: Event, decision: Taken | None, data: dict[str, Any], *, tells_title: bool) -> str:
    sentences = [SENTENCES[event]]
    if decision is not None:
        if tells_title and decision.outcome is not None and decision.status is not None:
            worth = OUTCOMES[decision.outcome] if event is Event.DECIDED else STATUSES[decision.status]
            sentences.append(_("{number}: {outcome}.", number=decision.number, outcome=worth))
        if decision.has_dissent:
            sentences.append(DISSENT)
    elif data.get("closes_at"):
        until = datetime.fromisoformat(data["closes_at"])
        sentences.append(_("Until {instant}.", instant=instant_in_words(until, UTC)))
    return str(one_after_another(sentences))

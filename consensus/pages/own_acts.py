"""One's own acts, of every kind, each with its place in the record, so that a receipt of it can be had."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.queries.belonging import bodies_of
from consensus.domain.actor import Actor
from consensus.domain.reasons import Reason
from consensus.domain.speech import ENGLISH, _, gettext_noop, speaker
from consensus.domain.terms import Visibility
from consensus.ledger.models import LedgerEntry
from consensus.pages.timeline import TimelineEntry, erased_in, names_in, told_entry
from consensus.proposals.models import Proposal

PAGE_LENGTH = 50
"""Acts on one page."""

YOU = "You"
"""Who acted, in English. Other languages bend the verb to the person, so there the sentences of the timeline name whoever reads."""


@dataclass(frozen=True, slots=True)
class OwnAct:
    """One act of the reader's own."""

    told: TimelineEntry
    body: str
    """The code of the body, where the act is about one."""
    proposal_id: int | None
    question: str
    has_receipt: bool


@dataclass(frozen=True, slots=True)
class OwnActs:
    """Some of them, the newest first; ``next_before`` is where the following page begins, if there is one."""

    acts: tuple[OwnAct, ...]
    next_before: int | None


ELSEWHERE: Mapping[str, str] = {
    "accept_invitation": gettext_noop("You came in by your invitation."),
    "reset_password": gettext_noop("You chose a new password by a link."),
    "change_password": gettext_noop("You changed your password."),
    "sign_out_everywhere": gettext_noop("You signed out everywhere."),
    "change_settings": gettext_noop("You changed your settings."),
    "make_token": gettext_noop("You made a token for a program of yours."),
    "revoke_token": gettext_noop("You revoked a token."),
    "change_address": gettext_noop("You changed your e-mail address."),
    "try_mail_again": gettext_noop("You asked that letters be tried again."),
    "link_identity": gettext_noop("You bound your account to one elsewhere."),
    "unlink_identity": gettext_noop("You unbound your account from one elsewhere."),
    "make_calendar_address": gettext_noop("You made a secret address for your calendar."),
    "choose_calendar_words": gettext_noop("You chose what your calendar says."),
    "end_calendar_address": gettext_noop("You ended an address of your calendar."),
    "choose_answers_at_once": gettext_noop("You chose whether your answers by e-mail count at once."),
    "add_push_device": gettext_noop("You let a device show you notices."),
    "remove_push_device": gettext_noop("You ended notices on a device."),
    "leave_push_device": gettext_noop("You ended notices on a device."),
    "call_meeting": gettext_noop("You called a meeting."),
    "change_meeting": gettext_noop("You changed a meeting."),
    "start_meeting": gettext_noop("You began a meeting."),
    "end_meeting": gettext_noop("You ended a meeting."),
    "leave_seat": gettext_noop("You wrote down that a seat was left."),
    "stand_in": gettext_noop("You wrote down that an alternate stands in."),
    "end_standing_in": gettext_noop("You wrote down that an alternate no longer stands in."),
    "take_back_comment": gettext_noop("You took a comment back."),
    "declare_gender": gettext_noop("You declared your gender, or that it is undisclosed. The record does not say which."),
    "look_at_gender": gettext_noop("You looked at what somebody declared of their gender."),
    "try_rules": gettext_noop("You looked at what rules about gender, not in force, would say of those who sit on a body."),
    "nominate": gettext_noop("You nominated somebody."),
    "stand": gettext_noop("You said that you stand for election."),
    "decline_nomination": gettext_noop("You declined a nomination."),
    "withdraw_candidacy": gettext_noop("You withdrew your candidacy."),
    "cast_ballot": gettext_noop("You cast a ballot for {voice}. The record does not say what for."),
}
"""What is said of acts that no proposal has; those of stewards are named by their code."""


def own_acts(session: Session, actor: Actor, now: datetime, *, before: int | None = None) -> OwnActs:
    """Return what ``actor`` did, from before the entry ``before`` backwards."""
    columns = (LedgerEntry.index, LedgerEntry.at, LedgerEntry.actor, LedgerEntry.act, LedgerEntry.proposal_id, LedgerEntry.entry)
    statement = select(*columns).where(LedgerEntry.actor == actor.ledger_name, LedgerEntry.act.not_in(ledger.WITHOUT_RECEIPT))
    if before is not None:
        statement = statement.where(LedgerEntry.index < before)
    rows = session.execute(statement.order_by(LedgerEntry.index.desc()).limit(PAGE_LENGTH + 1)).tuples().all()
    read = [(index, at, by, act, {} if entry is None else json.loads(entry)) for index, at, by, act, _, entry in rows[:PAGE_LENGTH]]
    proposals = {index: proposal_id for index, _, _, _, proposal_id, _ in rows}
    names, erased = names_in(session, read), erased_in(session, [index for index, *_, entry in read if not entry])
    questions = _questions(session, actor, now, {each for each in proposals.values() if each is not None})
    by = YOU if speaker() is ENGLISH else names.get(actor.person_id or 0, YOU)
    acts = tuple(
        OwnAct(
            told=_told(index, at, act, entry, by, names, erased.get(index, "")),
            body=entry.get("body", ""),
            proposal_id=proposals[index],
            question=questions.get(proposals[index] or 0, ""),
            has_receipt=bool(entry),
        )
        for index, at, _, act, entry in read
    )
    return OwnActs(acts, acts[-1].told.index if len(rows) > PAGE_LENGTH else None)


def _told(index: int, at: datetime, act: str, entry: dict[str, Any], by: str, names: Mapping[int, str], erased: str) -> TimelineEntry:
    told = told_entry(index, at, act, entry, by, names, erased)
    sentence = ELSEWHERE.get(act) if entry else None
    return told if sentence is None else replace(told, sentence=str(Reason(sentence, {"voice": entry.get("voice", _("a member"))})))


def _questions(session: Session, actor: Actor, now: datetime, ids: set[int]) -> dict[int, str]:
    """Return what the proposals ask, as far as the reader may see them now without looking at each."""
    if not ids or actor.person_id is None:
        return {}
    open_to_me = or_(Proposal.visibility == Visibility.PUBLIC, Proposal.body_id.in_(bodies_of(session, actor.person_id, now)))
    return dict(session.execute(select(Proposal.id, Proposal.question).where(Proposal.id.in_(ids), open_to_me)).tuples().all())

"""Saying how long things are kept, holding them, and the run of each day that does what is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.api.models import ApiToken
from consensus.bodies.models import Body
from consensus.calendars.models import CalendarAddress
from consensus.db import Base
from consensus.domain.actor import CLOCK, Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.retention import ACT, KINDS, REASON_MAX_CHARACTERS, Category, setting_of, wrong_days
from consensus.domain.speech import _
from consensus.ledger.models import RUNS, LedgerEntry, of_acts
from consensus.mail.models import MailLetter, MailTrouble
from consensus.meetings.models import Meeting
from consensus.people.models import Doorway, Network, Person
from consensus.people.models_identity import Identity
from consensus.proposals.models import Autosave, Proposal
from consensus.retention.due import Due, due, rules_of
from consensus.retention.models import LegalHold, RetentionRule
from consensus.transaction import command

EVERY = timedelta(days=1)

AT_ONCE = 500
"""Rows named in one statement."""


@command("set_retention")
def set_retention(
    session: Session, *, actor: Actor, category: Category, days: int | None, now: datetime, body_id: int | None = None
) -> None:
    """Say for how many days something is kept, in a body or in the network; None is for ever.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such body.
    :raises InvalidError: when a body cannot have its own, the days are too few or too many, or it is set so already.
    """
    person_id = _steward(actor)
    _take_turns(session)
    body = None if body_id is None else _body(session, body_id)
    if body is not None and not KINDS[category].is_of_body:
        raise InvalidError(_("This is set for the whole network; a body has no number of its own for it."), "body")
    wrong = wrong_days(days)
    if wrong is not None:
        raise InvalidError(wrong, "days")
    before = rules_of(session)
    if before.get((category, body_id), 0) == days:
        raise InvalidError(_("It is set so already."), "days")
    was = setting_of(before, category, body_id)
    session.add(RetentionRule(category=category, body_id=body_id, days=days, person_id=person_id, at=now))
    data = {"category": category.value, "from": was.days, "from_default": was.is_default, "to": days}
    _append(session, actor, now, "set_retention", data, body)


@command("place_hold")
def place_hold(
    session: Session, *, actor: Actor, reason: str, now: datetime, body_id: int | None = None, proposal_id: int | None = None
) -> int:
    """Keep a proposal, a body or the whole network as it is until the hold is released, and return the hold's id.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such body or proposal.
    :raises InvalidError: when no reason is given, or it is too long.
    """
    person_id = _steward(actor)
    _take_turns(session)
    reason = reason.strip()
    if not reason:
        raise InvalidError(_("Give the reason: who asked for it, and why."), "reason")
    if len(reason) > REASON_MAX_CHARACTERS:
        raise InvalidError(
            _("The reason has at most {most} characters. Shorten it; nothing was lost.", most=f"{REASON_MAX_CHARACTERS:,}"), "reason"
        )
    proposal = None if proposal_id is None else session.get(Proposal, proposal_id)
    if proposal_id is not None and proposal is None:
        raise NotFoundError(_("There is no such proposal."))
    about = body_id if proposal is None else proposal.body_id
    body = None if about is None else _body(session, about)
    hold = LegalHold(body_id=None if proposal_id else body_id, proposal_id=proposal_id, reason=reason, person_id=person_id, at=now)
    session.add(hold)
    session.flush()
    _append(session, actor, now, "place_hold", {"hold": hold.id, "reason": reason}, body, proposal_id)
    return hold.id


@command("release_hold")
def release_hold(session: Session, *, actor: Actor, hold_id: int, now: datetime) -> None:
    """End a hold, once; the next run of the clock does what was due meanwhile.

    :raises ForbiddenError: when the actor is no steward.
    :raises NotFoundError: when there is no such hold.
    :raises InvalidError: when it was released already.
    """
    person_id = _steward(actor)
    _take_turns(session)
    hold = session.scalars(select(LegalHold).where(LegalHold.id == hold_id).with_for_update()).one_or_none()
    if hold is None:
        raise NotFoundError(_("There is no such hold."))
    if hold.released_at is not None:
        raise InvalidError(_("This hold was released already."))
    hold.released_at, hold.released_by_id = now, person_id
    proposal = None if hold.proposal_id is None else session.get_one(Proposal, hold.proposal_id)
    about = hold.body_id if proposal is None else proposal.body_id
    body = None if about is None else _body(session, about)
    _append(session, actor, now, "release_hold", {"hold": hold.id}, body, hold.proposal_id)


@command(ACT)
def keep_retention(session: Session, *, now: datetime, mail_folder: Path) -> int:
    """Do what is due, at most once a day, and return how much that was; a day on which nothing was due adds no entry.

    What was set less than a day ago waits, so that whoever set it can see first what follows.
    """
    _take_turns(session)
    found = due(session, now)
    if not sum(found.counts.values()) or not is_time(session, now):
        return 0
    _do(session, found, mail_folder, now)
    ledger.append(session, at=now, actor=CLOCK, act=ACT, data={category.value: number for category, number in found.counts.items()})
    return sum(found.counts.values())


def is_time(session: Session, now: datetime) -> bool:
    """Return whether the last run, and the last change of what is set, were a day ago or more."""
    ran = session.scalar(select(LedgerEntry.at).where(of_acts(RUNS)).order_by(LedgerEntry.index.desc()).limit(1))
    was_set = session.scalar(select(func.max(RetentionRule.at)))
    return all(last is None or now >= last + EVERY for last in (ran, was_set))


def _do(session: Session, found: Due, mail_folder: Path, now: datetime) -> None:
    people, proposals, meetings = (Base.metadata.tables[each.__tablename__] for each in (Person, Proposal, Meeting))
    forgotten = {
        "email": None,
        "password_hash": None,
        "by_mail_at": None,
        "gender": None,
        "timezone": "UTC",
        "is_active": False,
        "unnamed_at": now,
    }
    for person_id, name in found.persons.items():
        theirs = update(people).where(people.c.id == person_id)
        session.execute(theirs.values(name=name, session_epoch=people.c.session_epoch + 1, **forgotten))
    for ids in _parts(list(found.persons)):
        session.execute(delete(Doorway).where(Doorway.person_id.in_(ids)))
        session.execute(delete(CalendarAddress).where(CalendarAddress.person_id.in_(ids)))
        session.execute(delete(Identity).where(Identity.person_id.in_(ids)))
        session.execute(delete(Autosave).where(Autosave.person_id.in_(ids)))
        session.execute(delete(MailTrouble).where(MailTrouble.person_id.in_(ids)))
        session.execute(delete(ApiToken).where(ApiToken.person_id.in_(ids)))
    for table, ids in ((proposals, found.discussion), (meetings, found.meetings)):
        for part in _parts(ids):
            session.execute(update(table).where(table.c.id.in_(part)).values(unnamed_at=now))
    for part in _parts(found.drafts):
        session.execute(delete(Autosave).where(Autosave.id.in_(part)))
    for part in _parts(list(found.letters)):
        session.execute(delete(MailLetter).where(MailLetter.id.in_(part)))
    if found.letters:
        session.execute(delete(Doorway).where(Doorway.expires_at <= now))
    # Before the commit: a file without its row would stay for ever, and a row without its file is deleted the next time.
    _remove(mail_folder, found.letters.values())


def _remove(mail_folder: Path, names: Iterable[str]) -> None:
    for name in names:
        if name and name == Path(name).name:
            (mail_folder / name).unlink(missing_ok=True)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _append(
    session: Session, actor: Actor, now: datetime, act: str, data: dict[str, Any], body: Body | None, proposal_id: int | None = None
) -> None:
    code, body_id = (None, None) if body is None else (body.code, body.id)
    ledger.append(session, at=now, actor=actor, act=act, data=data, body=code, body_id=body_id, proposal_id=proposal_id)


def _steward(actor: Actor) -> int:
    demand(roles_of(actor), Permission.KEEP_RETENTION)
    assert actor.person_id is not None  # a steward is a person  # noqa: S101
    return actor.person_id


def _take_turns(session: Session) -> None:
    """One of these acts at a time, so that nothing is taken away under a hold that is being placed."""
    session.execute(select(Network.id).with_for_update(key_share=True))


def _body(session: Session, body_id: int) -> Body:
    body = session.get(Body, body_id)
    if body is None:
        raise NotFoundError(_("There is no such body."))
    return body

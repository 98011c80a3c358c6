"""Hearing the owners of objections: invite, answer, write down what was said, call off. Nothing of it settles an objection.

Several objections, on one passage for instance, can be heard together; each keeps its own fate.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.facts import Sent
from consensus.domain.speech import _
from consensus.domain.terms import Beside
from consensus.domain.windows import demand_within_reach
from consensus.ledger import instant
from consensus.proposals.facts import lock_proposal
from consensus.transaction import command
from consensus.voting.acting import VoiceAct, begin, begin_locked
from consensus.voting.facts import objections_of
from consensus.voting.hearings import HearingSaid, hearings_of, planned_for, with_hearings
from consensus.voting.models_hearing import Hearing, HearingEnd, Invitation, InvitationAnswer

WORDS_MAX_CHARACTERS = 10_000
"""Of a place, a note, a message."""


@command("invite_to_be_heard")
def invite_to_be_heard(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    objection_id: int,
    meets_at: datetime | None,
    place: str,
    now: datetime,
    with_ids: tuple[int, ...] = (),
    passage: str = "",
    text: str = "",
) -> int:
    """Invite the owner of an open objection to be heard, and return the hearing's id.

    ``with_ids`` are objections that are heard together with it, ``passage`` the words of the text that it is about; ``place`` is a
    place or a link, which the people of the body alone see, and which nothing here opens.

    :raises RefusedError: ``not_facilitator``, ``already_done`` where one is not open, ``hearing_planned``, ``too_early`` where the
        time is not ahead, ``place_required``.
    :raises NotFoundError: when the proposal has no such objection.
    """
    proposal = lock_proposal(session, proposal_id)
    objections = {each.id: each for each in with_hearings(objections_of(session, proposal_id), hearings_of(session, proposal_id))}
    others = tuple(each for each in dict.fromkeys(with_ids) if each != objection_id)
    if not set(others) <= objections.keys():
        raise NotFoundError(_("There is no such objection on this proposal."))
    sent = Sent(until=meets_at, place=place, heard_with=tuple(objections[each] for each in others))
    act = begin_locked(session, proposal, actor=actor, action=Beside.INVITE_TO_BE_HEARD, now=now, sent=sent, target_id=objection_id)
    if meets_at is None:
        raise AssertionError("the table lets nobody invite to no time")
    demand_within_reach(meets_at, now, "meets_at")
    _demand_short(place=place, passage=passage, text=text)
    said = {"place": place.strip(), "passage": passage, "text": text}
    hearing = Hearing(proposal_id=proposal_id, person_id=act.person_id, invited_at=now, meets_at=meets_at, **said)
    session.add(hearing)
    session.flush()
    session.add_all(Invitation(hearing_id=hearing.id, objection_id=each) for each in (objection_id, *others))
    act.record({"hearing": hearing.id, "objections": [objection_id, *others], "meets_at": instant(meets_at), **said})
    return hearing.id


@command("answer_invitation")
def answer_invitation(
    session: Session, *, actor: Actor, proposal_id: int, objection_id: int, comes: bool, now: datetime, text: str = ""
) -> None:
    """Say, as the objection's owner, that one comes to the hearing, or decline it; who declined can be invited again.

    :raises RefusedError: ``not_objector``, ``no_hearing``.
    """
    act, hearing = _at(session, actor, proposal_id, Beside.ANSWER_INVITATION, objection_id, now)
    _demand_short(text=text)
    answer = InvitationAnswer(hearing_id=hearing.id, objection_id=objection_id, person_id=act.person_id, at=now, comes=comes, text=text)
    session.add(answer)
    session.flush()
    act.record({"hearing": hearing.id, "objection": objection_id, "comes": comes, "text": text}, voice=act.the_voice.label)


@command("record_hearing")
def record_hearing(
    session: Session, *, actor: Actor, proposal_id: int, objection_id: int, text: str, now: datetime, agreed_by: str = ""
) -> None:
    """Write down what was said in the hearing of an objection, and who agreed to the note; it is the note for all heard there.

    :raises RefusedError: ``not_facilitator``, ``no_hearing``, ``too_early`` before it began, ``reason_required`` without a note.
    """
    act, hearing = _at(session, actor, proposal_id, Beside.RECORD_HEARING, objection_id, now, Sent(text=text))
    _demand_short(text=text, agreed_by=agreed_by)
    _end(act, hearing, was_held=True, text=text, agreed_by=agreed_by)
    act.record({"hearing": hearing.id, "objections": list(hearing.planned_ids), "text": text, "agreed_by": agreed_by})


@command("call_off_hearing")
def call_off_hearing(session: Session, *, actor: Actor, proposal_id: int, objection_id: int, reason: str, now: datetime) -> None:
    """Call the hearing of an objection off, for all who were to be heard there.

    :raises RefusedError: ``not_facilitator``, ``no_hearing``, ``reason_required``.
    """
    act, hearing = _at(session, actor, proposal_id, Beside.CALL_OFF_HEARING, objection_id, now, Sent(reason=reason))
    _demand_short(reason=reason)
    _end(act, hearing, was_held=False, text=reason, agreed_by="")
    act.record({"hearing": hearing.id, "objections": list(hearing.planned_ids), "reason": reason})


def _at(
    session: Session, actor: Actor, proposal_id: int, action: Beside, objection_id: int, now: datetime, sent: Sent | None = None
) -> tuple[VoiceAct, HearingSaid]:
    """Begin an act about the hearing that is planned for an objection."""
    act = begin(session, actor=actor, proposal_id=proposal_id, action=action, now=now, sent=sent or Sent(), target_id=objection_id)
    hearing = planned_for(hearings_of(session, proposal_id), objection_id)
    if hearing is None:
        raise AssertionError("the table lets nobody act on a hearing that is not planned")
    return act, hearing


def _end(act: VoiceAct, hearing: HearingSaid, *, was_held: bool, text: str, agreed_by: str) -> None:
    end = HearingEnd(hearing_id=hearing.id, person_id=act.person_id, at=act.now, was_held=was_held, text=text, agreed_by=agreed_by)
    act.session.add(end)
    act.session.flush()


def _demand_short(**words: str) -> None:
    for field, said in words.items():
        if len(said) > WORDS_MAX_CHARACTERS:
            raise InvalidError(
                _("This has at most {most} characters. Shorten it; nothing was lost.", most=f"{WORDS_MAX_CHARACTERS:,}"), field=field
            )

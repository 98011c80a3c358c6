"""The temperature: ask for it, answer, close. It is on the record and is never counted as a position.

**What is kept of an answer without a name.** A voice may change its mind, and its newest answer counts, so the answer has to be
found again: the table of answers holds the voice and its answer, and whoever runs the machine could look there. Nothing else
tells. The entry in the ledger says that the person answered and when, and instead of the answer the SHA-256 of it with chance
that stands in the table alone: it holds the answer fast without telling it. Pages, records and exports show how many voices
stand on each step once the check is over, if at least three answered; before that only how many did. Where all answer alike, the
number tells what each said: no count can hide that.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from consensus.bodies.queries import speaks_for
from consensus.bodies.queries.voices import VoiceSource
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.facts import Sent
from consensus.domain.sense import temperature
from consensus.domain.speech import _
from consensus.domain.terms import Beside, Gradient
from consensus.proposals.acting import Act, begin
from consensus.proposals.models_sense import SenseAnswer, SenseCheck, SenseEnd
from consensus.proposals.sensing import open_check, sense_checks_of
from consensus.transaction import command

QUESTION_MAX_CHARACTERS = 500


@command("ask_sense_check")
def ask_sense_check(session: Session, *, actor: Actor, proposal_id: int, question: str, is_by_name: bool, now: datetime) -> int:
    """Ask everybody of the body how warm they are to something, and return the check's id.

    :raises RefusedError: ``not_facilitator``, ``window_closed``, ``sense_check_open``, ``reason_required`` without a question.
    """
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Beside.ASK_SENSE_CHECK, now=now, sent=Sent(text=question))
    if len(question) > QUESTION_MAX_CHARACTERS:
        raise InvalidError(_("The question has at most {most} characters. Shorten it.", most=QUESTION_MAX_CHARACTERS), field="question")
    check = SenseCheck(
        proposal_id=proposal_id,
        person_id=_person(act),
        version_number=act.proposal.version_number,
        at=now,
        question=question,
        is_by_name=is_by_name,
    )
    session.add(check)
    session.flush()
    act.record({"sense_check": check.id, "question": question, "by_name": is_by_name, "version": check.version_number})
    return check.id


@command("answer_sense_check")
def answer_sense_check(
    session: Session, *, actor: Actor, proposal_id: int, gradient: str, now: datetime, voice_id: int | None = None
) -> None:
    """Answer the open sense-check for one's voice; the newest answer of a voice counts, none is erased.

    ``voice_id`` is the seat in a steering body, elsewhere the member; it may be left out by who speaks for one alone.

    :raises RefusedError: ``not_in_body``, ``window_closed``, ``no_sense_check``, ``unknown_gradient``.
    :raises InvalidError: when the actor speaks for several voices and does not say for which one, or not for the one named.
    """
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Beside.ANSWER_SENSE_CHECK, now=now, sent=Sent(gradient=gradient))
    check = open_check(session, act.proposal, now)
    if check is None:
        raise AssertionError("the table lets nobody answer a check that is not open")
    voice = _voice(speaks_for(session, _person(act), act.proposal.body_id, now), voice_id)
    nonce = "" if check.is_by_name else secrets.token_hex(16)
    answer = SenseAnswer(
        sense_check_id=check.id,
        member_id=voice.member_id,
        seat_id=voice.seat_id,
        label=voice.label,
        person_id=_person(act),
        at=now,
        gradient=Gradient(gradient),
        nonce=nonce,
    )
    session.add(answer)
    session.flush()
    if check.is_by_name:
        act.record({"sense_check": check.id, "answer": answer.id, "gradient": answer.gradient.value}, voice=voice.label)
    else:
        act.record({"sense_check": check.id, "answer_sha256": answer_sha256(nonce, answer.gradient)})


@command("close_sense_check")
def close_sense_check(session: Session, *, actor: Actor, proposal_id: int, now: datetime) -> None:
    """Close the open sense-check before the comment window ends; the entry holds what it came to.

    :raises RefusedError: ``not_facilitator``, ``window_closed``, ``no_sense_check``.
    """
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Beside.CLOSE_SENSE_CHECK, now=now)
    check = open_check(session, act.proposal, now)
    if check is None:
        raise AssertionError("the table lets nobody close a check that is not open")
    session.add(SenseEnd(sense_check_id=check.id, person_id=_person(act), at=now))
    session.flush()
    said = next(each for each in sense_checks_of(session, act.proposal, now) if each.id == check.id)
    found = temperature(said.answers, is_by_name=check.is_by_name, is_open=False)
    counts = None if found.counts is None else {step.value: count for step, count in found.counts}
    act.record({"sense_check": check.id, "voices": found.voices, "counts": counts})


def answer_sha256(nonce: str, gradient: Gradient) -> str:
    """Return what the ledger holds of an answer without a name."""
    return hashlib.sha256(f"{nonce} {gradient.value}".encode()).hexdigest()


def source_id(voice: VoiceSource) -> int:
    """Return by what a voice is named here, before there is a roll: its seat in a steering body, elsewhere its member."""
    return voice.member_id if voice.seat_id is None else voice.seat_id


def _person(act: Act) -> int:
    if act.actor.person_id is None:
        raise AssertionError("the table lets only a person act here")
    return act.actor.person_id


def _voice(voices: list[VoiceSource], wanted: int | None) -> VoiceSource:
    if wanted is None and len(voices) == 1:
        return voices[0]
    found = next((voice for voice in voices if source_id(voice) == wanted), None)
    if found is None:
        raise InvalidError(_("You speak for several voices in this body. Say for which one you answer."), field="voice")
    return found

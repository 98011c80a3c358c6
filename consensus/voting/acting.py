"""The frame of every act on a proposal that has, or is about to have, a roll. See ``proposals/acting.py`` for the simpler one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.facts import NOTHING_SENT, Sent
from consensus.domain.lifecycle import BY_A_VOICE
from consensus.domain.speech import _
from consensus.domain.terms import AnyAct
from consensus.people.models import Member
from consensus.proposals.acting import Act, judged
from consensus.proposals.facts import lock_proposal
from consensus.proposals.models import Proposal
from consensus.voting.facts import choose_voice, full_facts, members_spoken_for, voices_spoken_by
from consensus.voting.models import Objection, Voice


@dataclass(frozen=True, slots=True)
class VoiceAct(Act):
    """An act with the voice for which the actor speaks, where there is one."""

    voice: Voice | None = None

    @property
    def the_voice(self) -> Voice:
        """The voice, which the table made sure of."""
        if self.voice is None:
            raise AssertionError("the table lets only a voice act here")
        return self.voice

    @property
    def person_id(self) -> int:
        """The person who acts, which the table made sure of."""
        if self.actor.person_id is None:
            raise AssertionError("the table lets only a person act here")
        return self.actor.person_id


def begin(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    action: AnyAct,
    now: datetime,
    sent: Sent = NOTHING_SENT,
    voice_id: int | None = None,
    target_id: int | None = None,
    member_id: int | None = None,
) -> VoiceAct:
    """Lock a proposal and ask the table whether ``action`` may happen.

    :raises NotFoundError: when there is no such proposal, or no such objection on it.
    :raises OverdueError: when the clock has something to do with it first.
    :raises RefusedError: with the first condition that fails.
    :raises InvalidError: when the actor speaks for several voices and does not say for which one.
    """
    return begin_locked(
        session,
        lock_proposal(session, proposal_id),
        actor=actor,
        action=action,
        now=now,
        sent=sent,
        voice_id=voice_id,
        target_id=target_id,
        member_id=member_id,
    )


def begin_locked(
    session: Session,
    proposal: Proposal,
    *,
    actor: Actor,
    action: AnyAct,
    now: datetime,
    sent: Sent = NOTHING_SENT,
    voice_id: int | None = None,
    target_id: int | None = None,
    member_id: int | None = None,
) -> VoiceAct:
    """Do as :func:`begin` for a proposal that is locked already."""
    voices = voices_spoken_by(session, proposal, actor.person_id, now) if actor.person_id is not None and action in BY_A_VOICE else []
    target = None if target_id is None else session.get(Objection, target_id)
    voice = choose_voice(voices, voice_id, None if target is None else target.voice_id)
    facts = full_facts(session, proposal, actor, now, action=action, voice=voice, target_id=target_id, member_id=member_id)
    act = judged(session, proposal, facts, actor=actor, action=action, sent=sent)
    if len(voices) > 1 and voice_id is None and (target is None or voice is None or voice.id != target.voice_id):
        raise InvalidError(_("You speak for several voices on this roll. Say for which one you act."), field="voice")
    return VoiceAct(session=session, actor=actor, now=now, action=action, proposal=proposal, facts=act.facts, voice=voice)


def member_of(session: Session, proposal: Proposal, actor: Actor, now: datetime, wanted: int | None) -> Member | None:
    """Return the member for which an act is done: the one named if the actor speaks for it, else the first."""
    members = [] if actor.person_id is None else members_spoken_for(session, proposal, actor.person_id, now)
    return next((member for member in members if wanted in (None, member.id)), None)

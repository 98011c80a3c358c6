"""What somebody says through a letter is said by the same commands as on a page, with one entry more that tells how it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.terms import Attribution, ObjectionKind, PositionCode, Stage
from consensus.proposals.acting import record_act
from consensus.proposals.models import Proposal
from consensus.voting.commands import objection_raised, position_taken, vote_cast
from consensus.voting.models import Voice
from consensus.voting.saying import Argument

ANSWERED = "answer_by_letter"
"""The entry that says, beside that of the act itself, how it came."""


NO_ARGUMENT = Argument()
"""Nothing beside the reason and the ground."""


class Through(StrEnum):
    """How an answer came."""

    LINK = "link"
    """The person opened a link of a letter to them, and confirmed there what they say."""
    REPLY = "reply"
    """The person answered a letter to them, and confirmed it in a second reply to another one."""
    REPLY_AT_ONCE = "reply_at_once"
    """The person answered a letter to them, and had chosen before that this is enough."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said, for which voice, on what the letter showed."""

    voice_id: int
    version_number: int
    stage: Stage
    code: str
    reason: str = ""
    ground: str = ""
    argument: Argument = NO_ARGUMENT
    attribution: Attribution | None = None


def said(session: Session, *, actor: Actor, proposal_id: int, saying: Saying, through: Through, now: datetime) -> None:
    """Say it inside the transaction of the caller, by the very act that the page would do.

    :raises RefusedError: as ``take_position``, ``raise_objection`` and ``cast_vote``.
    """
    common: dict[str, Any] = {
        "actor": actor,
        "proposal_id": proposal_id,
        "now": now,
        "voice_id": saying.voice_id,
        "seen_stage": saying.stage,
    }
    if saying.stage is Stage.FALLBACK:
        done = {"vote": vote_cast(session, **common, vote=saying.code)}
    elif saying.stage is Stage.OBJECTION and saying.code != PositionCode.SUPPORT:
        kind = ObjectionKind.BLOCK if saying.code == PositionCode.BLOCK else ObjectionKind.OBJECTION
        words: dict[str, Any] = {"ground": saying.ground, "reason": saying.reason, "argument": saying.argument}
        raised = objection_raised(session, **common, **words, kind=kind, attribution=saying.attribution, version=saying.version_number)
        done = {"objection": raised}
    else:
        said_with: dict[str, Any] = {"reason": saying.reason, "ground": saying.ground, "attribution": saying.attribution}
        argument: dict[str, Any] = {"remedy": saying.argument.remedy, "whom": saying.argument.whom, "passage": saying.argument.passage}
        taken = position_taken(session, **common, **said_with, **argument, position=saying.code, version=saying.version_number)
        done = {"position": taken}
    proposal, voice = session.get_one(Proposal, proposal_id), session.get_one(Voice, saying.voice_id)
    data = {**done, "through": through.value, "version": saying.version_number}
    record_act(session, proposal, actor=actor, act=ANSWERED, data=data, now=now, voice=voice.label)

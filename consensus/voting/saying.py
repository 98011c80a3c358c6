"""What the voting commands share: writing down what a voice says, once, and giving an objection its fate."""

from __future__ import annotations

from dataclasses import dataclass

from consensus.domain.facts import ObjectionFacts
from consensus.domain.terms import Attribution, MemberKind, ObjectionKind, ObjectionStatus, PositionCode
from consensus.voting.acting import VoiceAct
from consensus.voting.models import Objection, Position, Voice


def default_attribution(voice: Voice) -> Attribution:
    """Organisations are named by default, individuals by kind and region. Source: record.md section 3."""
    return Attribution.KIND_AND_REGION if voice.kind is MemberKind.INDIVIDUAL else Attribution.NAMED


@dataclass(frozen=True, slots=True)
class Argument:
    """What an objection says beside its reason and its ground, in the objector's words; what was not said is empty."""

    remedy: str = ""
    whom: str = ""
    passage: str = ""

    def as_data(self) -> dict[str, str]:
        """Return it as the ledger has it: what was not said of harm or passage is left out."""
        further = {"whom": self.whom, "passage": self.passage}
        return {"remedy": self.remedy, **{name: words for name, words in further.items() if words.strip()}}


def new_objection(
    act: VoiceAct, *, kind: ObjectionKind, ground: str, reason: str, argument: Argument, attribution: Attribution | None
) -> Objection:
    """Write an objection of the acting voice on the current version."""
    said = argument.as_data()
    voice = act.the_voice
    objection = Objection(
        proposal_id=act.proposal.id,
        voice_id=voice.id,
        person_id=act.person_id,
        kind=kind,
        ground=ground,
        reason=reason,
        remedy=said["remedy"],
        whom=said.get("whom"),
        passage=said.get("passage"),
        attribution=attribution or default_attribution(voice),
        version_number=act.proposal.version_number,
        raised_at=act.now,
        status=ObjectionStatus.OPEN,
    )
    act.session.add(objection)
    act.proposal.was_objected = True
    act.session.flush()
    return objection


def say_position(
    act: VoiceAct, *, code: PositionCode, reason: str, attribution: Attribution | None, objection_id: int | None = None
) -> Position:
    """Write what the acting voice says on the current version, and make it its newest position."""
    voice = act.the_voice
    position = Position(
        proposal_id=act.proposal.id,
        voice_id=voice.id,
        person_id=act.person_id,
        version_number=act.proposal.version_number,
        stage=act.proposal.stage,
        code=code,
        reason=reason,
        attribution=attribution or default_attribution(voice),
        objection_id=objection_id,
        at=act.now,
    )
    act.session.add(position)
    act.session.flush()
    voice.position_id = position.id
    return position


def settle(act: VoiceAct, objection: Objection, status: ObjectionStatus) -> None:
    """Give an objection its fate; unless it stays on the record as dissent, its voice has no position any more."""
    objection.status = status
    objection.settled_at = act.now
    if status is not ObjectionStatus.UNRESOLVED:
        act.session.get_one(Voice, objection.voice_id).position_id = None


def withdraw_own(act: VoiceAct, objections: tuple[ObjectionFacts, ...]) -> list[int]:
    """Withdraw the voice's own objections because it now says something else; return their ids."""
    for each in objections:
        settle(act, act.session.get_one(Objection, each.id), ObjectionStatus.WITHDRAWN)
    return [each.id for each in objections]

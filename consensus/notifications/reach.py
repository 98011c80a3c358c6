"""Which voices of a roll were told what they are asked, and which nobody reached: for the people of the body, and whoever leads.

Why somebody was not reached is shown to those alone who can do something about it, the facilitator and the steward, and never with an
address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.channels import Channel
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import Silence, Stage
from consensus.mail.queue import unreachable
from consensus.notifications.reminding import ASKED
from consensus.pages.opening import opened
from consensus.people.models import Person
from consensus.proposals.facts import rules_in, ruleset_of
from consensus.proposals.models import Proposal
from consensus.voting.models import Voice
from consensus.voting.speakers import owing_voices, speakers_of
from consensus.voting.telling import told_of


@dataclass(frozen=True, slots=True)
class ToldOnce:
    """By which channel somebody who speaks for a voice was told, and when."""

    channel: Channel
    at: datetime
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class VoiceReached:
    """A voice, and how it was told in the present window."""

    label: str
    region: str
    is_recused: bool
    is_heard: bool
    """Whether it said where it stands, or voted."""
    told: tuple[ToldOnce, ...]
    has_nobody: bool
    """Whether nobody speaks for it."""
    is_away: bool
    """Whether letters to all who speak for it come back; told to whoever leads alone."""

    @property
    def is_told(self) -> bool:
        """Whether it was told, or need not be: whoever spoke knew."""
        return self.is_heard or self.is_recused or any(each.returned_at is None for each in self.told)


@dataclass(frozen=True, slots=True)
class Reach:
    """The voices of a roll in the present window, those whom nobody reached first."""

    proposal_id: int
    question: str
    body_code: str
    body_name: str
    stage: Stage
    closes_at: datetime | None
    is_inside: bool
    leads: bool
    silence_consents: bool
    region_names: Mapping[str, str]
    voices: tuple[VoiceReached, ...]

    @property
    def untold(self) -> int:
        """How many voices nobody reached."""
        return sum(1 for each in self.voices if not each.is_told)


def reach_of(session: Session, proposal_id: int, actor: Actor | None, now: datetime) -> Reach:
    """Return who was told in the present window of a proposal; no voice for a reader from outside the body.

    :raises NotFoundError: when there is no such proposal, it is not open to the reader, or there is no roll yet.
    """
    head, _owners, reader = opened(session, proposal_id, actor, now)
    proposal = head.proposal
    if proposal.stage not in ASKED:
        raise NotFoundError(_("Voices are told while objections, positions or votes are asked for. Afterwards the record says how."))
    leads = reader.facilitates or (actor is not None and actor.is_steward)
    is_shown = reader.is_inside or leads
    rules = rules_in(ruleset_of(session, proposal), proposal.class_code)
    return Reach(
        proposal_id=proposal_id,
        question=proposal.question,
        body_code=head.body.code,
        body_name=head.body.name,
        stage=proposal.stage,
        closes_at=proposal.closes_at,
        is_inside=is_shown,
        leads=leads,
        silence_consents=rules.silence is Silence.CONSENT and proposal.stage is Stage.OBJECTION and not proposal.was_objected,
        region_names={region["code"]: region["name"] for region in head.network.regions},
        voices=_voices(session, proposal_id, now, leads=leads) if is_shown else (),
    )


def _voices(session: Session, proposal_id: int, now: datetime, *, leads: bool) -> tuple[VoiceReached, ...]:
    proposal = session.get_one(Proposal, proposal_id)
    told, speakers, owing = told_of(session, proposal_id), speakers_of(session, proposal_id, now), set(owing_voices(session, proposal))
    people = frozenset().union(*speakers.values()) if speakers else frozenset()
    away = (unreachable(session, people) | _without_address(session, people)) if leads else frozenset()
    found = []
    for voice in session.scalars(select(Voice).where(Voice.proposal_id == proposal_id).order_by(Voice.label, Voice.id)):
        mine = speakers.get(voice.id, frozenset())
        here = [each for each in told.get(voice.id, ()) if (each.stage, each.opened_at) == (proposal.stage, proposal.opened_at)]
        found.append(
            VoiceReached(
                label=voice.label,
                region=voice.region,
                is_recused=voice.recused_at is not None,
                is_heard=voice.id not in owing and voice.recused_at is None,
                told=tuple(ToldOnce(each.channel, each.told_at, each.returned_at) for each in here),
                has_nobody=not mine,
                is_away=bool(mine) and mine <= away,
            )
        )
    return tuple(sorted(found, key=lambda each: each.is_told))


def _without_address(session: Session, people: frozenset[int]) -> frozenset[int]:
    return frozenset(session.scalars(select(Person.id).where(Person.id.in_(people), Person.email.is_(None))))

"""What the page behind a personal link shows: the question, the text, and what holds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from consensus.domain.terms import Attribution, MemberKind, PositionCode, Stage, VoteCode
from consensus.domain.windows import window_is_open
from consensus.mail.reply_codes import hashed
from consensus.notifications.models import NoticeWishes
from consensus.people.models import Network, Person
from consensus.proposals.facts import rules_in, ruleset_of
from consensus.proposals.models import Proposal
from consensus.proposals.standing import StandingText, standing_texts
from consensus.replying.models import THEIRS, AnswersAtOnce, PersonalLink
from consensus.replying.offers import Code
from consensus.replying.standing import Outdated, outdated, spoken_voice
from consensus.voting.models import Decision, Position, Voice, Vote


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A personal link as its page shows it."""

    network_name: str
    proposal_id: int
    question: str
    stage: Stage
    """Of the proposal now."""
    closes_at: datetime | None
    """When the present window ends; ``None`` where none is open."""
    version_number: int
    texts: Mapping[str, StandingText]
    """By language."""
    authentic_language: str
    decision_number: str | None
    block_seconds: int
    principles: Mapping[str, str]
    voice: str
    is_individual: bool
    code: Code
    linked_stage: Stage
    """That for which the link was made."""
    linked_version: int
    outdated: Outdated | None
    used_at: datetime | None
    now_said: Code | None
    """What the voice says now, if it may be shown to whoever holds the link; ``None`` also where it has said nothing."""
    language: str
    """Of the person."""
    timezone: str

    @property
    def shown_text(self) -> StandingText:
        """The text in the person's language where there is one, else the one that counts."""
        return self.texts.get(self.language, self.texts[self.authentic_language])

    @property
    def authentic(self) -> StandingText:
        """The text that counts."""
        return self.texts[self.authentic_language]


def code_of(stage: Stage, code: str) -> Code:
    """Return what a link of a stage says."""
    return VoteCode(code) if stage is Stage.FALLBACK else PositionCode(code)


def link_page(session: Session, token: str, now: datetime) -> LinkPage | None:
    """Return what the page of a link shows; ``None`` where there is no such link, or its person is no longer here."""
    statement: Any = (
        select(PersonalLink, Person.language, Person.timezone, Proposal, Network, Voice, Position, Vote.code, Decision.number)
        .join(Person, Person.id == PersonalLink.person_id)
        .join(Proposal, Proposal.id == PersonalLink.proposal_id)
        .join(Voice, Voice.id == PersonalLink.voice_id)
        .join(Network, true())
        .outerjoin(Position, Position.id == Voice.position_id)
        .outerjoin(Vote, Vote.id == Voice.vote_id)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(PersonalLink.token_sha256 == hashed(token), THEIRS)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    link, language, timezone, proposal, network, voice, position, vote, number = row
    speaks = spoken_voice(session, proposal, link.person_id, voice.id, now) is not None
    return LinkPage(
        network_name=network.name,
        proposal_id=proposal.id,
        question=proposal.question,
        stage=proposal.stage,
        closes_at=proposal.closes_at if window_is_open(proposal.closes_at, now) else None,
        version_number=proposal.version_number,
        texts=standing_texts(session, proposal.id, proposal.version_number),
        authentic_language=proposal.authentic_language,
        decision_number=number,
        block_seconds=rules_in(ruleset_of(session, proposal), proposal.class_code).block_seconds,
        principles={each["code"]: each["name"] for each in network.core_principles},
        voice=voice.label,
        is_individual=voice.kind is MemberKind.INDIVIDUAL,
        code=code_of(link.stage, link.code),
        linked_stage=link.stage,
        linked_version=link.version_number,
        outdated=_why_not(link, proposal, now, speaks=speaks),
        used_at=link.used_at,
        now_said=_now_said(proposal, position, vote) if speaks else None,
        language=language,
        timezone=timezone,
    )


def _why_not(link: PersonalLink, proposal: Proposal, now: datetime, *, speaks: bool) -> Outdated | None:
    if link.used_at is not None:
        return Outdated.USED
    if not speaks:
        return Outdated.NO_VOICE
    return outdated(proposal, link, now)


def _now_said(proposal: Proposal, position: Position | None, vote: VoteCode | None) -> Code | None:
    """Return what stands now, but for what its voice lets fewer people read: a letter may lie open on a table."""
    if proposal.stage is Stage.FALLBACK:
        return vote
    if position is None or position.version_number != proposal.version_number or position.attribution is not Attribution.NAMED:
        return None
    return position.code


@dataclass(frozen=True, slots=True)
class AnswerChoices:
    """What somebody chose about answers by mail, and whether they could give any."""

    mailbox: str | None
    """``None`` where letters cannot be answered here."""
    is_discreet: bool
    """Whether their letters tell nothing, so that there is nothing to answer."""
    at_once: bool


def choices_of_answers(session: Session, person_id: int, mailbox: str | None) -> AnswerChoices:
    """Return what a person chose about answers by mail."""
    statement = (
        select(NoticeWishes.discreet_mail, AnswersAtOnce.person_id)
        .select_from(Person)
        .outerjoin(NoticeWishes, NoticeWishes.person_id == Person.id)
        .outerjoin(AnswersAtOnce, AnswersAtOnce.person_id == Person.id)
        .where(Person.id == person_id)
    )
    discreet, at_once = session.execute(statement).one()
    return AnswerChoices(mailbox, discreet is not False, at_once is not None)

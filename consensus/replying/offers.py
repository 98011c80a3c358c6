"""What a letter about a proposal offers to whoever reads it: a link for each position, and a code under which to answer it.

Only hashes are kept. Links and codes are bound to the person, the version and the window; links also to the voice and to one
position, and work once. Whether one can still be used is judged against the proposal as it stands then, see ``standing.py``.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.facts import Facts
from consensus.domain.lifecycle import is_open
from consensus.domain.terms import OBJECTING_POSITIONS, Action, AnyAct, Ground, PositionCode, Stage, VoteCode
from consensus.mail.reply_codes import address_with, hashed, new_code
from consensus.people.models import Network, Person
from consensus.proposals.facts import facts_of
from consensus.proposals.models import Proposal
from consensus.replying.models import PersonalLink, ReplyCode
from consensus.voting.facts import full_facts, voices_spoken_by
from consensus.web.words import GROUNDS

Code = PositionCode | VoteCode

TOKEN_BYTES = 32
"""Of a link: 256 bits."""

LINK_PATH = "/answer"

_OFFERED: tuple[tuple[Stage, AnyAct, tuple[Code, ...]], ...] = (
    (Stage.OBJECTION, Action.TAKE_POSITION, (PositionCode.SUPPORT,)),
    (Stage.OBJECTION, Action.RAISE_OBJECTION, (PositionCode.OBJECT, PositionCode.BLOCK)),
    (Stage.CONSENSUS, Action.TAKE_POSITION, tuple(code for code in PositionCode if code is not PositionCode.RECUSE)),
    (Stage.FALLBACK, Action.CAST_VOTE, tuple(VoteCode)),
)
"""What can be said in which stage, by which act. Whether the act is open, the table of stages says."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be said through a link."""

    code: Code
    url: str = field(repr=False)
    voice: str | None = None
    """For which voice, where the reader speaks for several."""


@dataclass(frozen=True, slots=True)
class Words:
    """What can be answered to a letter now."""

    codes: tuple[Code, ...] = ()
    """None of them: what is written is a comment."""
    voices: tuple[str, ...] = ()
    """Where the reader speaks for several."""
    grounds: tuple[tuple[str, str], ...] = ()
    """Code and name of each, in the order of their numbers, where one of the codes needs one."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What a letter to one person about one proposal carries. It goes into no letter that is discreet."""

    links: tuple[Offer, ...]
    reply_to: str | None = field(repr=False)
    """The address to answer to; ``None`` where mail that comes in is not read."""
    reply_code: str | None = field(repr=False)
    words: Words = Words()
    """What can be answered to it, if it can be."""


def offers_for(
    session: Session, *, person_id: int, proposal_id: int, base_url: str, now: datetime, mailbox: str | None = None
) -> Offers | None:
    """Make the links and the code for one letter, in the caller's transaction; ``None`` where there is nothing to say now.

    :param mailbox: the address of the mail that comes in, as the settings have it.
    """
    person, proposal = session.get_one(Person, person_id), session.get_one(Proposal, proposal_id)
    if not person.is_active:
        return None
    actor = Actor(person_id)
    if proposal.stage is Stage.COMMENT:
        can_comment = mailbox is not None and is_open(facts_of(session, proposal, actor, now, action=Action.COMMENT), Action.COMMENT)
        return _with_code(session, proposal, person_id, (), Words(), mailbox, now) if can_comment else None
    voices = voices_spoken_by(session, proposal, person_id, now)
    links: list[Offer] = []
    open_codes: dict[Code, None] = {}
    for voice in voices:
        facts = full_facts(session, proposal, actor, now, action=Action.TAKE_POSITION, voice=voice)
        label = voice.label if len(voices) > 1 else None
        for code in codes_open(facts):
            open_codes[code] = None
            token = secrets.token_urlsafe(TOKEN_BYTES)
            session.add(
                PersonalLink(
                    token_sha256=hashed(token),
                    person_id=person_id,
                    voice_id=voice.id,
                    proposal_id=proposal_id,
                    version_number=proposal.version_number,
                    stage=proposal.stage,
                    opened_at=proposal.opened_at,
                    code=code.value,
                    made_at=now,
                )
            )
            links.append(Offer(code, f"{base_url}{LINK_PATH}?token={token}", label))
    if not links:
        return None
    words = words_for(session, tuple(open_codes), tuple(voice.label for voice in voices))
    return _with_code(session, proposal, person_id, tuple(links), words, mailbox, now)


def words_for(session: Session, codes: tuple[Code, ...], voices: tuple[str, ...]) -> Words:
    """Return what can be answered by mail where these codes are open to these voices."""
    grounds: dict[str, str] = {}
    if OBJECTING_POSITIONS.intersection(codes):
        principles = {each["code"]: each["name"] for each in session.scalars(select(Network.core_principles)).one()}
        grounds = {**{code: words for code, words in GROUNDS.items() if code != Ground.PRINCIPLE or not principles}, **principles}
    return Words(codes, voices if len(voices) > 1 else (), tuple(grounds.items()))


def codes_open(facts: Facts) -> tuple[Code, ...]:
    """Return what a voice can say now, in the order in which it is offered."""
    return tuple(code for stage, act, codes in _OFFERED if stage is facts.stage and is_open(facts, act) for code in codes)


def _with_code(
    session: Session, proposal: Proposal, person_id: int, links: tuple[Offer, ...], words: Words, mailbox: str | None, now: datetime
) -> Offers:
    if mailbox is None:
        return Offers(links, None, None)
    code = new_code()
    session.add(
        ReplyCode(
            code_sha256=hashed(code),
            person_id=person_id,
            proposal_id=proposal.id,
            version_number=proposal.version_number,
            stage=proposal.stage,
            opened_at=proposal.opened_at,
            made_at=now,
        )
    )
    return Offers(links, address_with(mailbox, code), code, words)

"""What a letter about a proposal offers to whoever reads it: a link for each position, and a code under which to answer it.

Only hashes are kept. Links and codes are bound to the person, the version and the window; links also to the voice and to one
position, and work once. Whether one can still be used is judged against the proposal as it stands then, see ``standing.py``.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.facts import Facts
from consensus.domain.lifecycle import is_open
from consensus.domain.terms import Action, AnyAct, PositionCode, Stage, VoteCode
from consensus.people.models import Person
from consensus.proposals.facts import facts_of
from consensus.proposals.models import Proposal
from consensus.replying.models import PersonalLink, ReplyCode
from consensus.voting.facts import full_facts, voices_spoken_by

Code = PositionCode | VoteCode

TOKEN_BYTES = 32
"""Of a link: 256 bits."""

CODE_BYTES = 20
"""Of a reply code: 160 bits, which are 32 letters and digits; an address has room for 64 before its @."""

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
class Offers:
    """What a letter to one person about one proposal carries. It goes into no letter that is discreet."""

    links: tuple[Offer, ...]
    reply_to: str | None = field(repr=False)
    """The address to answer to; ``None`` where mail that comes in is not read."""
    reply_code: str | None = field(repr=False)


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
        return _with_code(session, proposal, person_id, (), mailbox, now) if can_comment else None
    voices = voices_spoken_by(session, proposal, person_id, now)
    links: list[Offer] = []
    for voice in voices:
        facts = full_facts(session, proposal, actor, now, action=Action.TAKE_POSITION, voice=voice)
        label = voice.label if len(voices) > 1 else None
        for code in codes_open(facts):
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
    return _with_code(session, proposal, person_id, tuple(links), mailbox, now) if links else None


def codes_open(facts: Facts) -> tuple[Code, ...]:
    """Return what a voice can say now, in the order in which it is offered."""
    return tuple(code for stage, act, codes in _OFFERED if stage is facts.stage and is_open(facts, act) for code in codes)


def new_code() -> str:
    """Return a code as it stands in an address: letters and digits that no mail server changes."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()


def hashed(secret: str) -> str:
    """Return what is kept of a token or a code."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_with(mailbox: str, code: str) -> str:
    """Return the address under which a letter with this code is answered."""
    local, _at, domain = mailbox.rpartition("@")
    return f"{local}+{code}@{domain}"


def _with_code(
    session: Session, proposal: Proposal, person_id: int, links: tuple[Offer, ...], mailbox: str | None, now: datetime
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
    return Offers(links, address_with(mailbox, code), code)

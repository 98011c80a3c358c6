"""A proposal with very much on it: 60 versions in four languages, and 1,000 comments, open for comment when the measuring begins."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.demonstration.founding import World
from consensus.domain.actor import Actor
from consensus.domain.terms import Visibility
from consensus.proposals import commands as proposing
from consensus.proposals.models import Comment
from consensus.proposals.texts import TextIn
from consensus.voting.commands import revise
from tests.bench.words import sentence

LANGUAGES = ("en", "es", "fr", "ar")
VERSIONS = 60
COMMENTS = 1_000
PARAGRAPHS = 8
ISSUE_EVERY = 200
"""In every how many comments one is an issue that waits for its answer."""


def make(session: Session, world: World, body_code: str, class_code: str, now: datetime) -> int:
    """Make the proposal by the program's own commands, but for its comments, which are written in bulk; return its id."""
    keys = list(world.member)
    owner, facilitator = world.person_id[keys[3]], world.person_id[keys[21]]
    body_id = session.scalars(select(Body.id).where(Body.code == body_code)).one()
    at = now - timedelta(days=10)
    proposal_id = proposing.create_proposal(
        session,
        actor=Actor(owner),
        body_id=body_id,
        class_code=class_code,
        texts=_texts(1),
        authentic_language=LANGUAGES[0],
        visibility=Visibility.NETWORK,
        facilitator_id=facilitator,
        now=at,
    )
    proposing.open_comment(session, actor=Actor(owner), proposal_id=proposal_id, now=at)
    for number in range(2, VERSIONS + 1):
        at += timedelta(hours=1)
        revise(session, actor=Actor(owner), proposal_id=proposal_id, texts=_texts(number), is_material=False, now=at)
    session.execute(insert(Comment), [_comment(proposal_id, world.person_id[keys[place % 200]], place, at) for place in range(COMMENTS)])
    session.commit()
    return proposal_id


def _texts(number: int) -> dict[str, TextIn]:
    """Return version ``number``: from one to the next a paragraph changes in every language."""
    found = {}
    for place, language in enumerate(LANGUAGES):
        paragraphs = [sentence(1_000 * place + each + 10 * ((number + each) // PARAGRAPHS), 60) for each in range(PARAGRAPHS)]
        found[language] = TextIn(f"Shall we do this, version {number}, {language}?", "\n\n".join(paragraphs))
    return found


def _comment(proposal_id: int, person_id: int, place: int, at: datetime) -> dict[str, object]:
    text = sentence(5_000 + place, 40)
    said = {"proposal_id": proposal_id, "version_number": VERSIONS, "person_id": person_id, "speaks_as": f"Member {person_id}"}
    return said | {
        "at": at + timedelta(minutes=place),
        "text": text,
        "html": f'<p dir="auto">{text}</p>',
        "is_issue": place % ISSUE_EVERY == 0,
    }

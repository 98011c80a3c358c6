"""Translating: the text in a further language, by anyone of the body, and confirming that a translation still holds.

Source: process.md section 8.2; see ``domain/translating.py`` for who may, and when.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.bodies.queries import is_in_body, speaks_for
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.domain.speech import _
from consensus.domain.translating import HOLDS_TRANSLATIONS, what_blocks_translating
from consensus.proposals.acting import record_act
from consensus.proposals.facts import lock_proposal
from consensus.proposals.models import Proposal, Translation, Version
from consensus.proposals.standing import StandingText, TextIn, standing_texts
from consensus.proposals.texts import check_text, text_sha256
from consensus.transaction import command
from consensus.web.markdown import markdown

STAYS = _("The text in this language was there when objections were called for, and stays as it was read.")


@command("translate")
def translate(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    language: str,
    question: str,
    text: str,
    now: datetime,
    version: int | None = None,
    seen: str | None = None,
) -> int:
    """Put the current version into a further language and return the translation's id; sent as it is, it confirms a stale one.

    :param version: the version whose authentic text the translator read; null: the current one.
    :param seen: the SHA-256 of the text in that language that the translator saw, empty for none; null: not said.
    :raises RefusedError: ``not_in_body``; ``too_late`` where the version holds this language since objections were called
        for; ``stale_version`` where the text went on, or somebody else translated it meanwhile; ``already_done``.
    :raises InvalidError: when it is the authentic language or none of this proposal's, or something is missing or too long.
    """
    proposal = lock_proposal(session, proposal_id)
    person_id = actor.person_id
    in_body = person_id is not None and is_in_body(session, person_id, proposal.body_id, now)
    standing = standing_texts(session, proposal_id, proposal.version_number)
    held = {each for each, known in standing.items() if known.is_held and not known.is_stale}
    refusal = what_blocks_translating(proposal.stage, language, held, in_body=in_body)
    if refusal is not None or person_id is None:
        raise RefusedError(refusal or Refusal.NOT_IN_BODY, STAYS if refusal is Refusal.TOO_LATE else "")
    _check_language(session, proposal, language, standing)
    given, present = TextIn(question.strip(), text), standing.get(language)
    check_text(given)
    is_as_it_was = present is not None and (present.question, present.text) == (given.question, given.text)
    if version not in (None, proposal.version_number) or seen not in (None, "" if present is None else present.sha256):
        raise RefusedError(Refusal.STALE_VERSION)
    if is_as_it_was and present is not None and not present.is_stale:
        raise RefusedError(Refusal.ALREADY_DONE)
    current = (Version.proposal_id == proposal.id, Version.number == proposal.version_number)
    made = Translation(
        version_id=session.scalars(select(Version.id).where(*current)).one(),
        language=language,
        question=given.question,
        text=given.text,
        html=str(markdown(given.text)),
        sha256=text_sha256(given.text),
        person_id=person_id,
        speaks_as=", ".join(voice.label for voice in speaks_for(session, person_id, proposal.body_id, now))[:200],
        at=now,
        is_held=proposal.stage in HOLDS_TRANSLATIONS,
    )
    session.add(made)
    session.flush()
    data = {
        "translation": made.id,
        "version": proposal.version_number,
        "language": language,
        "question": made.question,
        "sha256": made.sha256,
        "authentic_sha256": standing[proposal.authentic_language].sha256,
        "held": made.is_held,
        "confirmed": is_as_it_was,
    }
    record_act(session, proposal, actor=actor, act="translate", data=data, now=now)
    return made.id


def _check_language(session: Session, proposal: Proposal, language: str, standing: dict[str, StandingText]) -> None:
    if language == proposal.authentic_language:
        raise InvalidError(_("This is the language of the text that counts. Its owners write it."), field="language")
    body = session.get_one(Body, proposal.body_id)
    if language not in {*body.languages, *body.required_languages, *standing}:
        raise InvalidError(_("The body does not work in this language. Choose one of its languages."), field="language")

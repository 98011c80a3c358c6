"""Versions of a text: how a new one is written, once. What one holds in each language is read in ``standing.py``.

Source: process.md section 1 (version), section 8.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.proposals.models import Proposal, Version, VersionText
from consensus.proposals.standing import StandingText, standing_texts
from consensus.proposals.standing import TextIn as TextIn
from consensus.proposals.standing import texts_of as texts_of
from consensus.web.markdown import markdown

QUESTION_MAX_CHARACTERS = 300
TEXT_MAX_CHARACTERS = 200_000


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def add_version(
    session: Session,
    proposal: Proposal,
    texts: Mapping[str, TextIn],
    *,
    person_id: int | None,
    now: datetime,
    number: int,
    is_material: bool,
    note: str = "",
    confirmed: Collection[str] = (),
) -> dict[str, Any]:
    """Write a new version of ``proposal`` and make it the current one; return what the ledger says of it.

    A translation that is as it was while the authentic text is not is carried over: it stays what it is, the text of an
    earlier version, until somebody says that it still holds. ``confirmed`` names the languages of which the writer says so.

    :raises InvalidError: when a question is missing, or something is too long.
    """
    _check(proposal, texts)
    before = standing_texts(session, proposal.id, number - 1) if number > 1 else {}
    texts, carried = _without_carried(proposal.authentic_language, texts, before, confirmed)
    version = Version(proposal_id=proposal.id, number=number, person_id=person_id, at=now, is_material=is_material, note=note)
    session.add(version)
    session.flush()
    for language, given in texts.items():
        session.add(
            VersionText(
                version_id=version.id,
                language=language,
                question=given.question.strip(),
                text=given.text,
                html=str(markdown(given.text)),
                sha256=text_sha256(given.text),
            )
        )
    proposal.version_number = number
    proposal.question = texts[proposal.authentic_language].question.strip()
    return {
        "version": number,
        "material": is_material,
        "note": note,
        "authentic_language": proposal.authentic_language,
        "texts": {
            language: {"question": given.question.strip(), "sha256": text_sha256(given.text)} for language, given in sorted(texts.items())
        },
        **({"carried_over": {language: carried[language] for language in sorted(carried)}} if carried else {}),
    }


def _without_carried(
    authentic: str, texts: Mapping[str, TextIn], before: Mapping[str, StandingText], confirmed: Collection[str]
) -> tuple[dict[str, TextIn], dict[str, int]]:
    """Return the texts that the new version holds, and of each that is carried over the version whose text it is."""
    was = before.get(authentic)
    now = texts[authentic]
    is_changed = was is None or (was.question, was.text) != (now.question.strip(), now.text)
    held, carried = {authentic: now}, {}
    for language, given in texts.items():
        present = before.get(language)
        as_it_was = present is not None and (present.question, present.text) == (given.question.strip(), given.text)
        if language == authentic or present is None or not as_it_was or language in confirmed:
            held[language] = given
        elif is_changed or present.is_stale:
            carried[language] = present.number
        else:
            held[language] = given
    carried |= {language: text.number for language, text in before.items() if language not in held}
    return held, carried


def _check(proposal: Proposal, texts: Mapping[str, TextIn]) -> None:
    if proposal.authentic_language not in texts:
        raise InvalidError(_("The text in the authentic language is missing. Write it, then save again."), field="text")
    for given in texts.values():
        check_text(given)


def check_text(given: TextIn) -> None:
    """Do nothing if a question and its text are complete and not too long.

    :raises InvalidError: if they are not; it names the field.
    """
    if not given.question.strip():
        raise InvalidError(_("Write the question that is to be decided, in one sentence."), field="question")
    if len(given.question.strip()) > QUESTION_MAX_CHARACTERS:
        raise InvalidError(_("The question has at most {most} characters. Shorten it.", most=QUESTION_MAX_CHARACTERS), field="question")
    if not given.text.strip():
        raise InvalidError(_("Write the text that is proposed."), field="text")
    if len(given.text) > TEXT_MAX_CHARACTERS:
        raise InvalidError(
            _("The text has at most {most} characters. Shorten it, or annex a document.", most=f"{TEXT_MAX_CHARACTERS:,}"), field="text"
        )

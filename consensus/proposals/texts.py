"""Versions of a text: what one holds in each language, and how a new one is written, once.

Source: process.md section 1 (version), section 8.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.errors import InvalidError
from consensus.proposals.models import Proposal, Version, VersionText
from consensus.web.markdown import markdown

QUESTION_MAX_CHARACTERS = 300
TEXT_MAX_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class TextIn:
    """A question and its text in one language, as somebody wrote them."""

    question: str
    text: str


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
) -> dict[str, Any]:
    """Write a new version of ``proposal`` and make it the current one; return what the ledger says of it.

    :raises InvalidError: when a question is missing, or something is too long.
    """
    _check(proposal, texts)
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
    }


def texts_of(session: Session, proposal_id: int, number: int) -> dict[str, TextIn]:
    """Return the question and text of a version in each of its languages."""
    statement = select(VersionText).join(Version, Version.id == VersionText.version_id)
    rows = session.scalars(statement.where(Version.proposal_id == proposal_id, Version.number == number))
    return {row.language: TextIn(row.question, row.text) for row in rows}


def _check(proposal: Proposal, texts: Mapping[str, TextIn]) -> None:
    if proposal.authentic_language not in texts:
        raise InvalidError("The text in the authentic language is missing. Write it, then save again.", field="text")
    for given in texts.values():
        if not given.question.strip():
            raise InvalidError("Write the question that is to be decided, in one sentence.", field="question")
        if len(given.question.strip()) > QUESTION_MAX_CHARACTERS:
            raise InvalidError(f"The question has at most {QUESTION_MAX_CHARACTERS} characters. Shorten it.", field="question")
        if not given.text.strip():
            raise InvalidError("Write the text that is proposed.", field="text")
        if len(given.text) > TEXT_MAX_CHARACTERS:
            raise InvalidError(f"The text has at most {TEXT_MAX_CHARACTERS:,} characters. Shorten it, or annex a document.", field="text")

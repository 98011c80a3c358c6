"""Translating a text: in which languages it stands, and one of them side by side with the text that counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from consensus.domain.translating import HOLDS_TRANSLATIONS, what_blocks_translating
from consensus.domain.wording import Piece, changed_words
from consensus.pages.proposal_parts import ProposalPage, TextView
from consensus.proposals.standing import standing_texts


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """A language beside the authentic one: whether there is a text, and whether the reader can translate into it."""

    language: str
    text: TextView | None
    is_required: bool
    can_translate: bool


@dataclass(frozen=True, slots=True)
class Translating:
    """What a translator has in front of them."""

    language: str
    text: TextView | None
    """What stands in that language, stale or not."""
    changed: tuple[Piece, ...]
    """What changed in the authentic text since the version that a stale one says; empty where nothing is stale."""
    is_held: bool
    """Whether the version will hold it; later it stands beside."""


def further_languages(page: ProposalPage) -> tuple[LanguageLine, ...]:
    """Return the languages beside the authentic one: those in which the body works, and those in which there is a text."""
    texts = {text.language: text for text in page.version.texts}
    known = dict.fromkeys((*page.languages, *page.required_languages, *texts))
    held = {text.language for text in page.version.texts if text.is_held and not text.is_stale}
    return tuple(
        LanguageLine(
            language=language,
            text=texts.get(language),
            is_required=language in page.required_languages,
            can_translate=what_blocks_translating(page.stage, language, held, in_body=page.facts.in_body) is None,
        )
        for language in known
        if language != page.version.authentic.language
    )


def translating(session: Session, page: ProposalPage, language: str) -> Translating:
    """Return what stands in a language, and how the authentic text has gone on since."""
    text = next((each for each in page.version.texts if each.language == language), None)
    changed: tuple[Piece, ...] = ()
    if text is not None and text.is_stale:
        old = standing_texts(session, page.proposal_id, text.number)[page.version.authentic.language]
        changed = changed_words(old.text, page.version.authentic.text)
    return Translating(language, text, changed, is_held=page.stage in HOLDS_TRANSLATIONS)

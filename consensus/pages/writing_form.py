"""The forms for writing a text, filled with what can be chosen and with the text as it stands, and what a preview shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.speech import _
from consensus.pages.act_page import facilitator_choices, people_choices
from consensus.pages.proposal_parts import ProposalPage
from consensus.proposals.facts import ruleset_in_force
from consensus.proposals.forms import MOST_OWNERS, DraftForm, NewDraftForm, ReviseForm, TextForm, in_languages
from consensus.web.forms import choices_of
from consensus.web.markdown import markdown
from consensus.web.words import class_word, language_word

EMPTY_CHOICES = 2
"""How many further owners can be named at once; the next page of the form has as many again."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a text is written, and in which language it counts."""

    body_code: str
    body_name: str
    authentic: str
    required: tuple[str, ...]
    """Languages without which objections are not called for."""
    choices: tuple[str, ...] = ()
    """The languages in which it could count instead, while nothing is saved."""
    proposal: ProposalPage | None = None
    has_seats: bool = False
    """Whether the body has seats, which a proposal could fill."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would be shown."""

    language: str
    question: str
    html: Markup


def new_draft_form(languages: tuple[str, ...], data: Mapping[str, Any], **given: Any) -> Any:
    """Return the form of a proposal that begins with ``data``, in every working language of the body; the first one is authentic."""
    return _in(NewDraftForm, languages[1:])(data=data, **given)


def draft_form(page: ProposalPage, data: Mapping[str, Any], **given: Any) -> Any:
    """Return the form for editing a draft; ``given`` may hold ``formdata``: what was kept of it."""
    return _in(DraftForm, further_languages(page))(data=data, **given)


def revise_form(page: ProposalPage, data: Mapping[str, Any], **given: Any) -> Any:
    """Return the form for revising the text; ``given`` may hold ``formdata``: what was kept of it."""
    return _in(ReviseForm, further_languages(page))(data=data, **given)


def further_languages(page: ProposalPage) -> tuple[str, ...]:
    """Return the languages beside the authentic one: those in which the body works, and those in which there is a text."""
    known = dict.fromkeys((*page.languages, *page.required_languages, *(text.language for text in page.version.texts)))
    return tuple(code for code in known if code != page.version.authentic.language)


def as_it_stands(page: ProposalPage) -> dict[str, Any]:
    """Return what the form shows of the proposal as it is."""
    authentic = page.version.authentic
    data: dict[str, Any] = {
        "question": authentic.question,
        "text": authentic.text,
        "version": str(page.version.number),
        "class_code": page.class_code,
        "facilitator": "" if page.facilitator is None else str(page.facilitator.person_id),
        "owners": [str(owner.person_id) for owner in page.owners],
        "visibility": page.visibility.value,
        "fills_seats": page.facts.fills_seats,
    }
    for text in page.version.texts[1:]:
        data |= {f"question_{text.language}": text.question, f"text_{text.language}": text.text}
    return data


def fill_draft(session: Session, form: Any, body_id: int, now: datetime) -> None:
    """Give the form of a draft the classes of the body and its people."""
    ruleset = ruleset_in_force(session, body_id)
    classes = {code: class_word(code) for code in (*DEFAULT_CLASSES, *ruleset.classes)}
    form.class_code.choices = choices_of(classes, first=None if form.class_code.object_data else _("Choose one"))
    people = people_choices(session, body_id, now)
    nobody = None if form.facilitator.object_data else _("Nobody yet")
    form.facilitator.choices = facilitator_choices(session, body_id, people, first=nobody)
    while len(form.owners) < MOST_OWNERS and sum(1 for entry in form.owners if not entry.data) < EMPTY_CHOICES:
        form.owners.append_entry()
    for entry in form.owners:
        entry.choices = choices_of(people, first=_("Nobody"))


def previews(form: Any, authentic: str) -> tuple[Preview, ...]:
    """Return what was written as it would be shown, in each language."""
    return tuple(Preview(language, text.question, markdown(text.text)) for language, text in form.texts(authentic).items())


def _in(kind: type[TextForm], languages: tuple[str, ...]) -> type[TextForm]:
    return in_languages(kind, languages, tuple(language_word(code) for code in languages))

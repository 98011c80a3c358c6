"""What can be chosen in the forms of some acts: the grounds of an objection, the steps of a sense-check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from consensus.bodies.queries import speaks_for
from consensus.domain.speech import _
from consensus.domain.terms import Beside, Ground
from consensus.pages.proposal_parts import ProposalPage
from consensus.proposals.commands.sensing import source_id
from consensus.web.forms import choices_of
from consensus.web.words import GRADIENTS

GROUNDS: dict[str, str] = {
    Ground.HARM: _("It does avoidable harm"),
    Ground.AIM: _("It misses its aim"),
    Ground.PRINCIPLE: _("It breaches a core principle of the network"),
    Ground.MEMBERS: _("It does serious harm to members"),
}


def ground_choices(principles: Mapping[str, str]) -> list[SelectChoice]:
    """Return the grounds to choose from: the network's own core principles, and those that any network has."""
    nothing = SelectChoice("", _("Choose one"))
    if not principles:
        return [nothing, *choices_of(GROUNDS)]
    own = _("It breaches a core principle of the network")
    named = (SelectChoice(code, name, optgroup=own) for code, name in principles.items())
    general = {ground: words for ground, words in GROUNDS.items() if ground != Ground.PRINCIPLE}
    others = [SelectChoice(Ground.PRINCIPLE.value, _("Another principle, or several"), optgroup=own)]
    return [nothing, *named, *others, *(SelectChoice(str(code), words, optgroup=_("Another ground")) for code, words in general.items())]


def fill_beside(session: Session, form: Any, page: ProposalPage, name: str, target_id: int | None) -> None:
    """Give the form of an act beside the table what can be chosen in it."""
    if name == Beside.ANSWER_SENSE_CHECK:
        fill_answer(session, form, page)
    elif name == Beside.INVITE_TO_BE_HEARD:
        fill_invitation(form, page, target_id)


def fill_answer(session: Session, form: Any, page: ProposalPage) -> None:
    """Give the form of a sense-check's answer the reader's voices in the body, as there is no roll yet, and the eight steps."""
    voices = [] if page.reader_id is None else speaks_for(session, page.reader_id, page.body_id, page.facts.now)
    form.voice.choices = choices_of({source_id(voice): voice.label for voice in voices})
    form.voice.data = form.voice.data or (str(source_id(voices[0])) if voices else "")
    form.gradient.choices = choices_of(GRADIENTS)


def fill_invitation(form: Any, page: ProposalPage, objection_id: int | None) -> None:
    """Give the form of an invitation the other objections that can be heard with it, those on the same passage first."""
    about = next((each for each in page.objections if each.objection_id == objection_id), None)
    passage = "" if about is None else about.passage.strip()
    open_ones = {each.id for each in page.facts.open_objections if each.hearing_at is None and each.id != objection_id}
    others = [each for each in page.objections if each.objection_id in open_ones]
    others.sort(key=lambda each: not passage or each.passage.strip() != passage)
    form.others.choices = choices_of(
        {each.objection_id: _("{by}: {words}", by=each.by, words=beginning(each.passage or each.reason)) for each in others}
    )
    if form.passage.data is None:
        form.passage.data = passage


def beginning(text: str, length: int = 90) -> str:
    """Return the first words of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"

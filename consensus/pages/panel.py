"""The panel of what a reader can do now: where their voices stand, the one act that is asked of them as a form, the others as links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from consensus.domain.terms import Action
from consensus.pages.act_page import (
    BlockedStep,
    OpenAct,
    act_named,
    acts_on_proposal,
    blocked_step,
    fill_choices,
    is_open_now,
    show_present,
)
from consensus.pages.acts import ActPage
from consensus.pages.proposal_parts import ProposalPage

INLINE = (Action.TAKE_POSITION, Action.CAST_VOTE, Action.COMMENT)
"""What is asked of people, so that its form stands on the page itself."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was typed or chosen and could not be taken."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What one reader can do with the proposal as a whole."""

    name: str
    """The act whose form stands in the panel; empty where none does."""
    act: ActPage | None
    form: Any
    others: tuple[OpenAct, ...]
    blocked: BlockedStep | None
    moved_on: str = ""
    """Why what was sent could not be taken, because the page no longer showed how things stand."""
    kept: tuple[Kept, ...] = ()
    """What was sent, where the form for it is no longer there."""

    @property
    def is_answer(self) -> bool:
        """Whether something was sent that the panel answers, so that it is shown open."""
        return bool(self.moved_on) or bool(self.form is not None and self.form.errors)


def panel_of(session: Session, page: ProposalPage, *, sent: Any = None, moved_on: str = "") -> Panel:
    """Return the panel; ``sent`` is a form that could not be taken: it stands there again with all that was typed.

    :param moved_on: why it could not, where the proposal is no longer as the form's sender saw it. From then on the form
        carries what the page shows now.
    """
    name = next((action.value for action in INLINE if page.is_inside and is_open_now(page, action, None)), "")
    act = act_named(name, page.stage) if name else None
    others = tuple(other for other in acts_on_proposal(page) if other.name != name)
    form: Any = None
    if act is not None:
        is_same = sent is not None and type(sent) is act.form
        form = sent if is_same else act.form(formdata=None)
        fill_choices(session, form, page, name, None)
        if moved_on or not is_same:
            show_present(form, page)
    kept = () if sent is None or form is sent else kept_in(sent)
    return Panel(name, act, form, others, blocked_step(page), moved_on, kept)


def kept_in(form: Any) -> tuple[Kept, ...]:
    """Return what somebody typed or chose in a form, with the words of its labels; what it carried along is left out."""
    found = []
    for field in form:
        if field.type in {"HiddenField", "CSRFTokenField", "BooleanField"} or field.name == "voice" or not field.data:
            continue
        words = {choice.value: choice.label for choice in getattr(field, "choices", None) or ()}
        chosen = field.data if isinstance(field.data, list) else [field.data]
        found.append(Kept(field.label.text, ", ".join(str(words.get(str(each), each)) for each in chosen)))
    return tuple(found)

"""What a reader can do now with a proposal: the open acts, each with its words, and its form filled with what can be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus.bodies.queries import people_of
from consensus.domain.errors import NotFoundError
from consensus.domain.lifecycle import ABOUT_AN_ISSUE, ABOUT_AN_OBJECTION, is_open, open_actions
from consensus.domain.terms import Action, Ground, MemberKind, Stage
from consensus.pages.acts import ACT_PAGES, SUPPORT_ONLY, ActPage
from consensus.pages.proposal_parts import ProposalPage
from consensus.people.models import Network
from consensus.web.forms import Form

GROUNDS = (
    (Ground.HARM.value, "It does avoidable harm"),
    (Ground.AIM.value, "It misses its aim"),
    (Ground.PRINCIPLE.value, "It breaches a core principle of the network"),
    (Ground.MEMBERS.value, "It does serious harm to members"),
)

_WRITING = frozenset({Action.EDIT_DRAFT, Action.REVISE})
"""Acts whose pages are those for writing the text."""


@dataclass(frozen=True, slots=True)
class OpenAct:
    """An act that is open to the reader, as a button or a link."""

    action: Action
    title: str
    meaning: str
    is_grave: bool
    target_id: int | None = None


def act_page(page: ProposalPage, action: Action) -> ActPage:
    """Return how an act is shown on this proposal.

    :raises NotFoundError: when the act has no page.
    """
    if action is Action.TAKE_POSITION and page.stage is Stage.OBJECTION:
        return SUPPORT_ONLY
    found = ACT_PAGES.get(action)
    if found is None:
        raise NotFoundError("There is no such page.")
    return found


def acts_on_proposal(page: ProposalPage) -> tuple[OpenAct, ...]:
    """Return the acts that are about the proposal as a whole, graver ones last."""
    about_parts = ABOUT_AN_OBJECTION | ABOUT_AN_ISSUE
    actions = [action for action in open_actions(page.facts) if action not in about_parts and (action in ACT_PAGES or action in _WRITING)]
    acts = [_open_act(page, action) for action in actions]
    return tuple(sorted(acts, key=lambda act: act.is_grave))


def acts_on_objection(page: ProposalPage, objection_id: int) -> tuple[OpenAct, ...]:
    """Return the acts about one objection."""
    target = next((each.facts for each in page.objections if each.objection_id == objection_id), None)
    facts = replace(page.facts, target=target)
    return tuple(_open_act(page, action, objection_id) for action in open_actions(facts, ABOUT_AN_OBJECTION))


def can_answer(page: ProposalPage, comment_id: int) -> bool:
    """Return whether the reader can give an issue its disposition now."""
    answered = any(each.comment_id == comment_id and (each.disposition is not None or not each.is_issue) for each in page.comments)
    return is_open(replace(page.facts, issue_is_answered=answered), Action.ANSWER_ISSUE)


def fill_choices(session: Session, form: Form, page: ProposalPage, now: datetime) -> None:
    """Give a form the voices, grounds, people and objections that can be chosen here."""
    if "voice" in form:
        form.voice.choices = [(str(voice.voice_id), voice.label) for voice in page.own_voices]
        form.version.data = form.version.data or str(page.version.number)
        form.seen_stage.data = form.seen_stage.data or page.stage.value
    if "attribution" in form and not form.attribution.data:
        individual = any(voice.kind is MemberKind.INDIVIDUAL for voice in page.own_voices)
        form.attribution.data = "kind_and_region" if individual else "named"
    if "ground" in form:
        principles = [(each["code"], each["name"]) for each in session.get_one(Network, 1).core_principles]
        form.ground.choices = [("", "Choose one"), *GROUNDS, *principles]
    if "to" in form:
        form.to.choices = [("", "Choose a person"), *people_choices(session, page.body_id, now)]
    if "meets" in form:
        form.meets.choices = [(str(each.objection_id), f"{each.by}: {each.reason[:80]}") for each in page.objections if each.status.is_live]


def people_choices(session: Session, body_id: int, now: datetime) -> list[tuple[str, str]]:
    """Return the people of a body, each once, by name."""
    people: dict[int, tuple[str, list[str]]] = {}
    for person in people_of(session, body_id, now):
        people.setdefault(person.person_id, (person.name, []))[1].append(person.member_name)
    return [(str(person_id), f"{name} ({', '.join(_few(members))})") for person_id, (name, members) in people.items()]


def _few(names: Iterable[str], most: int = 2) -> list[str]:
    found = list(dict.fromkeys(names))
    return [*found[:most], "…"] if len(found) > most else found


def _open_act(page: ProposalPage, action: Action, target_id: int | None = None) -> OpenAct:
    if action in _WRITING:
        title = "Edit the draft" if action is Action.EDIT_DRAFT else "Revise the text"
        return OpenAct(action, title, "Every save is a version of its own; none is lost.", is_grave=False)
    shown: Any = act_page(page, action)
    return OpenAct(action, shown.title, shown.meaning, is_grave=shown.is_grave, target_id=target_id)

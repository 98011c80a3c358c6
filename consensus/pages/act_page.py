"""What a reader can do now with a proposal: the open acts with their words, and the forms with what can be chosen in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from consensus.bodies.models import FacilitatorPool
from consensus.bodies.queries import people_of
from consensus.domain.errors import ForbiddenError, NotFoundError, Refusal, RefusedError
from consensus.domain.facts import NOTHING_SENT, Facts, ObjectionFacts
from consensus.domain.lifecycle import ABOUT_AN_ISSUE, ABOUT_AN_OBJECTION, is_open, open_actions, row_of, what_blocks
from consensus.domain.speech import _
from consensus.domain.terms import Action, AnyAct, Beside, MemberKind, Stage, Visibility
from consensus.pages import unstaged
from consensus.pages.acts import CHANGE_VISIBILITY, SUPPORT_ONLY, UNSTAGED, VISIBILITY_PAGE, ActPage
from consensus.pages.acts_beside import PAGES
from consensus.pages.filling import beginning, fill_beside, ground_choices
from consensus.pages.proposal_parts import ProposalPage, VoiceView
from consensus.proposals.forms import VISIBILITIES
from consensus.web.forms import Form, choices_of

_WRITING: dict[AnyAct, ActPage] = {
    Action.EDIT_DRAFT: ActPage(
        _("Edit the draft"), _("Every save is a version of its own; none is lost."), Form, lambda _form, _do: None, ""
    ),
    Action.REVISE: ActPage(
        _("Revise the text"), _("A new version stands in its place; the old one stays."), Form, lambda _form, _do: None, ""
    ),
}
"""Acts whose pages are those for writing the text."""

_FIRST = (
    *(Action.OPEN_COMMENT, Action.CALL_FOR_OBJECTIONS, Action.CALL_FOR_CONSENSUS, Action.CLOSE),
    *(Action.TAKE_POSITION, Action.CAST_VOTE, Action.COMMENT, Action.EDIT_DRAFT, Action.REVISE),
)
_IN_ORDER = (*_FIRST, *(action for action in PAGES if action not in _FIRST))
"""What moves the proposal on comes first."""

_WIDER = {
    Visibility.BODY: (Visibility.NETWORK, Visibility.PUBLIC),
    Visibility.NETWORK: (Visibility.PUBLIC,),
    Visibility.PUBLIC: (),
}


@dataclass(frozen=True, slots=True)
class OpenAct:
    """An act that is open to the reader, as a button or a link; ``name`` is the end of its address."""

    name: str
    title: str
    meaning: str
    is_grave: bool


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What stands in the way of an act, and where on the proposal or behind it that is mended, as far as the reader can."""

    sentence: str
    place: str


@dataclass(frozen=True, slots=True)
class BlockedStep:
    """The act that would move the proposal on, which the reader may do once nothing stands in its way."""

    title: str
    reasons: tuple[Hindrance, ...]


def known_act(name: str) -> AnyAct | None:
    """Return the act of this name; ``None`` if there is none."""
    return next((act for act in (*Action, *Beside) if act == name), None)


def act_named(name: str, stage: Stage | None) -> ActPage:
    """Return the act of an address; ``stage`` is the one that the page shows, or showed when the form was sent.

    :raises NotFoundError: when no act has this name.
    """
    if name == CHANGE_VISIBILITY:
        return VISIBILITY_PAGE
    action = known_act(name)
    found = UNSTAGED.get(name) if action is None else PAGES.get(action)
    if found is None:
        raise NotFoundError(_("There is no such page."))
    return SUPPORT_ONLY if name == Action.TAKE_POSITION and stage is Stage.OBJECTION else found


def facts_for_each_voice(page: ProposalPage, target_id: int | None = None) -> tuple[Facts, ...]:
    """Return what the rules are told for each voice of the reader, or once without a voice; about one objection, if any."""
    target = _objection(page, target_id)
    return tuple(replace(page.facts, voice=voice, target=target) for voice in page.own_facts or (None,))


def acts_on_proposal(page: ProposalPage) -> tuple[OpenAct, ...]:
    """Return the acts that are about the proposal as a whole, graver ones last."""
    about_parts = ABOUT_AN_OBJECTION | ABOUT_AN_ISSUE
    open_now = {action for facts in facts_for_each_voice(page) for action in open_actions(facts)}
    acts = [_open_act(page, action) for action in _IN_ORDER if action in open_now and action not in about_parts]
    if can_widen(page):
        acts.append(OpenAct(CHANGE_VISIBILITY, VISIBILITY_PAGE.title, VISIBILITY_PAGE.meaning, VISIBILITY_PAGE.is_grave))
    acts += [OpenAct(name, UNSTAGED[name].title, UNSTAGED[name].meaning, UNSTAGED[name].is_grave) for name in unstaged.offered(page)]
    return tuple(sorted(acts, key=lambda act: act.is_grave))


def acts_on_objection(page: ProposalPage, objection_id: int | None) -> tuple[OpenAct, ...]:
    """Return the acts about one objection."""
    if objection_id is None:
        return ()
    found = {action for facts in facts_for_each_voice(page, objection_id) for action in open_actions(facts, ABOUT_AN_OBJECTION)}
    return tuple(_open_act(page, action) for action in PAGES if action in found)


def can_answer(page: ProposalPage, comment_id: int) -> bool:
    """Return whether the reader can give an issue its disposition now."""
    waits = any(each.comment_id == comment_id and each.waits for each in page.comments)
    return is_open(replace(page.facts, issue_is_answered=not waits), Action.ANSWER_ISSUE)


def can_widen(page: ProposalPage) -> bool:
    """Return whether the reader can let more people read the proposal; while it is drafted, its form says who reads it."""
    return page.facts.is_owner and page.stage is not Stage.DRAFTING and bool(_WIDER[page.visibility])


def demand_open(page: ProposalPage, name: str, target_id: int | None) -> None:
    """Do nothing if the act is open to the reader.

    :raises RefusedError: with the first condition that fails.
    """
    if name == CHANGE_VISIBILITY:
        if not can_widen(page):
            raise RefusedError(Refusal.ALREADY_DONE if page.facts.is_owner else Refusal.NOT_OWNER)
        return
    if name in UNSTAGED:
        unstaged.demand(page, name)
        return
    action = known_act(name)
    if action is None:
        raise NotFoundError(_("There is no such page."))
    if action in ABOUT_AN_ISSUE:
        blocked = [what_blocks(replace(page.facts, issue_is_answered=not _waits(page, target_id)), action)]
    else:
        if action in ABOUT_AN_OBJECTION and _objection(page, target_id) is None:
            raise NotFoundError(_("There is no such objection on this proposal."))
        blocked = [what_blocks(facts, action) for facts in facts_for_each_voice(page, target_id)]
    if None not in blocked and blocked[0] is not None:
        raise RefusedError(blocked[0])


def is_open_now(page: ProposalPage, name: str, target_id: int | None) -> bool:
    """Return whether the act is open to the reader."""
    try:
        demand_open(page, name, target_id)
    except (RefusedError, ForbiddenError, NotFoundError):
        return False
    return True


_MOVES_ON = {
    Stage.DRAFTING: Action.OPEN_COMMENT,
    Stage.COMMENT: Action.CALL_FOR_OBJECTIONS,
    Stage.OBJECTION: Action.CALL_FOR_CONSENSUS,
}


_MENDED_AT = {Refusal.ISSUES_UNANSWERED: "#comments", Refusal.OBJECTION_OPEN: "#objections"}
_MENDED_BY_OWNERS = {Refusal.FACILITATOR_MISSING: "/edit_draft", Refusal.FACILITATOR_CONFLICTED: "/hand_over"}
"""What is behind the address of the proposal, where a condition of the next step is met."""


def blocked_step(page: ProposalPage) -> BlockedStep | None:
    """Return the next step with what stands in its way, for the owners and the facilitator; ``None`` where nothing does."""
    action = _MOVES_ON.get(page.stage)
    row = None if action is None else row_of(page.stage, action)
    if action is None or row is None or not (page.facts.is_owner or page.facts.is_facilitator):
        return None
    codes = [each.code for each in row.only_if if not each.reads_sent and not each.holds(page.facts, NOTHING_SENT)]
    # That the window runs is said by the rail.
    places = _MENDED_AT | (_MENDED_BY_OWNERS if page.facts.is_owner else {})
    reasons = tuple(Hindrance(code.sentence, places.get(code, "")) for code in codes if code is not Refusal.TOO_EARLY)
    return BlockedStep(PAGES[action].title, reasons) if reasons else None


def voices_for(page: ProposalPage, name: str, target_id: int | None = None) -> tuple[VoiceView, ...]:
    """Return the reader's voices for which the act is open; all of them where it is open for none."""
    action = known_act(name)
    if action is None:
        return ()
    open_for = {facts.voice.id for facts in facts_for_each_voice(page, target_id) if facts.voice and is_open(facts, action)}
    return tuple(voice for voice in page.own_voices if voice.voice_id in open_for) or page.own_voices


def fill_choices(session: Session, form: Any, page: ProposalPage, name: str, target_id: int | None) -> None:
    """Give a form the voices, grounds, people and objections that can be chosen here."""
    if name in tuple(Beside):
        fill_beside(session, form, page, name, target_id)
    elif "voice" in form:
        _fill_voice(form, voices_for(page, name, target_id))
    if "member" in form:
        members = [member for member in page.own_members if not member.has_dissociated] or list(page.own_members)
        form.member.choices = choices_of({member.member_id: member.name for member in members})
        form.member.data = form.member.data or (str(members[0].member_id) if members else "")
    if "attribution" in form and not form.attribution.data:
        individual = any(voice.kind is MemberKind.INDIVIDUAL for voice in page.own_voices)
        form.attribution.data = "kind_and_region" if individual else "named"
    if "ground" in form:
        form.ground.choices = ground_choices(page.principles)
    if "to" in form:
        form.to.choices = choices_of(people_choices(session, page.body_id, page.facts.now), first=_("Choose a person"))
    if "meets" in form:
        form.meets.choices = choices_of(objection_choices(page))
    if name in UNSTAGED:
        unstaged.fill(session, form, page, name, target_id)
    if name == CHANGE_VISIBILITY:
        form.visibility.choices = choices_of({wider: VISIBILITIES[wider] for wider in _WIDER[page.visibility]})


def show_present(form: Any, page: ProposalPage) -> None:
    """Let a form carry what the page shows: the version and the stage that the person has in front of them when sending it."""
    if "version" in form:
        form.version.data = str(page.version.number)
    if "seen_stage" in form:
        form.seen_stage.data = page.stage.value


def objection_choices(page: ProposalPage) -> dict[int | None, str]:
    """Return the objections that still stand, each by its beginning."""
    return {
        each.objection_id: _("{by}: {words}", by=each.by, words=beginning(each.reason)) for each in page.objections if each.status.is_live
    }


def facilitator_choices(session: Session, body_id: int, people: Mapping[int, str], *, first: str | None) -> list[SelectChoice]:
    """Return the people of a body as facilitators to choose from, those whom the body offers before all others."""
    offered = set(session.scalars(select(FacilitatorPool.person_id).where(FacilitatorPool.body_id == body_id)))
    groups = {
        _("Whom the body offers as facilitators"): {person: name for person, name in people.items() if person in offered},
        _("Other people of the body"): {person: name for person, name in people.items() if person not in offered},
    }
    nothing = [] if first is None else [SelectChoice("", first)]
    if not all(groups.values()):
        return [*nothing, *choices_of(people)]
    return [*nothing, *(SelectChoice(str(person), name, optgroup=group) for group, some in groups.items() for person, name in some.items())]


def people_choices(session: Session, body_id: int, now: datetime) -> dict[int, str]:
    """Return the people of a body, each once, by name."""
    people: dict[int, tuple[str, list[str]]] = {}
    for person in people_of(session, body_id, now):
        people.setdefault(person.person_id, (person.name, []))[1].append(person.member_name)
    return {person_id: f"{name} ({', '.join(_few(members))})" for person_id, (name, members) in people.items()}


def _fill_voice(form: Any, voices: tuple[VoiceView, ...]) -> None:
    form.voice.choices = choices_of({voice.voice_id: voice.label for voice in voices})
    if not form.voice.data and voices:
        # Who has not spoken yet is meant first.
        silent = next((voice for voice in voices if voice.position is None), voices[0])
        form.voice.data = str(silent.voice_id)


def _waits(page: ProposalPage, comment_id: int | None) -> bool:
    return any(each.comment_id == comment_id and each.waits for each in page.comments)


def _objection(page: ProposalPage, objection_id: int | None) -> ObjectionFacts | None:
    return next((each for each in page.facts.objections if each.id == objection_id), None)


def _few(names: Iterable[str], most: int = 2) -> list[str]:
    found = list(dict.fromkeys(names))
    return [*found[:most], "…"] if len(found) > most else found


def _open_act(page: ProposalPage, action: AnyAct) -> OpenAct:
    shown = _WRITING[action] if action in _WRITING else act_named(action, page.stage)
    return OpenAct(action.value, shown.title, shown.meaning, shown.is_grave)

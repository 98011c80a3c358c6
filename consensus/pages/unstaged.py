"""The acts that no row of the table of stages needs, on a page: which are offered to the reader, and what can be chosen in their forms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from consensus.bodies.queries import people_of
from consensus.bodies.queries.voices import mandate_holds
from consensus.domain.afterwards import STANDS, Circumstances, Unstaged, what_refuses
from consensus.domain.erasing import Words
from consensus.domain.errors import ForbiddenError, NotFoundError, Refusal, RefusedError, WrongStageError
from consensus.domain.speech import Sentence, _, gettext_noop
from consensus.domain.terms import Attribution, DissentKind, MemberStatus, PositionCode, TaskStatus
from consensus.pages.proposal_parts import ProposalPage
from consensus.people.models import Mandate, Member, Person
from consensus.people.queries.erased import Erased, words_or_why
from consensus.voting.models import Decision, Dissociation, Objection, Position, Statement
from consensus.voting.models_afterwards import Task

DISSENTING = (PositionCode.RESERVATION, PositionCode.STAND_ASIDE, PositionCode.OBJECT, PositionCode.BLOCK)


def offered(page: ProposalPage) -> tuple[str, ...]:
    """Return the names of the acts that the page of a proposal offers to its reader; those about one task stand beside it."""
    return tuple(name for name in ("set_review", "keep_decision", "add_task", "reduce_attribution") if _refused(page, name) is None)


def demand(page: ProposalPage, name: str) -> None:
    """Do nothing if the act is open to the reader, as far as the page can say.

    :raises RefusedError: otherwise, with what the command would say.
    """
    refused = _refused(page, name)
    if refused is not None:
        raise refused


def _refused(page: ProposalPage, name: str) -> RefusedError | ForbiddenError | None:
    if name == "reduce_attribution":
        return None if _has_dissented(page) else ForbiddenError(_("Nothing that you said here could tell less of who said it."))
    if name not in tuple(Unstaged):
        return None  # Who may end a task depends on the task: the command says it.
    facts, decision = page.facts, page.decision
    seen = Circumstances(
        now=facts.now,
        stage=page.stage,
        closes_at=page.closes_at,
        review_on=page.review_on,
        stands=decision is not None and decision.outcome.is_adopted and decision.status in STANDS,
        owns=facts.is_owner,
        facilitates=facts.is_facilitator,
        has_part=facts.is_owner or facts.is_facilitator or facts.in_body or bool(page.own_voices),
    )
    refusal = what_refuses(Unstaged(name), seen)
    return WrongStageError() if refusal is Refusal.WRONG_STAGE else None if refusal is None else RefusedError(refusal)


def _has_dissented(page: ProposalPage) -> bool:
    """Whether anything that the reader said may still tell who said it."""
    objected = any(each.is_mine and each.attribution is not Attribution.SEALED for each in page.objections)
    stands = any(voice.position in DISSENTING and voice.attribution is not Attribution.SEALED for voice in page.own_voices)
    dissociated = any(member.has_dissociated for member in page.own_members)
    return objected or stands or dissociated or page.has_stated


def fill(session: Session, form: Any, page: ProposalPage, name: str, target_id: int | None) -> None:
    """Give a form of these acts what can be chosen in it, and what it is about."""
    match name:
        case "add_task":
            form.responsible.choices = _people(session, page.body_id, page.facts.now)
        case "end_task":
            task = session.get(Task, target_id) if target_id else None
            if task is None or task.proposal_id != page.proposal_id:
                raise NotFoundError(_("There is no such task on this decision."))
            if task.status is not TaskStatus.OPEN:
                raise RefusedError(Refusal.ALREADY_DONE)
            gone = Erased(Words.TASK, Task.id)
            erased = session.execute(gone.beside(select(*gone.columns).select_from(Task).where(Task.id == task.id))).one()
            form.about_text = words_or_why(task.text, *erased)
        case "reduce_attribution":
            form.words.choices = _own_words(session, page)
        case "set_review" if not form.is_submitted():
            form.review_on.data = page.review_on
        case _:
            pass


def _people(session: Session, body_id: int, now: datetime) -> list[SelectChoice]:
    """Return everybody who speaks in the network, the people of the body before all others."""
    own = {person.person_id: person.name for person in people_of(session, body_id, now)}
    others = [(person_id, name) for person_id, name in session.execute(_speaking(now)) if person_id not in own]
    inside = [SelectChoice(str(person_id), name, optgroup=_("The people of this body")) for person_id, name in own.items()]
    outside = [SelectChoice(str(person_id), name, optgroup=_("Others of the network")) for person_id, name in others]
    return [SelectChoice("", _("Choose a person")), *inside, *outside]


def people_of_network(session: Session, now: datetime) -> list[SelectChoice]:
    """Return everybody who speaks in the network, by name."""
    return [SelectChoice("", _("Choose a person")), *(SelectChoice(str(each), name) for each, name in session.execute(_speaking(now)))]


def _speaking(now: datetime) -> Select[tuple[int, str]]:
    return (
        select(Person.id, Person.name)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Member, Member.id == Mandate.member_id)
        .where(Person.is_active, mandate_holds(now), Member.status == MemberStatus.ACTIVE)
        .distinct()
        .order_by(Person.name, Person.id)
    )


def _own_words(session: Session, page: ProposalPage) -> list[SelectChoice]:
    """Return what the reader's voices and members said and what is not sealed yet, the newest last."""
    voices = [voice.voice_id for voice in page.own_voices]
    members = [member.member_id for member in page.own_members]
    decision = select(Decision.id).where(Decision.proposal_id == page.proposal_id).scalar_subquery()
    objections = select(Objection.id, Objection.reason).where(Objection.voice_id.in_(voices), Objection.attribution != Attribution.SEALED)
    positions = select(Position.id, Position.reason).where(
        Position.voice_id.in_(voices), Position.code.in_(DISSENTING), Position.attribution != Attribution.SEALED
    )
    statements = select(Statement.id, Statement.text).where(Statement.voice_id.in_(voices), Statement.attribution != Attribution.SEALED)
    dissociations = select(Dissociation.id, Dissociation.text).where(
        Dissociation.member_id.in_(members), Dissociation.decision_id == decision, Dissociation.attribution != Attribution.SEALED
    )
    asked = {
        DissentKind.OBJECTION: (gettext_noop("Your objection: {words}"), objections),
        DissentKind.POSITION: (gettext_noop("Your position: {words}"), positions),
        DissentKind.STATEMENT: (gettext_noop("Your statement: {words}"), statements),
        DissentKind.DISSOCIATION: (gettext_noop("Your dissociation: {words}"), dissociations),
    }
    return [
        SelectChoice(f"{kind}-{words_id}", Sentence(template, {"words": _beginning(words)}))
        for kind, (template, statement) in asked.items()
        for words_id, words in session.execute(statement).tuples()
    ]


def _beginning(text: str, length: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def decision_number(session: Session, proposal_id: int) -> str:
    """Return the number of the decision that a proposal came to."""
    return session.scalars(select(Decision.number).where(Decision.proposal_id == proposal_id)).one()

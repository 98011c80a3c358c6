"""How a story is told: one proposal, and what people did with it on which day, as events for ``building.py`` to play."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from consensus.demonstration.founding import World
from consensus.domain.terms import Attribution, Disposition, Gradient, ObjectionKind, Relation, TaskStatus, Visibility
from consensus.proposals import commands as proposing
from consensus.proposals.texts import TextIn
from consensus.voting import commands as voting
from consensus.voting.models import Decision

LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody does at an instant."""

    at: datetime
    do: Callable[[World, datetime], None]


@dataclass
class Story:
    """A proposal that began ``began`` ago. ``owner`` and ``facilitator`` are keys of members; days count from its creation."""

    body: str
    class_code: str
    question: str
    text: str
    owner: str
    facilitator: str
    began: datetime
    visibility: Visibility = Visibility.NETWORK
    relation: Relation | None = None
    names: Story | None = None
    """The story whose decision this one supersedes or ratifies."""
    fills_seats: bool = False
    events: list[Event] = field(default_factory=list)
    proposal_id: int = 0
    made: dict[str, int] = field(default_factory=dict)
    """Issues and objections by the names that the story gives them."""

    def __post_init__(self) -> None:
        self._at(0, self._create)

    def _at(self, day: float, do: Callable[[World, datetime], None]) -> Story:
        self.events.append(Event(self.began + timedelta(days=day), do))
        return self

    def _create(self, world: World, now: datetime) -> None:
        named = None
        if self.names is not None:
            named = world.session.scalars(select(Decision.id).where(Decision.proposal_id == self.names.proposal_id)).one()
        self.proposal_id = proposing.create_proposal(
            world.session,
            actor=world.actor(self.owner),
            body_id=world.body_id[self.body],
            class_code=self.class_code,
            texts={LANGUAGE: TextIn(self.question, self.text)},
            visibility=self.visibility,
            facilitator_id=world.person_id[self.facilitator],
            relation=self.relation,
            names_decision_id=named,
            fills_seats=self.fills_seats,
            now=now,
        )

    def _act(self, day: float, who: str, command: Callable[..., Any], name: str = "", **said: Any) -> Story:
        def do(world: World, now: datetime) -> None:
            known = {key: self.made[value] for key, value in said.items() if key in {"comment_id", "objection_id"}}
            made = command(world.session, actor=world.actor(who), proposal_id=self.proposal_id, now=now, **(said | known))
            if name:
                self.made[name] = made

        return self._at(day, do)

    def open_comment(self, day: float = 0.1) -> Story:
        """Its owner opens it for comment."""
        return self._act(day, self.owner, proposing.open_comment)

    def comment(self, day: float, who: str, text: str, *, issue: str = "") -> Story:
        """Somebody comments; ``issue`` names it as one that must be answered."""
        return self._act(day, who, proposing.comment, issue, text=text, is_issue=bool(issue))

    def amendment(self, day: float, who: str, passage: str, amendment: str, text: str, *, issue: str) -> Story:
        """Somebody proposes a change of a passage."""
        return self._act(day, who, proposing.suggest_amendment, issue, passage=passage, amendment=amendment, text=text)

    def take_over(self, day: float, issue: str) -> Story:
        """The owner takes an amendment over."""
        return self._act(day, self.owner, voting.take_over_amendment, comment_id=issue)

    def translate(self, day: float, who: str, language: str, question: str, text: str) -> Story:
        """Somebody puts the text into another language."""
        return self._act(day, who, proposing.translate, language=language, question=question, text=text)

    def answer(self, day: float, issue: str, text: str, disposition: Disposition = Disposition.ACCEPTED) -> Story:
        """The owner gives an issue its disposition."""
        return self._act(day, self.owner, proposing.answer_issue, comment_id=issue, text=text, disposition=disposition)

    def revise(self, day: float, text: str, note: str, *, meets: str = "", is_material: bool = False) -> Story:
        """The owner revises the text; ``meets`` names the objection that it is for."""

        def do(world: World, now: datetime) -> None:
            voting.revise(
                world.session,
                actor=world.actor(self.owner),
                proposal_id=self.proposal_id,
                texts={LANGUAGE: TextIn(self.question, text)},
                meets=(self.made[meets],) if meets else (),
                is_material=is_material,
                note=note,
                now=now,
            )

        return self._at(day, do)

    def call_for_objections(self, day: float) -> Story:
        """The facilitator calls for objections."""
        return self._act(day, self.facilitator, voting.call_for_objections)

    def object(
        self,
        day: float,
        who: str,
        reason: str,
        *,
        name: str,
        ground: str = "aim",
        remedy: str = "",
        block: bool = False,
        **further: str,
    ) -> Story:
        """Somebody raises an objection, or a block; ``further`` says whom it harms, and of which passage it speaks."""
        kind = ObjectionKind.BLOCK if block else ObjectionKind.OBJECTION
        return self._act(day, who, voting.raise_objection, name, kind=kind, ground=ground, reason=reason, remedy=remedy, **further)

    def invite(self, day: float, objection: str, *others: str, for_day: float, place: str, **said: str) -> Story:
        """The facilitator invites the owners of objections to be heard together, some days later."""

        def do(world: World, now: datetime) -> None:
            voting.invite_to_be_heard(
                world.session,
                actor=world.actor(self.facilitator),
                proposal_id=self.proposal_id,
                objection_id=self.made[objection],
                with_ids=tuple(self.made[other] for other in others),
                meets_at=self.began + timedelta(days=for_day),
                place=place,
                now=now,
                **said,
            )

        return self._at(day, do)

    def come(self, day: float, who: str, objection: str, text: str) -> Story:
        """The owner of an objection says that they come to be heard."""
        return self._act(day, who, voting.answer_invitation, objection_id=objection, comes=True, text=text)

    def ask_sense_check(self, day: float, question: str, *, is_by_name: bool) -> Story:
        """The facilitator asks for the temperature."""
        return self._act(day, self.facilitator, proposing.ask_sense_check, question=question, is_by_name=is_by_name)

    def answer_sense_check(self, first_day: float, last_day: float, gradient: Gradient, who: Iterable[str]) -> Story:
        """Many stand on the same step, one after another."""
        keys = list(who)
        for place, key in enumerate(keys):
            day = first_day + (last_day - first_day) * place / max(1, len(keys))
            self._act(day, key, proposing.answer_sense_check, gradient=gradient.value)
        return self

    def close_sense_check(self, day: float) -> Story:
        """The facilitator closes the sense-check."""
        return self._act(day, self.facilitator, proposing.close_sense_check)

    def second(self, day: float, who: str, objection: str) -> Story:
        """Somebody seconds a block."""
        return self._act(day, who, voting.second_block, objection_id=objection)

    def answer_objection(self, day: float, objection: str, text: str, disposition: Disposition = Disposition.NOT_ACCEPTED) -> Story:
        """The owner answers an objection."""
        return self._act(day, self.owner, voting.answer_objection, objection_id=objection, text=text, disposition=disposition)

    def confirm_met(self, day: float, who: str, objection: str) -> Story:
        """Its owner says that an objection is met."""
        return self._act(day, who, voting.confirm_met, objection_id=objection)

    def withdraw_objection(self, day: float, who: str, objection: str, into: str | None = None, reason: str = "") -> Story:
        """Its owner takes an objection back."""
        return self._act(day, who, voting.withdraw_objection, objection_id=objection, into=into, reason=reason)

    def declare_unresolved(self, day: float, objection: str) -> Story:
        """The facilitator declares an objection unresolved."""
        return self._act(day, self.facilitator, voting.declare_unresolved, objection_id=objection)

    def call_for_consensus(self, day: float) -> Story:
        """The facilitator calls for consensus, where the clock could not."""
        return self._act(day, self.facilitator, voting.call_for_consensus)

    def position(self, day: float, who: str, position: str, reason: str = "", **said: Any) -> Story:
        """Somebody takes a position."""
        return self._act(day, who, voting.take_position, position=position, reason=reason, **said)

    def positions(self, first_day: float, last_day: float, position: str, who: Iterable[str]) -> Story:
        """Many take the same position, one after another, spread over some days."""
        keys = list(who)
        for place, key in enumerate(keys):
            self.position(first_day + (last_day - first_day) * place / max(1, len(keys)), key, position)
        return self

    def recuse(self, day: float, who: str, reason: str) -> Story:
        """A voice leaves the base of every count."""
        return self._act(day, who, voting.recuse, reason=reason)

    def votes(self, first_day: float, last_day: float, vote: str, who: Iterable[str]) -> Story:
        """Many cast the same vote."""
        keys = list(who)
        for place, key in enumerate(keys):
            self._act(first_day + (last_day - first_day) * place / max(1, len(keys)), key, voting.cast_vote, vote=vote)
        return self

    def withdraw(self, day: float, reason: str) -> Story:
        """The owner withdraws the proposal."""
        return self._act(day, self.owner, voting.withdraw_proposal, reason=reason)

    def defer(self, day: float, until: float, reason: str) -> Story:
        """The facilitator defers the proposal to a later day."""
        later = self.began + timedelta(days=until)
        return self._act(day, self.facilitator, voting.defer, until=later, reason=reason)

    def statement(self, day: float, who: str, text: str, attribution: Attribution | None = None) -> Story:
        """Somebody adds a statement to the decision."""
        return self._act(day, who, voting.add_statement, text=text, attribution=attribution)

    def task(self, day: float, who: str, text: str, responsible: str, until: float, note: str = "") -> Story:
        """Somebody writes down what follows, to be done until a day; with ``note``, it is done three days later."""

        def do(world: World, now: datetime) -> None:
            task_id = voting.add_task(
                world.session,
                actor=world.actor(who),
                proposal_id=self.proposal_id,
                text=text,
                responsible_id=world.person_id[responsible],
                due_on=(self.began + timedelta(days=until)).date(),
                now=now,
            )
            self.made[text] = task_id

        def end(world: World, now: datetime) -> None:
            said: dict[str, Any] = {"task_id": self.made[text], "ended": TaskStatus.DONE, "note": note}
            voting.end_task(world.session, actor=world.actor(responsible), proposal_id=self.proposal_id, now=now, **said)

        self._at(day, do)
        return self._at(day + 3, end) if note else self

    def review(self, day: float, who: str, on: float, reason: str) -> Story:
        """Somebody sets the day from which the decision comes back."""
        return self._act(day, who, voting.set_review, review_on=(self.began + timedelta(days=on)).date(), reason=reason)

    def dissociate(self, day: float, who: str, text: str) -> Story:
        """A member dissociates."""
        return self._act(day, who, voting.dissociate, text=text)

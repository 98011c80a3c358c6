"""Plays a rehearsal: before each step the clock does what is due, then the step is done, or refused, and that is noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.clock.waiting import waiting_since
from consensus.domain.actor import Actor
from consensus.domain.channels import Channel
from consensus.domain.errors import DomainError, InputError, InvalidError, NotFoundError, OverdueError, RefusedError
from consensus.domain.terms import Action, Part, Stage
from consensus.proposals.facts import owners_of
from consensus.proposals.models import Proposal
from consensus.rehearsal.acts import Turn, act, create
from consensus.rehearsal.form import Rehearsal
from consensus.rehearsal.result import Noted, result_of
from consensus.rehearsal.scratch import Scratch
from consensus.rehearsal.steps import Step
from consensus.rehearsal.world import START, World, build
from consensus.voting.commands import advance
from consensus.voting.models import Voice
from consensus.voting.telling import Told, write_down

NOT_FOUND, INVALID = "not_found", "invalid"
"""What is noted where the process has no code: what a step names is not there (the step that should have made it was refused), or no
command takes what it sends.
"""


def play(rehearsal: Rehearsal, scratch: Scratch) -> dict[str, object]:
    """Play a rehearsal in an empty database, and return what became of the proposal.

    :raises InputError: when it cannot be played: the message names the place.
    """
    with scratch.session() as session:
        return Player.ready(session, rehearsal).play_all()


@dataclass(slots=True)
class Player:
    """One rehearsal being played."""

    session: Session
    rehearsal: Rehearsal
    world: World
    proposal_id: int
    made: dict[str, int] = field(default_factory=dict)
    """The issues and objections by the names that the steps gave them."""
    noted: list[Noted] = field(default_factory=list)

    @classmethod
    def ready(cls, session: Session, rehearsal: Rehearsal) -> Player:
        """Build the world in the session's empty database, and create the proposal on day 0.

        :raises InputError: when that cannot be done.
        """
        form = rehearsal.proposal
        try:
            world = build(session, rehearsal)
            proposal_id = create(
                session,
                actor=world.actor(form.owners[0]),
                owner_ids=tuple(world.ids[name] for name in form.owners),
                body_id=world.body_id,
                form=form,
                facilitator_id=None if form.facilitator is None else world.ids[form.facilitator],
                now=START,
            )
        except DomainError as error:
            raise InputError(f"{rehearsal.place}: the proposal cannot be created on day 0: {error}") from error
        return cls(session, rehearsal, world, proposal_id)

    def play_all(self) -> dict[str, object]:
        """Play every step and return what is printed."""
        for step in self.rehearsal.steps:
            self.play(step)
        return {"id": self.rehearsal.id} | result_of(self.session, self.proposal_id, self.world, self.noted)

    def play(self, step: Step) -> None:
        """Do one step and note what came of it."""
        now = START + step.at
        self._tick(now)
        if step.do is not None:
            self.noted.append(Noted(step.number, self._do(step, step.do, now), step.expect_error))

    def _do(self, step: Step, do: Action, now: datetime) -> str | None:
        """Let everybody of the step act in turn; the first refusal ends it and is returned."""
        names = [*step.words.meets, *([step.words.about] if step.words.about is not None else [])]
        if not all(name in self.made for name in names):
            return NOT_FOUND
        for actor in self._actors(step):
            try:
                made = self._act(self._turn(step, do, actor, now))
            except RefusedError as refused:
                return refused.code.value
            except NotFoundError:
                return NOT_FOUND
            except InvalidError:
                return INVALID
            if step.name is not None and made is not None:
                self.made[step.name] = made
        return None

    def _act(self, turn: Turn) -> int | None:
        """Do one turn; where the turn before it made something due at the same instant, the clock does that first."""
        try:
            return act(turn)
        except OverdueError:
            self._tick(turn.now)
            return act(turn)

    def _tick(self, now: datetime) -> None:
        """Do what the clock does: look whether something may be due, and do it at the instant when it fell due."""
        self._tell()
        if any(proposal_id == self.proposal_id for _, proposal_id in waiting_since(self.session, now)):
            advance(self.session, proposal_id=self.proposal_id, now=now)

    def _tell(self) -> None:
        """Tell every voice that is called for objections, when it is: in a rehearsal nobody waits for the mail."""
        proposal = self.session.get_one(Proposal, self.proposal_id, populate_existing=True)
        if proposal.stage is Stage.OBJECTION:
            at, who = proposal.opened_at, proposal.facilitator_id or owners_of(self.session, proposal.id)[0]
            roll = self.session.scalars(select(Voice.id).where(Voice.proposal_id == proposal.id).order_by(Voice.id)).all()
            write_down(self.session, proposal.id, [Told(voice_id, who, proposal.stage, at, Channel.PAGE, at) for voice_id in roll])
            self.session.commit()

    def _turn(self, step: Step, do: Action, actor: Actor, now: datetime) -> Turn:
        words = step.words
        return Turn(
            session=self.session,
            actor=actor,
            proposal_id=self.proposal_id,
            now=now,
            do=do,
            words=words,
            form=self.rehearsal.proposal,
            body_id=self.world.body_id,
            about=0 if words.about is None else self.made[words.about],
            meets=tuple(self.made[name] for name in words.meets),
            to_id=0 if words.to is None else self.world.ids[words.to],
        )

    def _actors(self, step: Step) -> list[Actor]:
        """Who does a step: those it names, else the one who has the part to which the act falls."""
        if step.who:
            return [self.world.actor(name) for name in step.who]
        owner_id = owners_of(self.session, self.proposal_id)[0]
        if step.falls_to is Part.OWNER:
            return [Actor(person_id=owner_id)]
        facilitator_id = self.session.scalars(select(Proposal.facilitator_id).where(Proposal.id == self.proposal_id)).one()
        return [Actor(person_id=facilitator_id or owner_id)]

"""A proposal told act by act for tests: who says what, through the commands, while the time goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, BodyMember, Ruleset
from consensus.domain.actor import Actor
from consensus.domain.terms import Attribution, BodyKind, Disposition, MemberKind, ObjectionKind, Relation, Visibility
from consensus.people.models import Member, Person
from consensus.proposals import commands as drafting
from consensus.proposals.models import Proposal
from consensus.proposals.texts import TextIn
from consensus.voting import commands as voting
from consensus.voting.models import Decision, Voice
from tests.bodies.world import DAY, NOW, World

MINUTE = timedelta(minutes=1)


class Network:
    """The invented network with one body in which everything is decided; its clock goes a minute on with each act."""

    def __init__(self, session: Session, *, kind: BodyKind = BodyKind.ASSEMBLY, classes: Mapping[str, Any] | None = None) -> None:
        self.session = session
        self.world = World(session)
        self.now: datetime = NOW
        self.body = self.add_body("ASM", kind=kind, classes=classes)
        self.facilitator = self.world.person("Femi Facilitator")
        self.people: dict[str, Person] = {}
        self.members: dict[str, Member] = {}

    def add_body(self, code: str, *, kind: BodyKind = BodyKind.WORKING_GROUP, classes: Mapping[str, Any] | None = None) -> Body:
        """Found a body with a ruleset of its own."""
        body = Body(code=code, name=f"The body {code}", kind=kind, languages=["en"], required_languages=[], created_at=NOW - 500 * DAY)
        self.session.add(body)
        self.session.flush()
        ruleset = Ruleset(
            body_id=body.id,
            number=1,
            classes=dict(classes or {}),
            composition=[],
            attributes={},
            reason="Adopted.",
            in_force_at=NOW - 400 * DAY,
        )
        self.session.add(ruleset)
        self.session.commit()
        return body

    def voice(self, name: str, region: str = "AFR", *, kind: MemberKind = MemberKind.NGO, join: Body | None = None) -> Person:
        """Make a member called ``name`` and the person who speaks for it."""
        person = self.world.person(f"Person of {name}")
        member = self.world.member(name, region, kind=kind)
        self.world.mandate(person, member)
        if join is not None:
            self.session.add(BodyMember(body_id=join.id, member_id=member.id, joined_at=NOW - 100 * DAY))
            self.session.commit()
        self.people[name], self.members[name] = person, member
        return person

    def voices(self, *names: str, regions: tuple[str, ...] = ("AFR", "ASIA_PAC", "LAC", "MENA")) -> None:
        """Make members in turn in each of ``regions``."""
        for number, name in enumerate(names):
            self.voice(name, regions[number % len(regions)])

    def actor(self, name: str) -> Actor:
        """Who acts for a member."""
        return Actor(person_id=self.people[name].id)

    def later(self, time: timedelta) -> None:
        """Let time go by."""
        self.now += time

    def tick(self) -> datetime:
        """Let a minute go by and return the instant."""
        self.later(MINUTE)
        return self.now

    def propose(
        self,
        owner: str,
        question: str = "Shall we meet in spring?",
        text: str = "We meet in **spring**, in a place that all can reach.",
        *,
        class_code: str = "project",
        visibility: Visibility = Visibility.NETWORK,
        relation: Relation | None = None,
        names: Decision | None = None,
        body: Body | None = None,
    ) -> Story:
        """Start a proposal."""
        proposal_id = drafting.create_proposal(
            self.session,
            actor=self.actor(owner),
            body_id=(body or self.body).id,
            class_code=class_code,
            texts={"en": TextIn(question, text)},
            now=self.tick(),
            visibility=visibility,
            facilitator_id=self.facilitator.id,
            relation=relation,
            names_decision_id=None if names is None else names.id,
        )
        return Story(self, owner, proposal_id)


class Story:
    """One proposal on its way."""

    def __init__(self, network: Network, owner: str, proposal_id: int) -> None:
        self.network = network
        self.session = network.session
        self.owner = network.actor(owner)
        self.facilitator = Actor(person_id=network.facilitator.id)
        self.id = proposal_id

    def commented(self) -> Story:
        """Open it for comment."""
        drafting.open_comment(self.session, actor=self.owner, proposal_id=self.id, now=self.network.tick())
        return self

    def issue(self, name: str, text: str, answer: str) -> Story:
        """Let somebody raise an issue, and the owner answer it."""
        now, actor = self.network.tick(), self.network.actor(name)
        issue = drafting.comment(self.session, actor=actor, proposal_id=self.id, text=text, now=now, is_issue=True)
        drafting.answer_issue(
            self.session,
            actor=self.owner,
            proposal_id=self.id,
            comment_id=issue,
            disposition=Disposition.PARTLY_ACCEPTED,
            text=answer,
            now=self.network.tick(),
        )
        return self

    def called_for_objections(self) -> Story:
        """Let the comment window end, and freeze text and roll."""
        self.network.later(31 * DAY)
        voting.call_for_objections(self.session, actor=self.facilitator, proposal_id=self.id, now=self.network.tick())
        return self

    def objected(
        self,
        name: str,
        reason: str,
        *,
        kind: ObjectionKind = ObjectionKind.OBJECTION,
        attribution: Attribution | None = None,
        remedy: str = "",
    ) -> int:
        """Let somebody object."""
        return voting.raise_objection(
            self.session,
            actor=self.network.actor(name),
            proposal_id=self.id,
            kind=kind,
            ground="harm",
            reason=reason,
            remedy=remedy,
            attribution=attribution,
            now=self.network.tick(),
        )

    def answered(self, objection_id: int, text: str) -> Story:
        """Let the owner answer an objection."""
        voting.answer_objection(
            self.session,
            actor=self.owner,
            proposal_id=self.id,
            objection_id=objection_id,
            text=text,
            disposition=Disposition.NOT_ACCEPTED,
            now=self.network.tick(),
        )
        return self

    def seconded(self, name: str, objection_id: int) -> Story:
        """Let somebody second a block."""
        now, actor = self.network.tick(), self.network.actor(name)
        voting.second_block(self.session, actor=actor, proposal_id=self.id, objection_id=objection_id, now=now)
        return self

    def withdrawn(self, name: str, objection_id: int, into: str | None = None) -> Story:
        """Let somebody take an objection back."""
        now, actor = self.network.tick(), self.network.actor(name)
        voting.withdraw_objection(self.session, actor=actor, proposal_id=self.id, objection_id=objection_id, into=into, now=now)
        return self

    def unresolved(self, objection_id: int) -> Story:
        """Let the time for resolving go by, and declare it so."""
        self.network.later(8 * DAY)
        now = self.network.tick()
        voting.declare_unresolved(self.session, actor=self.facilitator, proposal_id=self.id, objection_id=objection_id, now=now)
        return self

    def called_for_consensus(self) -> Story:
        """Let the objection window end; the clock or the facilitator calls for consensus."""
        self._until_the_end()
        if not voting.advance(self.session, proposal_id=self.id, now=self.network.now):
            voting.call_for_consensus(self.session, actor=self.facilitator, proposal_id=self.id, now=self.network.tick())
        return self

    def said(self, name: str, position: str, reason: str = "", *, attribution: Attribution | None = None) -> Story:
        """Let somebody take a position."""
        voting.take_position(
            self.session,
            actor=self.network.actor(name),
            proposal_id=self.id,
            position=position,
            reason=reason,
            ground="harm" if position in ("object", "block") else "",
            attribution=attribution,
            now=self.network.tick(),
        )
        return self

    def supported_by(self, *names: str) -> Story:
        """Let all of them agree."""
        for name in names:
            self.said(name, "support")
        return self

    def voted(self, name: str, vote: str) -> Story:
        """Let somebody vote in the fallback vote."""
        now = self.network.tick()
        voting.cast_vote(self.session, actor=self.network.actor(name), proposal_id=self.id, vote=vote, now=now)
        return self

    def over(self) -> Story:
        """Let the present window end."""
        self._until_the_end()
        voting.advance(self.session, proposal_id=self.id, now=self.network.now)
        return self

    def stated(self, name: str, text: str, attribution: Attribution | None = None) -> Story:
        """Let somebody annex a statement."""
        now, actor = self.network.tick(), self.network.actor(name)
        voting.add_statement(self.session, actor=actor, proposal_id=self.id, text=text, now=now, attribution=attribution)
        return self

    def dissociated(self, name: str, text: str = "", attribution: Attribution | None = None) -> Story:
        """Let a member say that it is not party."""
        now, actor = self.network.tick(), self.network.actor(name)
        voting.dissociate(self.session, actor=actor, proposal_id=self.id, text=text, now=now, attribution=attribution)
        return self

    def _until_the_end(self) -> None:
        ends = self.session.get_one(Proposal, self.id).closes_at
        if ends is not None:
            self.network.now = max(self.network.now, ends)

    @property
    def decision(self) -> Decision:
        """What was decided."""
        return self.session.scalars(select(Decision).where(Decision.proposal_id == self.id)).one()

    @property
    def record(self) -> dict[str, Any]:
        """The record of what was decided."""
        found: dict[str, Any] = json.loads(self.decision.record)
        return found

    def voice_of(self, name: str) -> Voice:
        """The entry of the roll that is called ``name``."""
        return self.session.scalars(select(Voice).where(Voice.proposal_id == self.id, Voice.label == name)).one()

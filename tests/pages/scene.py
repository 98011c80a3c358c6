"""A small network made by the program's own commands, whose people open pages and send forms without scripts.

Everybody is called by a first name. What each is to the proposals here stands in :data:`PEOPLE`.
"""

from __future__ import annotations

import json
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consensus.bodies.commands import RulesetDraft, found_body, join_body
from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.terms import Attribution, BodyKind, Disposition, MemberKind, ObjectionKind, Stage, Visibility
from consensus.ledger.models import LedgerEntry
from consensus.people.commands import add_person, admit_member, grant_mandate, set_up_network
from consensus.people.queries import Word
from consensus.proposals import commands as proposing
from consensus.proposals.models import Proposal
from consensus.proposals.texts import TextIn
from consensus.voting import commands as voting
from consensus.voting.models import Objection, Voice
from tests.support.browsing import Visitor
from tests.support.remembered import remembered

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
REGIONS = ("AFR", "ASIA_PAC", "LAC", "MENA")

PEOPLE = {
    "Owen": "owns the proposals",
    "Femi": "facilitates them",
    "Vera": "speaks for a voice",
    "Ines": "speaks for another",
    "Rita": "for a third",
    "Bela": "for a fourth",
    "Nora": "speaks for a member that is not in the body",
    "Zoe": "can sign in and speaks for nobody",
}
_IN_BODY = ("Owen", "Femi", "Vera", "Ines", "Rita", "Bela")

QUESTION = "Shall we meet in spring?"
TEXT = "We meet in **spring**, in a place that all can reach."


class Person(Visitor):
    """Somebody with a browser; whatever the test still holds of the database is let go before each request."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene.app)
        self.scene = scene

    def get(self, address: str, **options: Any) -> TestResponse:
        self.scene.session.rollback()
        return Context().run(super().get, address, **options)

    def post(self, address: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        self.scene.session.rollback()
        return Context().run(super().post, address, data, **options)

    def token(self) -> str:
        return Context().run(super().token)


class Scene:
    """The network, its one working group, and a clock that goes a minute on with each act."""

    def __init__(
        self,
        app: Flask,
        session: Session,
        *,
        classes: dict[str, Any] | None = None,
        languages: tuple[str, ...] = ("en",),
        start: datetime = START,
    ) -> None:
        self.app, self.session, self.now = app, session, start
        app.config["CLOCK"] = lambda: self.now
        self.person_id: dict[str, int] = {}
        self.member_id: dict[str, int] = {}
        key = (type(self)._founded.__qualname__, json.dumps(classes, sort_keys=True), languages, start)
        self.steward, self.body_id, self.person_id, self.member_id = remembered(session, key, lambda: self._founded(classes, languages))

    def _founded(self, classes: dict[str, Any] | None, languages: tuple[str, ...]) -> tuple[Actor, int, dict[str, int], dict[str, int]]:
        session = self.session
        set_up_network(
            session,
            actor=OPERATOR,
            name="The invented network",
            origin="consensus.example.org",
            regions=[Word(code, f"Region {code}") for code in REGIONS],
            languages=["en", "es", "ar"],
            core_principles=[Word("dignity", "Human dignity comes first")],
            genders=[Word("W", "Woman"), Word("M", "Man")],
            now=self.now,
        )
        steward = add_person(session, actor=OPERATOR, name="Sam", email="sam@invented.example", is_steward=True, now=self.now)
        self.steward = Actor(steward, is_steward=True)
        self.person_id["Sam"] = steward
        self.body_id = found_body(
            session,
            actor=self.steward,
            code="WATER",
            kind=BodyKind.WORKING_GROUP,
            name="Water",
            languages=list(languages),
            ruleset=RulesetDraft(classes=classes or {}, reason="To begin with."),
            now=self.now,
        )
        for name in PEOPLE:
            self.person_id[name] = add_person(session, actor=self.steward, name=name, email=f"{name}@invented.example", now=self.now)
            if name != "Zoe":
                self.member(name, f"{name}'s group", joins=name in _IN_BODY)
        return self.steward, self.body_id, self.person_id, self.member_id

    def member(self, speaker: str, name: str, *, joins: bool = True, kind: MemberKind = MemberKind.NGO, region: str | None = None) -> int:
        """Admit a member for which somebody speaks."""
        region = region or REGIONS[len(self.member_id) % len(REGIONS)]
        found = admit_member(self.session, actor=self.steward, name=name, country="KE", region=region, kind=kind, now=self.now)
        grant_mandate(self.session, actor=self.steward, person_id=self.person_id[speaker], member_id=found, now=self.now)
        if joins:
            join_body(self.session, actor=self.steward, body_id=self.body_id, member_id=found, now=self.now)
        self.member_id[name] = found
        return found

    def actor(self, name: str) -> Actor:
        """Who acts when somebody does."""
        return self.steward if name == "Sam" else Actor(self.person_id[name])

    def browser(self, name: str | None) -> Person:
        """Return the browser of somebody; of a visitor for ``None``."""
        self.session.rollback()
        person = Person(self)
        if name is not None:
            person.sign_in(self.person_id[name], at=self.now)
        return person

    def entries(self) -> list[str]:
        """Return the acts in the ledger, the earliest first."""
        found = list(self.session.scalars(select(LedgerEntry.act).order_by(LedgerEntry.index)))
        self.session.rollback()
        return found

    def count(self, model: Any) -> int:
        """Return how many rows there are."""
        found = self.session.scalars(select(func.count()).select_from(model)).one()
        self.session.rollback()
        return found

    def tick(self, time: timedelta = MINUTE) -> datetime:
        """Let time go by."""
        self.now += time
        return self.now

    def stage(self, proposal_id: int) -> Stage:
        """Return the stage of a proposal."""
        self.session.rollback()
        found = self.session.get_one(Proposal, proposal_id).stage
        self.session.rollback()
        return found

    # --- a proposal, act by act -------------------------------------------------------------------------------------

    def do(self, who: str, command: Any, proposal_id: int, **said: Any) -> Any:
        """Let somebody act through a command."""
        return command(self.session, actor=self.actor(who), proposal_id=proposal_id, now=self.tick(), **said)

    def draft(
        self,
        *,
        class_code: str = "project",
        visibility: Visibility = Visibility.NETWORK,
        text: str = TEXT,
        facilitator: str | None = "Femi",
        owners: tuple[str, ...] = (),
    ) -> int:
        """Let Owen start a proposal that Femi facilitates; ``owners`` own it beside him."""
        return proposing.create_proposal(
            self.session,
            actor=self.actor("Owen"),
            body_id=self.body_id,
            class_code=class_code,
            texts={"en": TextIn(QUESTION, text)},
            visibility=visibility,
            owner_ids=tuple(self.person_id[name] for name in owners),
            facilitator_id=None if facilitator is None else self.person_id[facilitator],
            now=self.tick(),
        )

    def in_comment(self, **said: Any) -> int:
        """A proposal that is open for comment."""
        proposal_id = self.draft(**said)
        self.do("Owen", proposing.open_comment, proposal_id)
        return proposal_id

    def in_objection(self, **said: Any) -> int:
        """A proposal to which voices can object."""
        proposal_id = self.in_comment(**said)
        self.tick(31 * DAY)
        self.do("Femi", voting.call_for_objections, proposal_id)
        return proposal_id

    def in_consensus(self, **said: Any) -> int:
        """A proposal on which every voice says where it stands."""
        proposal_id = self.in_objection(**said)
        self.over(proposal_id)
        assert self.stage(proposal_id) is Stage.CONSENSUS
        return proposal_id

    def over(self, proposal_id: int) -> None:
        """Let the present window end, and the clock do what is due."""
        self.session.rollback()
        closes_at = self.session.get_one(Proposal, proposal_id).closes_at
        self.session.rollback()
        assert closes_at is not None
        self.now = max(self.now, closes_at)
        voting.advance(self.session, proposal_id=proposal_id, now=self.now)

    def adopted(self, **said: Any) -> int:
        """A proposal that was adopted, with a reservation."""
        return self._adopt(self.in_consensus(**said))

    def goes_on_to_adoption(self, proposal_id: int) -> None:
        """Let a proposal that is open for comment be adopted in the same way."""
        self.tick(31 * DAY)
        self.do("Femi", voting.call_for_objections, proposal_id)
        self.over(proposal_id)
        self._adopt(proposal_id)

    def _adopt(self, proposal_id: int) -> int:
        for name in ("Owen", "Vera", "Ines", "Rita", "Bela"):
            self.says(name, proposal_id, "support")
        self.says("Femi", proposal_id, "reservation", "It comes late in the year.")
        self.over(proposal_id)
        assert self.stage(proposal_id) is Stage.CLOSED
        return proposal_id

    def in_fallback(self) -> int:
        """A proposal on which voices vote, because a block is unresolved."""
        proposal_id = self.in_objection()
        block = self.objects("Vera", proposal_id, kind=ObjectionKind.BLOCK)
        self.answers(proposal_id, block)
        self.tick(31 * DAY)
        self.do("Femi", voting.declare_unresolved, proposal_id, objection_id=block)
        self.do("Femi", voting.call_for_consensus, proposal_id)
        for name in ("Owen", "Femi", "Ines", "Rita", "Bela"):
            self.says(name, proposal_id, "support")
        self.over(proposal_id)
        assert self.stage(proposal_id) is Stage.FALLBACK
        return proposal_id

    def says(self, who: str, proposal_id: int, position: str, reason: str = "") -> None:
        """Let somebody take a position."""
        ground = "harm" if position in ("object", "block") else ""
        self.do(who, voting.take_position, proposal_id, position=position, reason=reason, ground=ground)

    def objects(
        self,
        who: str,
        proposal_id: int,
        reason: str = "Spring floods the roads.",
        *,
        kind: ObjectionKind = ObjectionKind.OBJECTION,
        attribution: Attribution | None = None,
    ) -> int:
        """Let somebody object; return the objection."""
        made: int = self.do(
            who,
            voting.raise_objection,
            proposal_id,
            kind=kind,
            ground="harm",
            reason=reason,
            remedy="Meet in autumn.",
            attribution=attribution,
        )
        return made

    def answers(self, proposal_id: int, objection_id: int, text: str = "Buses will run.") -> None:
        """Let Owen answer an objection."""
        self.do("Owen", voting.answer_objection, proposal_id, objection_id=objection_id, text=text, disposition=Disposition.NOT_ACCEPTED)

    def issue(self, who: str, proposal_id: int, text: str = "Who pays for the journey?") -> int:
        """Let somebody raise an issue; return it."""
        made: int = self.do(who, proposing.comment, proposal_id, text=text, is_issue=True)
        return made

    def revises(self, proposal_id: int, text: str, *, meets: tuple[int, ...] = ()) -> int:
        """Let Owen revise the text; return the new version."""
        made: int = self.do("Owen", voting.revise, proposal_id, texts={"en": TextIn(QUESTION, text)}, meets=meets, note="Changed.")
        return made

    def voice_id(self, proposal_id: int, label: str) -> int:
        """Return the entry of the roll with this label."""
        found = self.session.scalars(select(Voice.id).where(Voice.proposal_id == proposal_id, Voice.label == label)).one()
        self.session.rollback()
        return found

    def objection(self, objection_id: int) -> Objection:
        """Return an objection as it stands."""
        self.session.rollback()
        found = self.session.get_one(Objection, objection_id)
        self.session.refresh(found)
        self.session.rollback()
        return found

"""Proposals that wait for the clock: an assembly with short windows, and proposals on which something falls due when a test says."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Body, BodyMember
from consensus.domain.terms import ObjectionKind, Relation, Stage
from consensus.ledger.models import LedgerEntry
from consensus.proposals.models import Proposal
from consensus.voting import commands as voting
from consensus.voting.models import Decision
from tests.bodies.world import DAY, NOW
from tests.voting.story import Network, Story

NAMES = ("Ada", "Bea", "Cem", "Dov")

QUICK = {
    "comment_days": 0,
    "objection_days": 1,
    "consensus_days": 2,
    "resolution_days": 0,
    "extension_days": 3,
    "fallback_days": 1,
    "idle_days": 180,
}
CLASSES = {
    "project": QUICK,
    "work_plan": QUICK,
    "urgent": {"comment_days": 0, "objection_days": 0, "consensus_days": 1, "provisional_days": 14},
}

OBJECTION, CONSENSUS, FALLBACK, EXTENSION = DAY, 2 * DAY, DAY, 3 * DAY
"""How long the windows of ``QUICK`` are."""

LONG_AGO = NOW - 100 * DAY

MINUTES = timedelta(minutes=10)
"""Longer than the acts of a proposal take before the call for objections, at a minute each."""


class Room:
    """The network of these tests. Each proposal is told so that something falls due on it at a given instant."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.network = Network(session, classes=CLASSES)
        self.network.voices(*NAMES)

    def body(self, code: str) -> Body:
        """Found one more body, to which all members belong."""
        found = self.network.add_body(code, classes=CLASSES)
        for name in NAMES:
            self.session.add(BodyMember(body_id=found.id, member_id=self.network.members[name].id, joined_at=LONG_AGO))
        self.session.commit()
        return found

    def silent(self, due_at: datetime, *, body: Body | None = None) -> Story:
        """A proposal whose objection window ends at ``due_at``, and on which nobody ever says anything."""
        self.network.now = due_at - OBJECTION - MINUTES
        story = self.network.propose("Ada", body=body).commented()
        return self._called_for_objections(story, due_at - OBJECTION)

    def agreed(
        self,
        due_at: datetime,
        *,
        body: Body | None = None,
        class_code: str = "project",
        relation: Relation | None = None,
        names: Decision | None = None,
        position: str = "support",
    ) -> Story:
        """A proposal whose consensus window ends at ``due_at``, with everybody's position."""
        window = CONSENSUS if class_code != "urgent" else DAY
        began = due_at - window - (OBJECTION if class_code != "urgent" else timedelta())
        self.network.now = began - MINUTES
        story = self.network.propose("Ada", body=body, class_code=class_code, relation=relation, names=names).commented()
        self._called_for_objections(story, began)
        voting.advance(self.session, proposal_id=story.id, now=due_at - window)
        self.network.now = due_at - window
        for name in NAMES:
            story.said(name, position, "We cannot carry it." if position != "support" else "")
        return story

    def voted(self, due_at: datetime) -> Story:
        """A proposal whose fallback vote ends at ``due_at``: one block, and three who vote for it."""
        began = due_at - FALLBACK - CONSENSUS - OBJECTION
        self.network.now = began - MINUTES
        story = self.network.propose("Ada", class_code="work_plan").commented()
        self._called_for_objections(story, began)
        block = story.objected("Dov", "It does harm.", kind=ObjectionKind.BLOCK)
        story.answered(block, "It does not.")
        now = self.network.tick()
        voting.declare_unresolved(self.session, actor=story.facilitator, proposal_id=story.id, objection_id=block, now=now)
        # Open no more at the end of the window, so the clock moves it on.
        voting.advance(self.session, proposal_id=story.id, now=due_at - FALLBACK - CONSENSUS)
        self.network.now = due_at - FALLBACK - CONSENSUS
        story.supported_by("Ada", "Bea", "Cem")
        voting.advance(self.session, proposal_id=story.id, now=due_at - FALLBACK)
        self.network.now = due_at - FALLBACK
        for name in ("Ada", "Bea", "Cem"):
            story.voted(name, "yes")
        return story

    def forgotten(self, due_at: datetime) -> Story:
        """A draft that lapses at ``due_at``."""
        self.network.now = due_at - 180 * DAY - timedelta(minutes=1)
        return self.network.propose("Ada")

    def _called_for_objections(self, story: Story, now: datetime) -> Story:
        voting.call_for_objections(self.session, actor=story.facilitator, proposal_id=story.id, now=now)
        self.network.now = now
        return story


def course(session: Session, story: Story) -> list[tuple[str, str, datetime]]:
    """Return what the clock did to a proposal: the act, the stage that followed, and when, as the ledger has it."""
    rows = session.scalars(
        select(LedgerEntry).where(LedgerEntry.proposal_id == story.id, LedgerEntry.actor == "clock").order_by(LedgerEntry.index)
    )
    return [(row.act, json.loads(row.entry or "{}")["data"].get("stage", "-"), row.at) for row in rows]


def faults(session: Session, expected: dict[int, list[tuple[str, datetime]]]) -> list[str]:
    """Return what is wrong after a clock had its way with proposals; nothing, if each thing was done once at its instant.

    :param expected: what the clock was to do to each proposal, and when.
    """
    said: list[str] = []
    for proposal_id, acts in expected.items():
        where = select(LedgerEntry.act, LedgerEntry.at).where(LedgerEntry.proposal_id == proposal_id, LedgerEntry.actor == "clock")
        done = [tuple(row) for row in session.execute(where.order_by(LedgerEntry.index))]
        if done != acts:
            said.append(f"proposal {proposal_id}: done {done}, expected {acts}")
    closed = set(session.scalars(select(Proposal.id).where(Proposal.stage == Stage.CLOSED)))
    decided = Counter(session.scalars(select(Decision.proposal_id)))
    if decided != Counter(closed):
        said.append(f"closed {sorted(closed)}, decided {sorted(decided.elements())}")
    for key, numbers in _numbers(session).items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            said.append(f"numbers of {key}: {numbers}")
    said.extend(str(problem) for problem in ledger.verify(session).problems)
    return said


def _numbers(session: Session) -> dict[tuple[int, int], list[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    for body_id, year, sequence in session.execute(select(Decision.body_id, Decision.year, Decision.sequence)):
        found.setdefault((body_id, year), []).append(sequence)
    return found

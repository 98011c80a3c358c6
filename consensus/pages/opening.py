"""Opening a proposal: the proposal with what hangs on it one to one, and what its reader is to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, true
from sqlalchemy.orm import Session, aliased

from consensus.bodies.models import Body, Ruleset
from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.classes import ClassRules
from consensus.domain.terms import Stage, Visibility
from consensus.pages.proposal_parts import DecisionView, PersonView, ProposalHeading
from consensus.pages.reading import may_read, not_here
from consensus.people.models import Network, Person
from consensus.proposals.facts import rules_in, ruleset_in_force
from consensus.proposals.models import Proposal, ProposalOwner
from consensus.voting.facts import spoken_voice_ids
from consensus.voting.models import Decision

# Not the whole of it: a record weighs more than all the rest of the page.
_OF_DECISION = (
    Decision.id,
    Decision.number,
    Decision.outcome,
    Decision.label,
    Decision.status,
    Decision.has_dissent,
    Decision.closed_at,
    Decision.lapses_at,
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A proposal that is linked to this one, of the same body."""

    proposal_id: int
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class Head:
    """The proposal with what hangs on it one to one."""

    proposal: Proposal
    body: Body
    network: Network
    ruleset: Ruleset
    rules: ClassRules
    decision: DecisionView | None
    named: str | None
    facilitator: PersonView | None
    continues: Neighbour | None
    """The proposal that it continues."""
    continued_by: Neighbour | None


@dataclass(frozen=True, slots=True)
class Reader:
    """What the reader is to the proposal."""

    owns: bool = False
    facilitates: bool = False
    mine: frozenset[int] = frozenset()
    """The voices of the roll for which the reader speaks."""
    facilitators: frozenset[int] = frozenset()
    """Those for which the facilitator speaks."""
    in_body: bool = False

    @property
    def is_inside(self) -> bool:
        """Whether the reader sees everything as it is."""
        return self.owns or self.facilitates or bool(self.mine) or self.in_body


def opened(session: Session, proposal_id: int, actor: Actor | None, now: datetime) -> tuple[Head, tuple[PersonView, ...], Reader]:
    """Return a proposal, its owners, and what the reader is to it.

    :raises NotFoundError: when there is no such proposal, or it is not open to the reader.
    """
    head = _head(session, proposal_id)
    owners = _owners(session, proposal_id)
    reader = _reader(session, head, owners, actor, now)
    if not may_read(session, head.proposal.visibility, head.proposal.body_id, actor, now, is_inside=reader.is_inside):
        raise not_here()
    return head, owners, reader


def proposal_heading(session: Session, proposal_id: int, actor: Actor | None, now: datetime) -> ProposalHeading:
    """Return what other pages about a proposal say of it.

    :raises NotFoundError: when there is no such proposal, or it is not open to the reader.
    """
    head, _, reader = opened(session, proposal_id, actor, now)
    return ProposalHeading(
        network_name=head.network.name,
        proposal_id=proposal_id,
        question=head.proposal.question,
        version_number=head.proposal.version_number,
        authentic_language=head.proposal.authentic_language,
        decision=head.decision,
        is_inside=reader.is_inside,
    )


_named, _facilitator = aliased(Decision), aliased(Person)
_before, _after = aliased(Proposal), aliased(Proposal)
_NEIGHBOURS = (_before.id, _before.visibility, _after.id, _after.visibility)
_HEAD: Select[Any] = (
    select(Proposal, Body, Network, Ruleset, _named.number, _facilitator.id, _facilitator.name, *_NEIGHBOURS, *_OF_DECISION)
    .join(Body, Body.id == Proposal.body_id)
    .join(Network, true())
    .outerjoin(Ruleset, Ruleset.id == Proposal.ruleset_id)
    .outerjoin(Decision, Decision.proposal_id == Proposal.id)
    .outerjoin(_named, _named.id == Proposal.names_decision_id)
    .outerjoin(_facilitator, _facilitator.id == Proposal.facilitator_id)
    .outerjoin(_before, _before.id == Proposal.continues_id)
    .outerjoin(_after, _after.continues_id == Proposal.id)
    .where(Proposal.id == bindparam("proposal_id"))
    .execution_options(populate_existing=True)
)
_OWNERS = (
    select(Person.id, Person.name)
    .join(ProposalOwner, ProposalOwner.person_id == Person.id)
    .where(ProposalOwner.proposal_id == bindparam("proposal_id"), ProposalOwner.until_at.is_(None))
    .order_by(ProposalOwner.id)
)


def _head(session: Session, proposal_id: int) -> Head:
    row = session.execute(_HEAD, {"proposal_id": proposal_id}).one_or_none()
    if row is None:
        raise not_here()
    proposal, body, network, ruleset, number, person_id, name, before, before_to, after, after_to, *decision = row
    governing = ruleset or ruleset_in_force(session, body.id)
    return Head(
        proposal=proposal,
        body=body,
        network=network,
        ruleset=governing,
        rules=rules_in(governing, proposal.class_code),
        decision=None if decision[0] is None else DecisionView(*decision),
        named=number,
        facilitator=None if person_id is None else PersonView(person_id, name),
        continues=None if before is None else Neighbour(before, before_to),
        continued_by=None if after is None else Neighbour(after, after_to),
    )


def _owners(session: Session, proposal_id: int) -> tuple[PersonView, ...]:
    return tuple(PersonView(person_id, name) for person_id, name in session.execute(_OWNERS, {"proposal_id": proposal_id}))


def _reader(session: Session, head: Head, owners: tuple[PersonView, ...], actor: Actor | None, now: datetime) -> Reader:
    person_id = None if actor is None else actor.person_id
    if person_id is None:
        return Reader()
    people = {person_id, *([head.facilitator.person_id] if head.facilitator else [])}
    has_roll = head.proposal.stage not in (Stage.DRAFTING, Stage.COMMENT)
    spoken = spoken_voice_ids(session, head.proposal, people, now) if has_roll else {}
    mine = frozenset(spoken.get(person_id, ()))
    return Reader(
        owns=any(owner.person_id == person_id for owner in owners),
        facilitates=head.facilitator is not None and head.facilitator.person_id == person_id,
        mine=mine,
        facilitators=frozenset(spoken.get(head.facilitator.person_id, ())) if head.facilitator is not None else frozenset(),
        # With a roll nobody asks who else is of the body.
        in_body=bool(mine) or is_in_body(session, person_id, head.body.id, now),
    )

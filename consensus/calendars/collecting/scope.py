"""Whose dates are collected: those of the bodies in which somebody speaks, and of the proposals in which they have a part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.queries.belonging import belongings_of
from consensus.domain.terms import Stage, Visibility
from consensus.proposals.models import Proposal, ProposalOwner
from consensus.voting.facts import spoken_voices
from consensus.voting.models import Voice

ASKED = (Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK)
"""The stages in which a proposal has a roll whose voices are asked."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One reader, the bodies in which they speak now, and to which body the calendar keeps."""

    person_id: int
    bodies: frozenset[int]
    in_network: bool
    only_body_id: int | None = None

    @property
    def own_bodies(self) -> frozenset[int]:
        """The bodies in which the reader speaks, as far as the calendar keeps to them."""
        return self.bodies if self.only_body_id is None else self.bodies & {self.only_body_id}

    def concerned(self, now: datetime) -> ColumnElement[bool]:
        """Return the condition that a proposal is the reader's business, and so open to them.

        Source: record.md section 4, as pages/reading.py has it: the people of the body, and whoever has a part in it.
        """
        owns = exists().where(
            ProposalOwner.proposal_id == Proposal.id, ProposalOwner.person_id == self.person_id, ProposalOwner.until_at.is_(None)
        )
        has_part = or_(Proposal.facilitator_id == self.person_id, owns, Proposal.id.in_(self._asked(now)))
        business = or_(Proposal.body_id.in_(self.own_bodies), has_part)
        return business if self.only_body_id is None else and_(Proposal.body_id == self.only_body_id, business)

    def _asked(self, now: datetime) -> Select[tuple[int]]:
        """Return a statement over the proposals on whose roll the reader speaks for a voice, while voices are asked."""
        spoken = spoken_voices([self.person_id], now, Proposal.stage.in_(ASKED)).subquery()
        return select(Voice.proposal_id).where(Voice.id.in_(select(spoken.c.id)))

    def readable(self, now: datetime) -> ColumnElement[bool]:
        """Return the condition that a proposal is open to the reader, whether or not it is their business."""
        wide = [Visibility.PUBLIC, *([Visibility.NETWORK] if self.in_network else [])]
        return or_(Proposal.visibility.in_(wide), self.concerned(now))


def scope_of(session: Session, person_id: int, now: datetime, *, only_body_id: int | None = None) -> Scope:
    """Return the scope of a person at an instant."""
    bodies, in_network = belongings_of(session, person_id, now)
    return Scope(person_id, bodies, in_network, only_body_id)

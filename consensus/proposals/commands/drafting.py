"""Drafting: create a proposal, edit the draft, open it for comment, take it back. Source: process.md, T1 to T3, T7."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.facts import Sent
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.speech import _
from consensus.domain.terms import Action, BodyKind, Relation, Stage, Visibility
from consensus.people.models import Person
from consensus.proposals.acting import begin, record_act
from consensus.proposals.facts import lock_proposal, owners_of, require_class, rules_in, ruleset_in_force
from consensus.proposals.models import Proposal, ProposalOwner
from consensus.proposals.texts import TextIn, add_version
from consensus.transaction import command

_KNOWN = frozenset(DEFAULT_CLASSES)
_WIDTH = {Visibility.BODY: 0, Visibility.NETWORK: 1, Visibility.PUBLIC: 2}


@command("create")
def create_proposal(
    session: Session,
    *,
    actor: Actor,
    body_id: int,
    class_code: str,
    texts: Mapping[str, TextIn],
    now: datetime,
    authentic_language: str | None = None,
    visibility: Visibility = Visibility.NETWORK,
    owner_ids: tuple[int, ...] = (),
    facilitator_id: int | None = None,
    relation: Relation | None = None,
    names_decision_id: int | None = None,
    fills_seats: bool = False,
) -> int:
    """Start a proposal with version 1 and return its id; the actor owns it, with ``owner_ids`` beside them.

    ``names_decision_id`` is the decision that this one supersedes or ratifies once it is adopted. One that ``fills_seats`` of
    its steering body can be called while other calls rest.

    :raises RefusedError: ``not_in_body`` when the actor speaks for nobody in the body.
    :raises InvalidError: when the class is unknown, or the text is not complete.
    """
    body = session.get(Body, body_id)
    if body is None:
        raise NotFoundError(_("There is no such body."))
    if actor.person_id is None or not is_in_body(session, actor.person_id, body_id, now):
        raise RefusedError(Refusal.NOT_IN_BODY)
    ruleset = ruleset_in_force(session, body_id)
    require_class(ruleset, class_code, _KNOWN)
    if (relation is None) != (names_decision_id is None):
        raise InvalidError(_("Name the decision, and say whether the new one supersedes or ratifies it."), field="relation")
    _require_people(session, (*owner_ids, *([facilitator_id] if facilitator_id else [])))
    proposal = Proposal(
        body_id=body_id,
        class_code=class_code,
        visibility=visibility,
        question="",
        authentic_language=authentic_language or body.languages[0],
        stage=Stage.DRAFTING,
        opened_at=now,
        created_at=now,
        last_act_at=now,
        lapses_at=now + rules_in(ruleset, class_code).idle_days,
        facilitator_id=facilitator_id,
        relation=relation,
        names_decision_id=names_decision_id,
        fills_seats=_seats_to_fill(body, wanted=fills_seats),
    )
    session.add(proposal)
    session.flush()
    owners = tuple(dict.fromkeys((actor.person_id, *owner_ids)))
    session.add_all(ProposalOwner(proposal_id=proposal.id, person_id=owner, since_at=now) for owner in owners)
    said = add_version(session, proposal, texts, person_id=actor.person_id, now=now, number=1, is_material=True)
    session.flush()
    data = {**said, "class": class_code, "visibility": visibility.value, "owners": list(owners), "facilitator": facilitator_id}
    if relation is not None:
        data |= {"relation": relation.value, "names_decision": names_decision_id}
    if proposal.fills_seats:
        data["fills_seats"] = True
    record_act(session, proposal, actor=actor, act=Action.CREATE, data=data, now=now)
    return proposal.id


@command("edit_draft")
def edit_draft(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    texts: Mapping[str, TextIn],
    now: datetime,
    class_code: str | None = None,
    owner_ids: tuple[int, ...] | None = None,
    facilitator_id: int | None = None,
    visibility: Visibility | None = None,
    fills_seats: bool | None = None,
    note: str = "",
    version: int | None = None,
    confirmed: Collection[str] = (),
) -> int:
    """Write a new version of a draft and return its number; class, owners, facilitator and visibility change where they are given.

    A translation that is as it was is carried over, unless ``confirmed`` says that it still holds: see ``add_version``.

    :raises RefusedError: ``not_owner``; ``stale_version`` when somebody else saved since ``version`` was read.
    :raises InvalidError: when the class or a person is unknown, nobody would own it, or the text is not complete.
    """
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.EDIT_DRAFT, now=now, sent=Sent(version=version))
    proposal = act.proposal
    if class_code is not None:
        require_class(ruleset_in_force(session, proposal.body_id), class_code, _KNOWN)
        proposal.class_code = class_code
    if facilitator_id is not None:
        _require_people(session, (facilitator_id,))
        proposal.facilitator_id = facilitator_id
    if visibility is not None:
        proposal.visibility = visibility
    if fills_seats is not None:
        proposal.fills_seats = _seats_to_fill(session.get_one(Body, proposal.body_id), wanted=fills_seats)
    if owner_ids is not None:
        _set_owners(session, proposal, owner_ids, now)
    number = proposal.version_number + 1
    said = add_version(
        session,
        proposal,
        texts,
        person_id=actor.person_id,
        now=now,
        number=number,
        is_material=True,
        note=note,
        confirmed=confirmed,
    )
    owners = owners_of(session, proposal.id)
    parts = {"class": proposal.class_code, "owners": owners, "facilitator": proposal.facilitator_id}
    if proposal.fills_seats:
        parts["fills_seats"] = True
    act.record({**said, **parts, "visibility": proposal.visibility.value})
    return number


@command("open_comment")
def open_comment(session: Session, *, actor: Actor, proposal_id: int, now: datetime) -> None:
    """Open a draft for comment: the ruleset in force is pinned to the end, and the window opens.

    :raises RefusedError: ``not_owner``, ``facilitator_missing``, ``facilitator_conflicted``.
    """
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.OPEN_COMMENT, now=now)
    proposal = act.proposal
    ruleset = ruleset_in_force(session, proposal.body_id)
    proposal.ruleset_id = ruleset.id
    proposal.stage = Stage.COMMENT
    proposal.opened_at = now
    proposal.closes_at = now + act.facts.rules.comment_days
    proposal.extensions = 0
    act.record({"ruleset": ruleset.number, "version": proposal.version_number})


@command("return_to_drafting")
def return_to_drafting(session: Session, *, actor: Actor, proposal_id: int, reason: str, now: datetime) -> None:
    """Take a proposal back from comment into drafting; the window closes, everything said stays.

    :raises RefusedError: ``not_owner``, ``reason_required``.
    """
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.RETURN_TO_DRAFTING, now=now, sent=Sent(reason=reason))
    proposal = act.proposal
    proposal.stage = Stage.DRAFTING
    proposal.opened_at = now
    proposal.closes_at = None
    proposal.ruleset_id = None
    proposal.extensions = 0
    act.record({"reason": reason})


@command("change_visibility")
def change_visibility(session: Session, *, actor: Actor, proposal_id: int, visibility: Visibility, now: datetime) -> None:
    """Say who may read a proposal: freely while it is drafted, later only wider. Source: record.md section 4.

    :raises RefusedError: ``not_owner``; ``too_late`` when it would become narrower after drafting.
    """
    proposal = lock_proposal(session, proposal_id)
    if actor.person_id not in owners_of(session, proposal.id):
        raise RefusedError(Refusal.NOT_OWNER)
    if proposal.stage is not Stage.DRAFTING and _WIDTH[visibility] < _WIDTH[proposal.visibility]:
        raise RefusedError(Refusal.TOO_LATE)
    if visibility is proposal.visibility:
        raise RefusedError(Refusal.ALREADY_DONE)
    was, proposal.visibility = proposal.visibility, visibility
    record_act(session, proposal, actor=actor, act="change_visibility", data={"from": was.value, "visibility": visibility.value}, now=now)


def _require_people(session: Session, person_ids: tuple[int, ...]) -> None:
    for person_id in person_ids:
        person = session.get(Person, person_id)
        if person is None or not person.is_active:
            raise InvalidError(_("One of the people named is not known here. Choose from the list."), field="people")


def _seats_to_fill(body: Body, *, wanted: bool) -> bool:
    if wanted and body.kind is not BodyKind.STEERING:
        raise InvalidError(_("Only a steering body has seats that a proposal could fill."), field="fills_seats")
    return wanted


def _set_owners(session: Session, proposal: Proposal, owner_ids: tuple[int, ...], now: datetime) -> None:
    if not owner_ids:
        raise InvalidError(_("A proposal needs at least one owner."), field="owners")
    _require_people(session, owner_ids)
    present = owners_of(session, proposal.id)
    for person_id in owner_ids:
        if person_id not in present:
            session.add(ProposalOwner(proposal_id=proposal.id, person_id=person_id, since_at=now))
    for person_id in present:
        if person_id not in owner_ids:
            end_ownership(session, proposal.id, person_id, now)
    session.flush()


def end_ownership(session: Session, proposal_id: int, person_id: int, now: datetime) -> None:
    """Let ``person_id`` own the proposal no longer; that they did stays on the record."""
    statement = select(ProposalOwner).where(
        ProposalOwner.proposal_id == proposal_id, ProposalOwner.person_id == person_id, ProposalOwner.until_at.is_(None)
    )
    session.scalars(statement).one().until_at = now

"""Revising the text: in the comment stage, or in the objection stage to meet objections. Source: process.md, T6 and T12."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.facts import Sent
from consensus.domain.speech import _
from consensus.domain.terms import Action, Stage
from consensus.domain.windows import end_after_material_change
from consensus.proposals.facts import lock_proposal
from consensus.proposals.texts import TextIn, add_version
from consensus.transaction import command
from consensus.voting.acting import VoiceAct, begin_locked
from consensus.voting.facts import objections_of
from consensus.voting.models import Objection


@command("revise")
def revise(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    texts: Mapping[str, TextIn],
    now: datetime,
    confirmed: Collection[str] = (),
    meets: tuple[int, ...] = (),
    is_material: bool = True,
    note: str = "",
    version: int | None = None,
) -> int:
    """Write a new version and return its number; positions on the old one do not count for it.

    A change is material unless its owner says that it is not; then the window keeps at least half of its days.
    A translation that is as it was is carried over, unless ``confirmed`` says that it still holds: see ``add_version``.
    In the objection stage ``meets`` names the objections that the change means to meet; only their owners can say that it does.

    :raises RefusedError: ``not_owner``; ``not_named`` or ``already_done`` for ``meets``; ``stale_version``;
        ``reason_required`` without text.
    :raises NotFoundError: when ``meets`` names an objection that the proposal does not have.
    """
    proposal = lock_proposal(session, proposal_id)
    objections = {each.id: each for each in objections_of(session, proposal_id)}
    if not set(meets) <= objections.keys():
        raise NotFoundError(_("There is no such objection on this proposal."))
    authentic = texts.get(proposal.authentic_language)
    sent = Sent(
        text=authentic.text if authentic is not None else "",
        meets=tuple(objections[each] for each in meets),
        version=version,
    )
    act = begin_locked(session, proposal, actor=actor, action=Action.REVISE, now=now, sent=sent)
    number = proposal.version_number + 1
    said = add_version(
        session,
        proposal,
        texts,
        person_id=actor.person_id,
        now=now,
        number=number,
        is_material=is_material,
        note=note,
        confirmed=confirmed,
    )
    if is_material:
        leave_half(act)
    for objection_id in meets:
        session.get_one(Objection, objection_id).named_in_version = number
    act.record({**said, "meets": list(meets)})
    return number


def leave_half(act: VoiceAct) -> None:
    """Let at least half of the window be left for reading a material change. Source: process.md, T6 and T12."""
    proposal, rules = act.proposal, act.facts.rules
    whole = rules.comment_days if proposal.stage is Stage.COMMENT else rules.objection_days
    if proposal.closes_at is not None:
        proposal.closes_at = end_after_material_change(proposal.closes_at, whole, act.now)

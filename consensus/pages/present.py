"""What the present stage of a proposal waits for, in sentences: the first thing that a page says of it."""

from __future__ import annotations

from consensus.domain.reasons import Reason
from consensus.domain.terms import Silence, Stage
from consensus.domain.windows import window_is_open
from consensus.pages.proposal_parts import ProposalPage


def what_it_waits_for(page: ProposalPage) -> tuple[str, ...]:
    """Return the sentences for a proposal that is not closed."""
    found: list[Reason | str] = []
    is_running = page.closes_at is not None and window_is_open(page.closes_at, page.facts.now)
    match page.stage:
        case Stage.DRAFTING:
            found = [Reason("The owners are writing. Comment begins when they open it.")]
        case Stage.COMMENT:
            found = [*_comment(page, is_running=is_running)]
        case Stage.OBJECTION:
            found = [*_objection(page, is_running=is_running)]
        case Stage.CONSENSUS:
            found = _consensus(page, is_running=is_running)
        case Stage.FALLBACK:
            values = {"n": page.roll.voted, "base": page.roll.base} if page.roll else {"n": 0, "base": 0}
            one = "Consensus was not reached, so the voices vote: {n} of {base} has."
            many = "Consensus was not reached, so the voices vote: {n} of {base} have."
            found = [Reason(one, values, many), Reason("The record names it a vote, never a consensus.")]
        case Stage.CLOSED:
            pass
    return tuple(each if isinstance(each, str) else each.render() for each in found)


def _comment(page: ProposalPage, *, is_running: bool) -> list[Reason]:
    waiting = page.issues_waiting
    found = [Reason("Everyone of the body can comment.") if is_running else Reason("The time for comments is over.")]
    if waiting:
        found.append(Reason("{n} issue waits for an answer.", {"n": waiting}, "{n} issues wait for an answer."))
    if is_running:
        found.append(Reason("Afterwards the facilitator calls for objections, once every issue is answered."))
    elif waiting:
        found.append(Reason("Objections are called for once every issue is answered."))
    else:
        found.append(Reason("The facilitator can call for objections now."))
    return found


def _objection(page: ProposalPage, *, is_running: bool) -> list[Reason]:
    waiting = len(page.facts.open_objections)
    if page.facts.rules.silence is Silence.CONSENT and is_running and not page.facts.was_objected:
        return [
            Reason("The text is frozen, and voices on the roll can object."),
            Reason(
                "In this class silence consents: if nobody objects until the end, it is adopted, provided that every voice was told and"
                " enough voices agree."
            ),
        ]
    found = [Reason("The text is frozen.")]
    found.append(Reason("Voices on the roll can object.") if is_running else Reason("The time for objections is over."))
    if waiting:
        one = "{n} objection is open: it must be met, withdrawn, or answered and declared unresolved before the proposal goes on."
        many = "{n} objections are open: each must be met, withdrawn, or answered and declared unresolved before the proposal goes on."
        found.append(Reason(one, {"n": waiting}, many))
    elif is_running:
        found.append(Reason("If none is open at the end, the proposal goes on to consensus by itself."))
    else:
        found.append(Reason("No objection is open: the facilitator can call for consensus now."))
    return found


def _consensus(page: ProposalPage, *, is_running: bool) -> list[Reason | str]:
    roll = page.roll
    if roll is None:
        return []
    one = "Every voice on the roll says where it stands: {n} of {base} has."
    many = "Every voice on the roll says where it stands: {n} of {base} have."
    found: list[Reason | str] = [Reason(one, {"n": roll.heard, "base": roll.base}, many)]
    if page.facts.held_at is not None:
        found.append(Reason("The window is over; the stage stays open until every objection is settled."))
    elif not is_running:
        found.append(Reason("The window is over; the outcome is being worked out."))
    elif roll.missing:
        found.append(roll.missing)
    else:
        found.append(Reason("The quorum is met."))
    return found

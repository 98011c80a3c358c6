"""For each act of process.md section 2 the command that does it, with what the step sends. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.terms import Action, Disposition
from consensus.proposals import commands as proposals
from consensus.proposals.models import Proposal
from consensus.proposals.texts import TextIn, texts_of
from consensus.rehearsal.form import ProposalForm
from consensus.rehearsal.steps import Words
from consensus.rehearsal.world import START
from consensus.voting import commands as voting
from consensus.voting.acting import begin
from consensus.voting.models import Position


@dataclass(frozen=True, slots=True)
class Turn:
    """One person doing one step."""

    session: Session
    actor: Actor
    proposal_id: int
    now: datetime
    do: Action
    words: Words
    form: ProposalForm
    body_id: int
    about: int
    """The issue or the objection that the act is about; 0 where it is about none."""
    meets: tuple[int, ...]
    to_id: int
    """The person to whom something is handed; 0 where nothing is."""

    @property
    def common(self) -> dict[str, Any]:
        """What every command is told."""
        return {"actor": self.actor, "proposal_id": self.proposal_id, "now": self.now}

    @property
    def why(self) -> str:
        """The reason of an act that has no other text, under either name."""
        return self.words.reason or self.words.text

    @property
    def proposal(self) -> Proposal:
        """The proposal as it is now."""
        return self.session.get_one(Proposal, self.proposal_id)


def act(turn: Turn) -> int | None:
    """Do the step, and return the id of the issue or the objection that it made, if it made one.

    :raises DomainError: when the command does.
    """
    return _COMMANDS[turn.do](turn)


def create(
    session: Session,
    *,
    actor: Actor,
    body_id: int,
    form: ProposalForm,
    facilitator_id: int | None,
    now: datetime,
    owner_ids: tuple[int, ...] = (),
) -> int:
    """Create the proposal as the file describes it, and return its id.

    :raises DomainError: when the command does.
    """
    return proposals.create_proposal(
        session,
        actor=actor,
        body_id=body_id,
        class_code=form.class_code,
        texts={language: TextIn(form.title, text) for language, text in form.texts.items()},
        authentic_language=next(iter(form.texts)),
        owner_ids=owner_ids,
        facilitator_id=facilitator_id,
        now=now,
    )


def _create(turn: Turn) -> None:
    """Another proposal of the same words: the one of the rehearsal is there from day 0 on."""
    create(turn.session, actor=turn.actor, body_id=turn.body_id, form=turn.form, facilitator_id=None, now=turn.now)


def _edit_draft(turn: Turn) -> None:
    proposals.edit_draft(turn.session, **turn.common, texts=_new_texts(turn), version=turn.words.version)


def _comment(turn: Turn) -> int:
    return proposals.comment(turn.session, **turn.common, text=turn.words.text, is_issue=turn.words.is_issue)


def _suggest_amendment(turn: Turn) -> int:
    words = turn.words
    return proposals.suggest_amendment(
        turn.session, **turn.common, passage=words.passage, amendment=words.amendment, text=words.text or words.reason
    )


def _answer_issue(turn: Turn) -> None:
    disposition = turn.words.disposition or Disposition.ACCEPTED
    proposals.answer_issue(turn.session, **turn.common, comment_id=turn.about, disposition=disposition, text=turn.words.text)


def _raise_objection(turn: Turn) -> int:
    words = turn.words
    return voting.raise_objection(
        turn.session,
        **turn.common,
        kind=words.kind,
        ground=words.ground,
        reason=words.reason,
        remedy=words.remedy,
        attribution=words.attribution,
        version=words.version,
    )


def _answer_objection(turn: Turn) -> None:
    words = turn.words
    voting.answer_objection(turn.session, **turn.common, objection_id=turn.about, text=words.text, disposition=words.disposition)


def _revise(turn: Turn) -> None:
    words = turn.words
    texts = _new_texts(turn)
    voting.revise(turn.session, **turn.common, texts=texts, meets=turn.meets, is_material=words.is_material, version=words.version)


def _withdraw_objection(turn: Turn) -> None:
    voting.withdraw_objection(turn.session, **turn.common, objection_id=turn.about, into=turn.words.into, reason=turn.why)


def _take_position(turn: Turn) -> int | None:
    words = turn.words
    position_id = voting.take_position(
        turn.session,
        **turn.common,
        position=words.position,
        reason=words.reason,
        ground=words.ground,
        remedy=words.remedy,
        attribution=words.attribution,
        version=words.version,
    )
    return turn.session.get_one(Position, position_id).objection_id


def _recuse(turn: Turn) -> None:
    voting.recuse(turn.session, **turn.common, reason=turn.why)


def _cast_vote(turn: Turn) -> None:
    voting.cast_vote(turn.session, **turn.common, vote=turn.words.vote)


def _defer(turn: Turn) -> None:
    voting.defer(turn.session, **turn.common, until=_instant(turn, since=turn.now), reason=turn.why)


def _extend_window(turn: Turn) -> None:
    until = _instant(turn, since=turn.proposal.closes_at or turn.now)
    voting.extend_window(turn.session, **turn.common, until=until, reason=turn.why)


def _hand_over(turn: Turn) -> None:
    voting.hand_over(turn.session, **turn.common, to_id=turn.to_id, part=turn.words.part)


def _take_over(turn: Turn) -> None:
    voting.take_over(turn.session, **turn.common)


def _add_statement(turn: Turn) -> None:
    voting.add_statement(turn.session, **turn.common, text=turn.words.text, attribution=turn.words.attribution)


def _dissociate(turn: Turn) -> None:
    words = turn.words
    text = words.text or words.reason
    voting.dissociate(turn.session, **turn.common, text=text, extent=words.extent, attribution=words.attribution)


def _ask_the_table(turn: Turn) -> None:
    """What only the clock or an adoption does has no command for a person: the table says so."""
    begin(turn.session, **turn.common, action=turn.do)
    raise AssertionError(f"the table lets nobody {turn.do}")


def _alone(command: Callable[..., None]) -> Callable[[Turn], None]:
    """A command that needs no words."""
    return lambda turn: command(turn.session, **turn.common)


def _about(command: Callable[..., None]) -> Callable[[Turn], None]:
    """A command that needs nothing but the objection that it is about."""
    return lambda turn: command(turn.session, **turn.common, objection_id=turn.about)


def _why(command: Callable[..., None]) -> Callable[[Turn], None]:
    """A command that needs nothing but a reason."""
    return lambda turn: command(turn.session, **turn.common, reason=turn.why)


def _instant(turn: Turn, *, since: datetime) -> datetime | None:
    """The instant that a step names: ``until`` is a day of the calendar or counts from creation, ``days`` counts from ``since``."""
    until, days = turn.words.until, turn.words.days
    if isinstance(until, date):
        return datetime.combine(until, time(), UTC)
    if until is not None:
        return START + until
    return None if days is None else since + days


def _new_texts(turn: Turn) -> Mapping[str, TextIn]:
    """The current texts with those of the step in their place; the question stays unless the step has a title."""
    language, title = turn.proposal.authentic_language, turn.words.title
    present = texts_of(turn.session, turn.proposal_id, turn.proposal.version_number)
    # Without any text an empty one is sent, which the table judges.
    sent = turn.words.texts or {language: ""}
    kept = {each: given.text for each, given in present.items()}
    return {each: TextIn(title or present.get(each, present[language]).question, text) for each, text in {**kept, **sent}.items()}


_COMMANDS: Mapping[Action, Callable[[Turn], int | None]] = {
    Action.CREATE: _create,
    Action.EDIT_DRAFT: _edit_draft,
    Action.OPEN_COMMENT: _alone(proposals.open_comment),
    Action.COMMENT: _comment,
    Action.SUGGEST_AMENDMENT: _suggest_amendment,
    Action.ANSWER_ISSUE: _answer_issue,
    Action.REVISE: _revise,
    Action.RETURN_TO_DRAFTING: _why(proposals.return_to_drafting),
    Action.CALL_FOR_OBJECTIONS: _alone(voting.call_for_objections),
    Action.RAISE_OBJECTION: _raise_objection,
    Action.SECOND_BLOCK: _about(voting.second_block),
    Action.ANSWER_OBJECTION: _answer_objection,
    Action.CONFIRM_MET: _about(voting.confirm_met),
    Action.WITHDRAW_OBJECTION: _withdraw_objection,
    Action.DECLARE_UNRESOLVED: _about(voting.declare_unresolved),
    Action.CALL_FOR_CONSENSUS: _alone(voting.call_for_consensus),
    Action.TAKE_POSITION: _take_position,
    Action.RECUSE: _recuse,
    Action.CLOSE: _alone(voting.close),
    Action.CAST_VOTE: _cast_vote,
    Action.WITHDRAW_PROPOSAL: _why(voting.withdraw_proposal),
    Action.DEFER: _defer,
    Action.EXTEND_WINDOW: _extend_window,
    Action.LAPSE: _ask_the_table,
    Action.HAND_OVER: _hand_over,
    Action.ADD_STATEMENT: _add_statement,
    Action.DISSOCIATE: _dissociate,
    Action.SUPERSEDE: _ask_the_table,
    Action.TAKE_OVER: _take_over,
    Action.COME_BACK: _ask_the_table,
}
"""Every act of the table; a test holds it against ``Action``."""

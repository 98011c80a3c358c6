"""The acts of the table as pages: what each is called, what it means, which form it takes, which command does it.

Which of them is open to whom is never said here: that is ``domain/lifecycle.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.terms import Action, Attribution, Disposition, ObjectionKind, Part, Stage
from consensus.proposals import commands as proposing
from consensus.proposals import forms as proposal_forms
from consensus.voting import commands as voting
from consensus.voting import forms as voting_forms
from consensus.web.forms import Form


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does an act, on what, when."""

    session: Session
    actor: Actor
    proposal_id: int
    now: datetime
    closes_at: datetime | None
    target_id: int | None
    """The objection or the issue that the act is about."""

    @property
    def common(self) -> dict[str, Any]:
        """The arguments that every command takes."""
        return {"actor": self.actor, "proposal_id": self.proposal_id, "now": self.now}


@dataclass(frozen=True, slots=True)
class ActPage:
    """An act as a person meets it."""

    title: str
    """The words on the button."""
    meaning: str
    """What follows from it, in plain words; where it cannot be undone, that it cannot."""
    form: type[Form]
    run: Callable[[Any, Doing], object]
    done: str
    """What is said afterwards."""
    is_grave: bool = False
    """Whether it stops or ends something: shown apart, never as the first button."""


def _for_voice(form: Any, *, seen: bool = True) -> dict[str, Any]:
    said: dict[str, Any] = {"voice_id": int(form.voice.data) if form.voice.data else None}
    if seen:
        said["seen_stage"] = Stage(form.seen_stage.data) if form.seen_stage.data in {stage.value for stage in Stage} else None
    return said


def _on_version(form: Any) -> dict[str, Any]:
    return {"version": int(form.version.data) if (form.version.data or "").isdecimal() else None}


def _attributed(form: Any) -> dict[str, Any]:
    return {"attribution": Attribution(form.attribution.data) if form.attribution.data else None}


def _comment(form: Any, do: Doing) -> object:
    return proposing.comment(do.session, **do.common, text=form.text.data, is_issue=form.is_issue.data)


def _suggest(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"passage": form.passage.data or "", "amendment": form.amendment.data, "text": form.text.data}
    return proposing.suggest_amendment(do.session, **do.common, **said)


def _answer_issue(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"comment_id": do.target_id or 0, "disposition": Disposition(form.disposition.data), "text": form.text.data}
    return proposing.answer_issue(do.session, **do.common, **said)


def _raise(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {
        "kind": ObjectionKind(form.kind.data),
        "ground": form.ground.data,
        "reason": form.reason.data,
        "remedy": form.remedy.data or "",
    }
    return voting.raise_objection(do.session, **do.common, **said, **_for_voice(form), **_on_version(form), **_attributed(form))


def _take_position(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {
        "position": form.position.data,
        "reason": form.reason.data or "",
        "ground": form.ground.data or "",
        "remedy": form.remedy.data or "",
    }
    return voting.take_position(do.session, **do.common, **said, **_for_voice(form), **_on_version(form), **_attributed(form))


def _support(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"position": "support", "reason": form.reason.data or ""}
    return voting.take_position(do.session, **do.common, **said, **_for_voice(form), **_on_version(form))


def _answer_objection(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"objection_id": do.target_id or 0, "disposition": Disposition(form.disposition.data), "text": form.text.data}
    return voting.answer_objection(do.session, **do.common, **said)


def _withdraw_objection(form: Any, do: Doing) -> object:
    said: dict[str, Any] = {"objection_id": do.target_id or 0, "into": form.into.data or None, "reason": form.reason.data or ""}
    return voting.withdraw_objection(do.session, **do.common, **said)


def _extend(form: Any, do: Doing) -> object:
    until = None if do.closes_at is None else max(do.closes_at, do.now) + timedelta(days=form.days.data)
    return voting.extend_window(do.session, **do.common, until=until, reason=form.reason.data)


def _defer(form: Any, do: Doing) -> object:
    until = datetime.combine(form.until.data, time(), tzinfo=UTC)
    return voting.defer(do.session, **do.common, until=until, reason=form.reason.data or "")


def _hand_over(form: Any, do: Doing) -> object:
    return voting.hand_over(do.session, **do.common, to_id=int(form.to.data), part=Part(form.part.data))


def _state(form: Any, do: Doing) -> object:
    return voting.add_statement(do.session, **do.common, text=form.text.data, **_for_voice(form, seen=False), **_attributed(form))


def _dissociate(form: Any, do: Doing) -> object:
    return voting.dissociate(do.session, **do.common, text=form.text.data or "", extent=form.extent.data or "", **_attributed(form))


def _reason(command: Callable[..., object]) -> Callable[[Any, Doing], object]:
    return lambda form, do: command(do.session, **do.common, reason=form.reason.data)


def _plain(command: Callable[..., object]) -> Callable[[Any, Doing], object]:
    return lambda _form, do: command(do.session, **do.common)


def _on_objection(command: Callable[..., object]) -> Callable[[Any, Doing], object]:
    return lambda _form, do: command(do.session, **do.common, objection_id=do.target_id or 0)


A, P, V = Action, proposal_forms, voting_forms

ACT_PAGES: dict[Action, ActPage] = {
    A.OPEN_COMMENT: ActPage(
        "Open for comment",
        "Everyone of the body can read the text and comment on it. The ruleset in force today governs the proposal to its end.",
        P.PlainForm,
        _plain(proposing.open_comment),
        "The proposal is open for comment.",
    ),
    A.COMMENT: ActPage(
        "Comment",
        "Everyone of the body reads it. Mark it as an issue if it must be answered before the proposal moves on.",
        P.CommentForm,
        _comment,
        "Your comment is on the page.",
    ),
    A.SUGGEST_AMENDMENT: ActPage(
        "Suggest an amendment",
        "Quote the passage and write what should stand there instead. It is an issue: its owner must answer it.",
        P.AmendmentForm,
        _suggest,
        "Your amendment is on the page. Its owner must answer it.",
    ),
    A.ANSWER_ISSUE: ActPage(
        "Answer this issue",
        "Your answer stands beside the issue for ever. It is given once.",
        P.AnswerIssueForm,
        _answer_issue,
        "The issue has its answer.",
    ),
    A.RETURN_TO_DRAFTING: ActPage(
        "Take back into drafting",
        "The comment window closes. Everything said stays readable, and the text can be rewritten.",
        P.ReasonForm,
        _reason(proposing.return_to_drafting),
        "The proposal is back in drafting.",
        is_grave=True,
    ),
    A.CALL_FOR_OBJECTIONS: ActPage(
        "Call for objections",
        "The text and the roll of voices are frozen, and the window for objections opens.",
        P.PlainForm,
        _plain(voting.call_for_objections),
        "Objections are called for.",
    ),
    A.RAISE_OBJECTION: ActPage(
        "Raise an objection",
        "An objection must be answered before the proposal can move on, and only you can say that it is met. Its words are kept as you write them.",
        V.ObjectionForm,
        _raise,
        "Your objection is on the page. Its owner and the facilitator must answer it.",
    ),
    A.SECOND_BLOCK: ActPage(
        "Second this block",
        "You say that this block should stand. A block without enough seconds counts as an objection.",
        V.SecondForm,
        lambda form, do: voting.second_block(do.session, **do.common, objection_id=do.target_id or 0, **_for_voice(form, seen=False)),
        "You second this block.",
    ),
    A.ANSWER_OBJECTION: ActPage(
        "Answer this objection",
        "The objector is told. From your answer on runs the time in which it should be resolved.",
        V.AnswerObjectionForm,
        _answer_objection,
        "Your answer is on the page.",
    ),
    A.CONFIRM_MET: ActPage(
        "Say that it is met",
        "You say that the new version meets your objection. It then no longer stands in the way.",
        P.PlainForm,
        _on_objection(voting.confirm_met),
        "Your objection is met.",
    ),
    A.WITHDRAW_OBJECTION: ActPage(
        "Withdraw your objection",
        "It no longer stands in the way. Its words stay readable. You can turn it into a reservation or a stand-aside.",
        V.WithdrawObjectionForm,
        _withdraw_objection,
        "Your objection is withdrawn.",
    ),
    A.DECLARE_UNRESOLVED: ActPage(
        "Declare unresolved",
        "It was answered and could not be resolved. It goes on the record as dissent, word for word, whatever is decided.",
        P.PlainForm,
        _on_objection(voting.declare_unresolved),
        "The objection is on the record as dissent.",
        is_grave=True,
    ),
    A.CALL_FOR_CONSENSUS: ActPage(
        "Call for consensus",
        "No objection is open. Every voice on the roll is asked where it stands.",
        P.PlainForm,
        _plain(voting.call_for_consensus),
        "Consensus is called for.",
    ),
    A.TAKE_POSITION: ActPage(
        "Say where you stand",
        "You can change it while the window is open: the newest counts, none is erased. If you block, the text cannot be adopted"
        " while your block stands, and others will see your reason.",
        V.PositionForm,
        _take_position,
        "Your position is recorded.",
    ),
    A.RECUSE: ActPage(
        "Recuse your voice",
        "Your voice takes no further part in this proposal and leaves every count. An objection of yours is withdrawn with it. This cannot be undone.",
        V.RecuseForm,
        lambda form, do: voting.recuse(do.session, **do.common, reason=form.reason.data, **_for_voice(form, seen=False)),
        "Your voice is recused.",
        is_grave=True,
    ),
    A.CLOSE: ActPage(
        "Close now",
        "Every voice on the roll has spoken, so nobody needs to wait for the end of the window.",
        P.PlainForm,
        _plain(voting.close),
        "The consensus stage is closed.",
    ),
    A.CAST_VOTE: ActPage(
        "Vote",
        "Consensus was not reached, so the class of this proposal lets its voices vote. The record names it a vote, never a consensus.",
        V.VoteForm,
        lambda form, do: voting.cast_vote(do.session, **do.common, vote=form.vote.data, **_for_voice(form)),
        "Your vote is recorded.",
    ),
    A.WITHDRAW_PROPOSAL: ActPage(
        "Withdraw the proposal",
        "It ends here. Everything said stays readable, and the withdrawal gets its number in the record.",
        P.ReasonForm,
        _reason(voting.withdraw_proposal),
        "The proposal is withdrawn.",
        is_grave=True,
    ),
    A.DEFER: ActPage(
        "Defer",
        "It ends here for now, with a day on which the question comes back.",
        V.DeferForm,
        _defer,
        "The proposal is deferred.",
        is_grave=True,
    ),
    A.EXTEND_WINDOW: ActPage(
        "Extend the window",
        "The window of this stage ends later. It can be extended twice in a stage, and never made shorter.",
        V.ExtendForm,
        _extend,
        "The window is extended.",
    ),
    A.HAND_OVER: ActPage(
        "Hand over",
        "Give your part as an owner, or the facilitator's part, to another person of the body.",
        V.HandOverForm,
        _hand_over,
        "It is handed over.",
    ),
    A.ADD_STATEMENT: ActPage(
        "Add a statement",
        "Your text is annexed to the decision as you write it, at most 10,000 characters. It cannot be changed afterwards, by anyone.",
        V.StatementForm,
        _state,
        "Your statement is annexed to the decision.",
    ),
    A.DISSOCIATE: ActPage(
        "Dissociate",
        "You state that your member is not party to this decision. The decision stands; from now on you are not named as a party anywhere.",
        V.DissociateForm,
        _dissociate,
        "Your member is no longer named as a party.",
        is_grave=True,
    ),
}
"""Writing and revising the text have pages of their own: see ``proposals/views.py``."""

SUPPORT_ONLY = ActPage(
    "Agree",
    "In this class silence consents. Saying that you agree helps to reach the support that it needs.",
    V.SupportForm,
    _support,
    "Your support is recorded.",
)
"""Taking a position in the objection stage of a class in which silence consents."""

"""The acts of the table as pages: what each is called, what it means, which form it takes, which command does it.

Which of them is open to whom is never said here: that is ``domain/lifecycle.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

from consensus.domain.speech import _
from consensus.domain.terms import Action, AnyAct
from consensus.pages import doing
from consensus.pages.doing import Run
from consensus.proposals import commands as proposing
from consensus.proposals import forms as proposal_forms
from consensus.voting import commands as voting
from consensus.voting import forms as voting_forms
from consensus.web.forms import Form


@dataclass(frozen=True, slots=True)
class ActPage:
    """An act as a person meets it."""

    title: str
    """The words on the button."""
    meaning: str
    """What follows from it, in plain words; where it cannot be undone, that it cannot."""
    form: type[Form]
    run: Run
    done: str
    """What is said afterwards."""
    leads_to: str = "proposal"
    """Where what it did is shown: ``proposal``, ``decision`` or ``desk``."""
    is_grave: bool = False
    """Whether it stops or ends something: shown apart, never as the first button."""


A, P, V = Action, proposal_forms, voting_forms

ACT_PAGES: dict[AnyAct, ActPage] = {
    A.OPEN_COMMENT: ActPage(
        _("Open for comment"),
        _("Everyone of the body can read the text and comment on it. The ruleset in force today governs the proposal to its end."),
        P.PlainForm,
        doing.plainly(proposing.open_comment),
        _("The proposal is open for comment."),
    ),
    A.COMMENT: ActPage(
        _("Add a comment"),
        _("Everyone of the body reads it. Mark it as an issue if it must be answered before the proposal moves on."),
        P.CommentForm,
        doing.comment,
        _("Your comment is on the page."),
    ),
    A.SUGGEST_AMENDMENT: ActPage(
        _("Suggest an amendment"),
        _("Quote the passage and write what should stand there instead. It is an issue: its owner must answer it."),
        P.AmendmentForm,
        doing.suggest_amendment,
        _("Your amendment is on the page. Its owner must answer it."),
    ),
    A.ANSWER_ISSUE: ActPage(
        _("Answer this issue"),
        _("Your answer stands beside the issue for ever. It is given once."),
        P.AnswerIssueForm,
        doing.answer_issue,
        _("The issue has its answer."),
    ),
    A.RETURN_TO_DRAFTING: ActPage(
        _("Take back into drafting"),
        _("The comment window closes. Everything said stays readable, and the text can be rewritten."),
        P.ReasonForm,
        doing.with_reason(proposing.return_to_drafting),
        _("The proposal is back in drafting."),
        is_grave=True,
    ),
    A.CALL_FOR_OBJECTIONS: ActPage(
        _("Call for objections"),
        _("The text and the roll of voices are frozen, and the window for objections opens."),
        P.PlainForm,
        doing.plainly(voting.call_for_objections),
        _("Objections are called for."),
    ),
    A.RAISE_OBJECTION: ActPage(
        _("Raise an objection"),
        _(
            "An objection must be answered before the proposal can move on, and only you can say that it is met. Its words are kept as you write them."
        ),
        V.ObjectionForm,
        doing.raise_objection,
        _("Your objection is on the page. An owner of the proposal or its facilitator must answer it."),
    ),
    A.SECOND_BLOCK: ActPage(
        _("Second this block"),
        _("You say that this block should stand. A block without enough seconds counts as an objection."),
        V.SecondForm,
        doing.second_block,
        _("You second this block."),
    ),
    A.ANSWER_OBJECTION: ActPage(
        _("Answer this objection"),
        _("The objector is told. From your answer on runs the time in which it should be resolved."),
        V.AnswerObjectionForm,
        doing.answer_objection,
        _("Your answer is on the page."),
    ),
    A.CONFIRM_MET: ActPage(
        _("Say that it is met"),
        _("You say that the new version meets your objection. It then no longer stands in the way."),
        P.PlainForm,
        doing.on_objection(voting.confirm_met),
        _("Your objection is met."),
    ),
    A.WITHDRAW_OBJECTION: ActPage(
        _("Withdraw your objection"),
        _("It no longer stands in the way. Its words stay readable. You can turn it into a reservation or a stand-aside."),
        V.WithdrawObjectionForm,
        doing.withdraw_objection,
        _("Your objection is withdrawn."),
    ),
    A.DECLARE_UNRESOLVED: ActPage(
        _("Declare unresolved"),
        _("It was answered and could not be resolved. It goes on the record as dissent, word for word, whatever is decided."),
        P.PlainForm,
        doing.on_objection(voting.declare_unresolved),
        _("The objection is on the record as dissent."),
        is_grave=True,
    ),
    A.CALL_FOR_CONSENSUS: ActPage(
        _("Call for consensus"),
        _("No objection is open. Every voice on the roll is asked where it stands."),
        P.PlainForm,
        doing.plainly(voting.call_for_consensus),
        _("Consensus is called for."),
    ),
    A.TAKE_POSITION: ActPage(
        _("Say where you stand"),
        _(
            "You can change it while the window is open: the newest counts, none is erased. If you block, the text cannot be adopted"
            " while your block stands, and others will see your reason."
        ),
        V.PositionForm,
        doing.take_position,
        _("Your position is recorded."),
    ),
    A.RECUSE: ActPage(
        _("Recuse your voice"),
        _(
            "Your voice takes no further part in this proposal and leaves every count. An objection of yours is withdrawn with it. This cannot be undone."
        ),
        V.RecuseForm,
        doing.recuse,
        _("Your voice is recused."),
        is_grave=True,
    ),
    A.CLOSE: ActPage(
        _("Close now"),
        _("Every voice on the roll has spoken, so nobody needs to wait for the end of the window."),
        P.PlainForm,
        doing.plainly(voting.close),
        _("The consensus stage is closed."),
    ),
    A.CAST_VOTE: ActPage(
        _("Vote"),
        _("Consensus was not reached, so the class of this proposal lets its voices vote. The record names it a vote, never a consensus."),
        V.VoteForm,
        doing.cast_vote,
        _("Your vote is recorded."),
    ),
    A.WITHDRAW_PROPOSAL: ActPage(
        _("Withdraw the proposal"),
        _("It ends here. Everything said stays readable, and the withdrawal gets its number in the record."),
        P.ReasonForm,
        doing.with_reason(voting.withdraw_proposal),
        _("The proposal is withdrawn."),
        is_grave=True,
    ),
    A.TAKE_OVER: ActPage(
        _("Take it over"),
        _(
            "You go on with the question: a new draft with the same text, which you own with the owners beside you but for the one who"
            " withdrew it. What was withdrawn stays closed, and each leads to the other."
        ),
        P.PlainForm,
        doing.plainly(voting.take_over),
        _("You have taken it over: the new draft is linked on this page."),
    ),
    A.DEFER: ActPage(
        _("Defer"),
        _("It ends here for now. On the day that you choose the question comes back by itself, as a new draft of the same owners."),
        V.DeferForm,
        doing.defer,
        _("The proposal is deferred."),
        is_grave=True,
    ),
    A.EXTEND_WINDOW: ActPage(
        _("Extend the window"),
        _("The window of this stage ends later. It can be extended twice in a stage, and never made shorter."),
        V.ExtendForm,
        doing.extend_window,
        _("The window is extended."),
    ),
    A.HAND_OVER: ActPage(
        _("Hand over"),
        _("Give your part as an owner, or the facilitator's part, to another person of the body."),
        V.HandOverForm,
        doing.hand_over,
        _("It is handed over."),
    ),
    A.ADD_STATEMENT: ActPage(
        _("Add a statement"),
        _("Your text is annexed to the decision as you write it, at most 10,000 characters. It cannot be changed afterwards, by anyone."),
        V.StatementForm,
        doing.add_statement,
        _("Your statement is annexed to the decision."),
    ),
    A.DISSOCIATE: ActPage(
        _("Dissociate"),
        _(
            "You state that your member is not party to this decision. The decision stands; from now on you are not named as a party anywhere."
        ),
        V.DissociateForm,
        doing.dissociate,
        _("Your member is no longer named as a party."),
        is_grave=True,
    ),
}
"""Writing and revising the text have pages of their own: see ``views/writing.py``."""

SUPPORT_ONLY = ActPage(
    _("Agree"),
    _("In this class silence consents. Saying that you agree helps to reach the support that it needs."),
    V.SupportForm,
    doing.support,
    _("Your support is recorded."),
)
"""Taking a position in the objection stage of a class in which silence consents."""

CHANGE_VISIBILITY = "change_visibility"
"""An act that no row of the table needs: record.md section 4 says who may do it and when."""

UNSTAGED: dict[str, ActPage] = {
    "set_review": ActPage(
        _("Set a day to look at it again"),
        _(
            "From that day on the decision comes back by itself: it stands on the home page of everybody concerned until somebody proposes"
            " to change it, or says that it was looked at and stays. Leave the day empty to take one away."
        ),
        V.ReviewForm,
        doing.set_review,
        _("The day is set."),
    ),
    "keep_decision": ActPage(
        _("Reviewed: keep it"),
        _("You say that it was looked at on its day and stays as it is. Your reason stands in the record."),
        V.KeepForm,
        doing.keep_decision,
        _("It was reviewed and stays."),
        leads_to="decision",
    ),
    "add_task": ActPage(
        _("Add a task"),
        _(
            "What follows from the decision: what is to be done, by whom, until when. Whoever is responsible finds it on their home page."
            " It is not part of the text that was decided."
        ),
        V.TaskForm,
        doing.add_task,
        _("The task is added."),
        leads_to="decision",
    ),
    "end_task": ActPage(
        _("Say what became of a task"),
        _("It is said once, with a note that stays in the record."),
        V.EndTaskForm,
        doing.end_task,
        _("The task is over."),
        leads_to="decision",
    ),
    "remind": ActPage(
        _("Remind them, once"),
        _("Everybody who speaks for a voice that has not been heard finds a reminder on their home page. It can be sent once in a window."),
        P.PlainForm,
        doing.plainly(voting.remind),
        _("They are reminded."),
        leads_to="desk",
    ),
    "reduce_attribution": ActPage(
        _("Show less of who said it"),
        _(
            "Your words stay as they are. Outside this body, from now on, less is told of who said them. It cannot be taken back: what was"
            " shown until now may have been read."
        ),
        V.ReduceForm,
        doing.reduce_attribution,
        _("Less is told of who said it."),
    ),
}
"""Acts that no row of the table needs; who may is said by ``domain/afterwards.py``."""

VISIBILITY_PAGE = ActPage(
    _("Let more people read it"),
    _("From now on a wider circle can read the proposal, and its decision later. This cannot be undone."),
    P.VisibilityForm,
    doing.change_visibility,
    _("More people can read it now."),
)

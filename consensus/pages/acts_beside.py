"""The acts beside the table as pages: what each is called, what it means, which form it takes, which command does it."""

from __future__ import annotations

from consensus.domain.speech import _
from consensus.domain.terms import AnyAct, Beside
from consensus.pages import doing, doing_beside
from consensus.pages.acts import ACT_PAGES, ActPage
from consensus.proposals import commands as proposing
from consensus.proposals import forms as proposal_forms
from consensus.voting import forms as voting_forms

B, P, V = Beside, proposal_forms, voting_forms

BESIDE_PAGES: dict[AnyAct, ActPage] = {
    B.ASK_SENSE_CHECK: ActPage(
        _("Ask for the temperature"),
        _(
            "A sense-check asks every voice of the body how warm it is to something, on eight steps. It decides nothing and is no position;"
            " it stays on the record. It ends when you close it, or with the time for comments."
        ),
        P.AskSenseCheckForm,
        doing_beside.ask_sense_check,
        _("The sense-check is open."),
    ),
    B.ANSWER_SENSE_CHECK: ActPage(
        _("Answer the sense-check"),
        _("It decides nothing and is no position. You can answer again while it is open: the newest answer of your voice counts."),
        P.AnswerSenseCheckForm,
        doing_beside.answer_sense_check,
        _("Your answer is counted."),
    ),
    B.CLOSE_SENSE_CHECK: ActPage(
        _("Close the sense-check"),
        _("Nobody can answer it any more. What it came to stays on the page and on the record."),
        P.PlainForm,
        doing.plainly(proposing.close_sense_check),
        _("The sense-check is closed."),
    ),
    B.INVITE_TO_BE_HEARD: ActPage(
        _("Invite to be heard"),
        _(
            "The owner of the objection is asked to a call or a meeting. It settles nothing: only its owner can say that it is met."
            " Objections that are heard together stay apart, each with its own fate."
        ),
        V.InviteForm,
        doing_beside.invite_to_be_heard,
        _("The invitation is on the page, and waits for its owner at home."),
    ),
    B.ANSWER_INVITATION: ActPage(
        _("Answer the invitation"),
        _("Say whether you come. Your objection stands as it is, whichever you choose."),
        V.AnswerInvitationForm,
        doing_beside.answer_invitation,
        _("Your answer is on the page."),
    ),
    B.RECORD_HEARING: ActPage(
        _("Write down what was said"),
        _("A short note, which stays on the record with each objection that was heard. It cannot be changed afterwards, by anyone."),
        V.RecordHearingForm,
        doing_beside.record_hearing,
        _("The note is on the page."),
    ),
    B.CALL_OFF_HEARING: ActPage(
        _("Call the hearing off"),
        _("It does not take place. Your reason stays on the record, and you can invite again."),
        P.ReasonForm,
        doing_beside.call_off_hearing,
        _("The hearing is called off."),
    ),
}

PAGES: dict[AnyAct, ActPage] = {**ACT_PAGES, **BESIDE_PAGES}
"""All acts on a proposal that have a page."""

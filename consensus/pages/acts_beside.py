"""The acts beside the table as pages: what each is called, what it means, which form it takes, which command does it."""

from __future__ import annotations

from consensus.domain.terms import AnyAct, Beside
from consensus.pages import doing, doing_beside
from consensus.pages.acts import ACT_PAGES, ActPage
from consensus.proposals import commands as proposing
from consensus.proposals import forms as proposal_forms

B, P = Beside, proposal_forms

BESIDE_PAGES: dict[AnyAct, ActPage] = {
    B.ASK_SENSE_CHECK: ActPage(
        "Ask for the temperature",
        "A sense-check asks every voice of the body how warm it is to something, on eight steps. It decides nothing and is no position;"
        " it stays on the record. It ends when you close it, or with the time for comments.",
        P.AskSenseCheckForm,
        doing_beside.ask_sense_check,
        "The sense-check is open.",
    ),
    B.ANSWER_SENSE_CHECK: ActPage(
        "Answer the sense-check",
        "It decides nothing and is no position. You can answer again while it is open: the newest answer of your voice counts.",
        P.AnswerSenseCheckForm,
        doing_beside.answer_sense_check,
        "Your answer is counted.",
    ),
    B.CLOSE_SENSE_CHECK: ActPage(
        "Close the sense-check",
        "Nobody can answer it any more. What it came to stays on the page and on the record.",
        P.PlainForm,
        doing.plainly(proposing.close_sense_check),
        "The sense-check is closed.",
    ),
}

PAGES: dict[AnyAct, ActPage] = {**ACT_PAGES, **BESIDE_PAGES}
"""All acts on a proposal that have a page."""

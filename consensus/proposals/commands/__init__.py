"""Acts of the drafting and the comment stage: one function, one transaction, one entry in the ledger."""

from __future__ import annotations

from consensus.proposals.commands.autosaving import autosave, discard_autosave
from consensus.proposals.commands.commenting import answer_issue, comment, comment_made, suggest_amendment
from consensus.proposals.commands.drafting import change_visibility, create_proposal, edit_draft, open_comment, return_to_drafting
from consensus.proposals.commands.sensing import answer_sense_check, ask_sense_check, close_sense_check
from consensus.proposals.commands.translating import translate

__all__ = [
    "answer_issue",
    "answer_sense_check",
    "ask_sense_check",
    "autosave",
    "change_visibility",
    "close_sense_check",
    "comment",
    "comment_made",
    "create_proposal",
    "discard_autosave",
    "edit_draft",
    "open_comment",
    "return_to_drafting",
    "suggest_amendment",
    "translate",
]

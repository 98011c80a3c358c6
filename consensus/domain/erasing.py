"""Which words can be erased, and in a sentence why others cannot. Everything else of an act stays: who, what, when, its leaf.

Erasure is for words that should never have been written down: the illness of somebody, the address of a third person. It never
touches what was decided, what was counted, or anybody's dissent.
Source: record.md section 1; process.md section 7 (word for word) and section 8, rule 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from consensus.domain.speech import _

ACT = "erase"
"""The act in the ledger that says what was erased."""

ERASED = "[erased]"
"""What stands in a row in the place of the words, so that whoever reads the row alone is not misled."""

ERASED_HTML = f"<p>{ERASED}</p>"

REASON_MAX_CHARACTERS = 1_000

TAKEN_BACK = "Taken back by its author within a minute."
"""The reason of an erasure that is not a steward's, as it is stored; nobody else can give it."""

FOR_TAKING_BACK = timedelta(minutes=1)
"""For so long whoever commented can take it back. Default of the software."""


def reason_shown(reason: str) -> str:
    """Return a stored reason for a reader: a person's own words, or the one sentence that is nobody's."""
    return _(TAKEN_BACK) if reason == TAKEN_BACK else reason


def can_be_taken_back(said_at: datetime, now: datetime) -> bool:
    """Return whether a comment, an issue or an amendment is young enough for its author to take it back."""
    return said_at <= now <= said_at + FOR_TAKING_BACK


class Words(StrEnum):
    """Words that stand in one entry of the ledger and in one row, and in no record of a decision."""

    COMMENT = "comment"
    NOTE = "note"
    TASK = "task"
    END_OF_TASK = "end_of_task"
    HEARD = "heard"
    """What a secretary wrote down for a voice, and the voice said that it did not say."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is said of one kind of words."""

    act: str
    """The act whose entry holds them."""
    key: str
    """Under which the entry's data names the row."""
    fields: tuple[str, ...]
    """Under which the entry's data holds the words."""
    name: str
    places: tuple[str, ...]
    """Where they vanish."""


_TIMELINE = _("the timeline of the proposal, which reads that entry")
_MINUTES = _("the minutes, on the page, in Markdown and in print")

KINDS: Mapping[Words, Kind] = {
    Words.COMMENT: Kind(
        act="comment",
        key="comment",
        fields=("text", "passage", "amendment"),
        name=_("A comment"),
        places=(
            _("the page of the proposal and the list of its comments"),
            _TIMELINE,
            _("the minutes of a meeting in which it was written, on the page, in Markdown and in print"),
        ),
    ),
    Words.NOTE: Kind(
        act="add_note",
        key="note",
        fields=("text",),
        name=_("A note in the minutes"),
        places=(_MINUTES, _("the timeline of the proposal that it is about, if it is about one")),
    ),
    Words.TASK: Kind(
        act="add_task",
        key="task",
        fields=("text",),
        name=_("A task"),
        places=(_("the page of the proposal and of its decision"), _("home, for whoever is responsible"), _TIMELINE, _MINUTES),
    ),
    Words.END_OF_TASK: Kind(
        act="end_task",
        key="task",
        fields=("note",),
        name=_("What was said at the end of a task"),
        places=(_("the page of the proposal and of its decision"), _TIMELINE),
    ),
    Words.HEARD: Kind(
        act="enter_position",
        key="entry",
        fields=("reason", "remedy", "whom", "passage"),
        name=_("What a secretary wrote down for a voice"),
        places=(_("the pages of the meeting"), _TIMELINE),
    ),
}

AMENDMENT = "suggest_amendment"
"""The other act that says a comment: one that always is an issue."""

OF_ACT: Mapping[str, Words] = {**{kind.act: words for words, kind in KINDS.items()}, AMENDMENT: Words.COMMENT}

_GIVEN = (
    *("raise_objection", "second_block", "confirm_met", "withdraw_objection", "take_position", "recuse", "cast_vote"),
    *("add_statement", "dissociate", "confirm_entry", "reduce_attribution", "answer_by_letter"),
)
_RECORDED = (
    *("create", "edit_draft", "open_comment", "return_to_drafting", "translate", "answer_issue", "revise"),
    *("call_for_objections", "answer_objection", "declare_unresolved", "call_for_consensus", "close", "withdraw_proposal", "defer"),
    *("extend_window", "lapse", "hand_over", "ask_sense_check", "answer_sense_check", "close_sense_check"),
    *("invite_to_be_heard", "answer_invitation", "record_hearing", "call_off_hearing"),
)

WORD_FOR_WORD = _(
    "This is part of the record of the decision, or will be, word for word. What is in a record is never erased, whoever asks."
)
GIVEN = _(
    "An objection, a position, a vote, a statement and a dissociation are never erased, changed or shortened by anyone, their author "
    "included. Whoever said them can let them tell less of who it was."
)
MAY_BE_A_VOICE = _("What a secretary wrote down may be the word of a voice. It can be erased once the voice said that it did not say it.")
NOTHING_SAID = _("There are no words in this entry that could be erased.")
ALREADY = _("The words of this entry are erased already.")

_REFUSALS: Mapping[str, str] = {
    **dict.fromkeys(_GIVEN, GIVEN),
    **dict.fromkeys(_RECORDED, WORD_FOR_WORD),
    "decide": _("This entry is the record of a decision. What was decided, what was counted, and everybody's dissent are never erased."),
    ACT: _("That something was erased, by whom and why, is never erased itself."),
}
_OTHERWISE = _("This entry is how the record proves that something was done. Only what people wrote beside it can be erased.")


def refusal_of(act: str, *, is_issue: bool = False, is_rejected: bool = False) -> str | None:
    """Return why the words of an entry cannot be erased; None where they can.

    :param is_issue: whether a comment is an issue, which must be answered and stands in the record; nobody but its author lets it go,
        who takes it back at once.
    :param is_rejected: whether the voice said that it did not say what a secretary wrote down.
    """
    if act not in OF_ACT:
        return _REFUSALS.get(act, _OTHERWISE)
    if act == AMENDMENT or (OF_ACT[act] is Words.COMMENT and is_issue):
        return WORD_FOR_WORD
    if OF_ACT[act] is Words.HEARD and not is_rejected:
        return MAY_BE_A_VOICE
    return None


def told(by: str, day: str, reason: str) -> str:
    """Return what stands in the place of words that were erased."""
    if reason == TAKEN_BACK:
        return _("Taken back by its author within a minute, on {day}.", day=day)
    return _("Erased on {day} by the steward {by}. The reason: {reason}", day=day, by=by, reason=reason_shown(reason))

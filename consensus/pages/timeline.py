"""A proposal's timeline: every act in the order of the ledger, as sentences, with what was said word for word."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.erasing import TAKEN_BACK, told
from consensus.domain.reasons import Reason
from consensus.domain.speech import _, gettext_noop
from consensus.domain.terms import (
    Action,
    Because,
    Beside,
    Disposition,
    Gradient,
    ObjectionKind,
    Outcome,
    Part,
    PositionCode,
    Stage,
    Visibility,
    VoteCode,
)
from consensus.ledger.models import LedgerEntry
from consensus.ledger.models_erasure import Erasure
from consensus.people.models import Person
from consensus.proposals.models import Proposal
from consensus.web.times import day_in_words
from consensus.web.words import DISPOSED, GRADIENTS, OUTCOMES, READERS, VOTED, language_word, position_word

PAGE_LENGTH = 300
"""Acts on one page; some 10 kB compressed."""

CLOCK = _("The clock")

_DECIDE = "decide"
"""The entry that holds the whole record, which is read in the archive."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was written, under what it is called; without a word where the sentence says it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One act."""

    index: int
    at: datetime
    sentence: str
    said: tuple[Said, ...]
    reasons: tuple[str, ...]
    """Why the rules led where they did."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Some acts of a proposal; ``next_after`` is where the following page begins, if there is one."""

    entries: tuple[TimelineEntry, ...]
    next_after: int | None


def timeline_of(session: Session, proposal_id: int, *, after: int = -1) -> Timeline:
    """Return what happened to a proposal, in the order of the ledger, from behind the entry ``after``."""
    columns = (LedgerEntry.index, LedgerEntry.at, LedgerEntry.actor, LedgerEntry.act, LedgerEntry.entry)
    statement = select(*columns).where(LedgerEntry.proposal_id == proposal_id, LedgerEntry.index > after, LedgerEntry.act != _DECIDE)
    rows = session.execute(statement.order_by(LedgerEntry.index).limit(PAGE_LENGTH + 1)).tuples().all()
    entries = [(index, at, actor, act, {} if entry is None else json.loads(entry)) for index, at, actor, act, entry in rows[:PAGE_LENGTH]]
    names = {} if _is_unnamed(session, proposal_id) else names_in(session, entries)
    erased = erased_in(session, [index for index, *_, entry in entries if not entry])
    told = tuple(
        told_entry(index, at, act, entry, _by(actor, names, entry.get("voice")), names, erased.get(index, ""))
        for index, at, actor, act, entry in entries
    )
    return Timeline(told, told[-1].index if len(rows) > PAGE_LENGTH else None)


def _is_unnamed(session: Session, proposal_id: int) -> bool:
    return session.scalars(select(Proposal.unnamed_at).where(Proposal.id == proposal_id)).one_or_none() is not None


def names_in(session: Session, entries: Sequence[tuple[int, datetime, str, str, dict[str, Any]]]) -> Mapping[int, str]:
    """Return the names of the people of whom the sentences about these entries speak."""
    ids = {int(actor.partition(":")[2]) for _, _, actor, _, _ in entries if actor.startswith("person:")}
    ids |= {entry["data"]["to"] for *_, act, entry in entries if act == Action.HAND_OVER and entry}
    ids |= {entry["data"]["responsible"] for *_, act, entry in entries if act == "add_task" and entry}
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).tuples().all()) if ids else {}


def erased_in(session: Session, indices: list[int]) -> Mapping[int, str]:
    """Return what is said in the place of each entry that is empty."""
    if not indices:
        return {}
    statement = select(Erasure.entry_index, Erasure.at, Person.name, Erasure.reason).join(Person, Person.id == Erasure.person_id)
    rows = session.execute(statement.where(Erasure.entry_index.in_(indices))).tuples()
    return {index: told(by, day_in_words(at.date()), reason) for index, at, by, reason in rows}


def _by(actor: str, names: Mapping[int, str], voice: str | None) -> str:
    kind, _colon, person_id = actor.partition(":")
    nobody = _("Somebody of this body") if voice is None else _("A person of {voice}", voice=voice)
    return names.get(int(person_id), nobody) if kind == "person" else CLOCK if kind == "clock" else _("The operator")


def told_entry(
    index: int, at: datetime, act: str, entry: dict[str, Any], by: str, names: Mapping[int, str], erased: str = ""
) -> TimelineEntry:
    """Return an entry as a sentence about whoever acted, with what was said word for word; ``erased`` stands for words that are gone."""
    if not entry:
        sentence = str(Reason(_EMPTIED.get(act, gettext_noop("{by} did something whose words were erased.")), {"by": by}))
        return TimelineEntry(index, at, sentence, (Said("", erased),) if erased else (), ())
    data = entry["data"]
    sentence = str(_sentence(act, data, {"by": by, "voice": entry.get("voice", "")}, names))
    labels = _WORDS if "amendment" in data else _WORDS | {"passage": _("It speaks of this passage:")}
    said = tuple(Said(label, data[key]) for key, label in labels.items() if isinstance(data.get(key), str) and data[key].strip())
    return TimelineEntry(index, at, sentence, said, tuple(data.get("reasons", ())))


_EMPTIED = {
    "comment": gettext_noop("{by} commented."),
    "add_note": gettext_noop("{by} added a note to the minutes of a meeting."),
    "add_task": gettext_noop("{by} added a task."),
    "end_task": gettext_noop("{by} said that a task has ended."),
    "enter_position": gettext_noop("{by} wrote down, as secretary, what a voice did not say."),
}
"""What is said of an act whose words were erased: that it was done stays."""

_WORDS = {
    "passage": _("Instead of:"),
    "amendment": _("This should stand there:"),
    "text": "",
    "question": "",
    "reason": "",
    "whom": _("To whom it does harm:"),
    "remedy": _("What would remove it:"),
    "note": "",
    "place": _("Where:"),
    "agreed_by": _("Agreed to by:"),
    "extent": _("From this part of the decision:"),
}

SENTENCES: Mapping[str, str] = {
    "create": gettext_noop("{by} started the proposal."),
    "edit_draft": gettext_noop("{by} saved version {version} of the draft."),
    "open_comment": gettext_noop("{by} opened it for comment, under ruleset {ruleset}."),
    "comment": gettext_noop("{by} commented."),
    "suggest_amendment": gettext_noop("{by} suggested an amendment."),
    "answer_issue": gettext_noop("{by} answered an issue: {disposition}."),
    "translate": gettext_noop("{by} translated version {version} into this language: {language}."),
    "revise": gettext_noop("{by} revised the text: it is now version {version}."),
    "return_to_drafting": gettext_noop("{by} took it back into drafting."),
    "call_for_objections": gettext_noop("{by} called for objections. Voices on the roll: {voices}."),
    "raise_objection": gettext_noop("{by} raised an objection for {voice}."),
    "second_block": gettext_noop("{by} seconded a block for {voice}."),
    "answer_objection": gettext_noop("{by} answered an objection."),
    "confirm_met": gettext_noop("{by} said for {voice} that version {met_in_version} meets its objection."),
    "withdraw_objection": gettext_noop("{by} withdrew the objection of {voice}."),
    "declare_unresolved": gettext_noop("{by} declared an objection unresolved: it is on the record as dissent."),
    "call_for_consensus": gettext_noop("{by} called for consensus."),
    "take_position": gettext_noop("{by} said where {voice} stands: {position}."),
    "recuse": gettext_noop("{by} recused {voice}."),
    "answer_by_letter": gettext_noop("What was just said for {voice} came by a reply to a letter, and was confirmed by a second one."),
    "close": gettext_noop("{by} closed the stage."),
    "cast_vote": gettext_noop("{by} voted for {voice}: {vote}."),
    "withdraw_proposal": gettext_noop("{by} withdrew the proposal."),
    "defer": gettext_noop("{by} deferred the proposal."),
    "take_over": gettext_noop("{by} took it over: proposal {continued_by} continues it."),
    "come_back": gettext_noop("The day to which it was deferred had come: proposal {continued_by} continues it."),
    "extend_window": gettext_noop("{by} extended the window."),
    "lapse": gettext_noop("Nothing had happened for a long time, so the proposal lapsed."),
    "hand_over": gettext_noop("{by} handed the facilitation over to {to}."),
    "add_statement": gettext_noop("{by} added a statement for {voice}."),
    "dissociate": gettext_noop("{by} stated that {voice} is not party to the decision."),
    "supersede": gettext_noop("Decision {number} superseded this one."),
    "ratify": gettext_noop("Decision {number} ratified this one."),
    "end_provisional": gettext_noop("Nobody ratified the decision in time, so it lapsed."),
    "change_visibility": gettext_noop("{by} opened it to {readers}."),
    "add_agenda_item": gettext_noop("{by} put it on the agenda of a meeting."),
    "remove_agenda_item": gettext_noop("{by} took it off the agenda of a meeting."),
    "open_item": gettext_noop("{by} opened it in a meeting."),
    "close_item": gettext_noop("{by} closed it in a meeting."),
    "call_position": gettext_noop("{by} called for positions in a meeting."),
    "enter_position": gettext_noop(
        "{by} wrote down, as secretary, what was heard from {voice}: {position}. It counts for nothing until {voice} confirms it."
    ),
    "confirm_entry": gettext_noop("{by} confirmed for {voice} what the secretary had written down."),
    "reject_entry": gettext_noop("{by} said that {voice} did not say what the secretary had written down."),
    "add_note": gettext_noop("{by} added a note to the minutes of a meeting."),
    "set_review": gettext_noop("{by} set the day from which it is looked at again: {review_on}."),
    "keep_decision": gettext_noop("{by} looked at the decision again: it stays as it is."),
    "add_task": gettext_noop("{by} added a task for {to}, until {due_on}."),
    "end_task": gettext_noop("{by} said that a task is {ended}."),
    "reduce_attribution": gettext_noop("{by} let words of {voice} tell less of who said them."),
    "look_at_sealed": gettext_noop("{by} read what is sealed in the decision, as {capacity} of the record."),
    "remind": gettext_noop("{by} reminded those who had not been heard: {reminded}."),
    "ask_sense_check": gettext_noop("{by} asked for the temperature, without names."),
    "answer_sense_check": gettext_noop("A voice answered the sense-check, without its name."),
    "close_sense_check": gettext_noop("{by} closed the sense-check; {n} answered."),
    "invite_to_be_heard": gettext_noop("{by} invited the owner of an objection to be heard on {meets} (UTC)."),
    "answer_invitation": gettext_noop("{by} declined for {voice} to be heard."),
    "record_hearing": gettext_noop("{by} wrote down what was said in the hearing."),
    "call_off_hearing": gettext_noop("{by} called the hearing off."),
    "place_hold": gettext_noop("{by} held it as it is: nobody's name goes from it."),
    "release_hold": gettext_noop("{by} released what was held."),
    "erase": gettext_noop("{by} erased, as steward, the words of entry {index}."),
}
"""What is said of each act; some are said otherwise where :func:`_template` says so."""

_WENT_ON = {
    Because.WINDOW_OVER: gettext_noop("The window for objections ended with none open, and consensus was called for."),
    Because.EXTENDED: gettext_noop("Too few voices had spoken, so the window was extended."),
    Because.OBJECTION_OPEN: gettext_noop("An objection was open, so the proposal went back to the objection stage."),
    Because.OBJECTION_UNANSWERED: gettext_noop("The window ended while an objection was open: the stage stays open until it is settled."),
    Because.STAND_ASIDE_CEILING: gettext_noop("Too many stood aside, so the proposal went back to the objection stage."),
    Because.BLOCK_UNRESOLVED: gettext_noop("A block was unresolved, so the voices vote."),
    Because.OBJECTION_UNRESOLVED: gettext_noop("An objection was unresolved, so the voices vote."),
}


_CONTINUES = {
    True: gettext_noop("The day had come to which proposal {continues} was deferred: this one continues it."),
    False: gettext_noop("{by} took proposal {continues} over: this one continues it."),
}
"""By the clock, and by somebody."""


def _sentence(act: str, data: dict[str, Any], who: dict[str, str], names: Mapping[int, str]) -> Reason:
    values: dict[str, str | int] = {
        **{key: value for key, value in data.items() if isinstance(value, str | int)},
        **who,
        "voices": len(data.get("roll", ())),
        "review_on": data.get("review_on") or _("none"),
        "number": str(data.get("by", "")),
        "n": data["voices"] if isinstance(data.get("voices"), int) else len(data.get("objections", ())),
        "meets": str(data.get("meets_at", ""))[:16].replace("T", " "),
    }
    shown = {key: _word(act, key, data[key]) for key in _CODES if data.get(key)}
    code = shown.get("code", "")
    values |= {
        **shown,
        "act": act.replace("_", " "),
        "position": code,
        "vote": code,
        "readers": shown.get("visibility", ""),
        "to": names.get(data.get("to", data.get("responsible", 0)), _("Somebody")),
    }
    return Reason(_beside_template(act, data) or _template(act, data, by_clock=who["by"] == CLOCK), values)


_CODES = ("disposition", "code", "into", "outcome", "visibility", "language", "gradient", "capacity", "ended")

_FURTHER_WORDS = {"clerk": _("clerk"), "auditor": _("auditor"), "done": _("done"), "dropped": _("dropped")}
"""Of who read what is sealed, and of what became of a task."""


def _word(act: str, key: str, code: str) -> str:
    match key:
        case "disposition":
            return DISPOSED[Disposition(code)]
        case "outcome":
            return OUTCOMES[Outcome(code)]
        case "language":
            return language_word(code)
        case "gradient":
            return GRADIENTS[Gradient(code)]
        case "capacity" | "ended":
            return _FURTHER_WORDS.get(code, code)
        case "visibility":
            return READERS[Visibility(code)]
        case _:
            return VOTED[VoteCode(code)] if act == Action.CAST_VOTE else position_word(PositionCode(code))


_WHERE_GIVEN: Mapping[tuple[str, str], str] = {
    (Action.COMMENT, "issue"): gettext_noop("{by} raised an issue."),
    (Action.ANSWER_OBJECTION, "disposition"): gettext_noop("{by} answered an objection: {disposition}."),
    (Action.WITHDRAW_OBJECTION, "into"): gettext_noop("{by} withdrew the objection of {voice}, which now stands here: {into}."),
    ("translate", "confirmed"): gettext_noop("{by} confirmed for version {version} the translation into this language: {language}."),
    (Action.REVISE, "takes_over"): gettext_noop("{by} took over an amendment: the text is now version {version}."),
}
"""What is said of an act where its entry holds something more."""


def _came_by_letter(data: dict[str, Any]) -> str | None:
    """Return how what stands in the entry before came."""
    if "comment" in data:
        return gettext_noop("What {by} just wrote came by a reply to a letter.")
    if data["through"] == "link":
        return gettext_noop("What was just said for {voice} came through a link in a letter, and was confirmed on its page.")
    if data["through"] == "reply_at_once":
        return gettext_noop("What was just said for {voice} came by a reply to a letter.")
    return None


def _beside_template(act: str, data: dict[str, Any]) -> str | None:
    """Return what is said otherwise of an act beside the table."""
    match act:
        case Beside.ASK_SENSE_CHECK if data.get("by_name"):
            return gettext_noop("{by} asked for the temperature, by name.")
        case Beside.ANSWER_SENSE_CHECK if data.get("gradient"):
            return gettext_noop("{by} answered the sense-check for {voice}: “{gradient}”.")
        case Beside.INVITE_TO_BE_HEARD if len(data.get("objections", ())) > 1:
            return gettext_noop("{by} invited the owners of {n} objections to be heard together on {meets} (UTC).")
        case Beside.ANSWER_INVITATION if data.get("comes"):
            return gettext_noop("{by} said for {voice} that it comes to the hearing.")
        case "answer_by_letter":
            return _came_by_letter(data)
        case "erase" if data.get("reason") == TAKEN_BACK:
            return gettext_noop("{by} took the words of entry {index} back, within a minute.")
        case "look_at_sealed" if data["stage"] != Stage.CLOSED:
            if data["capacity"] == "auditor":
                return gettext_noop("{by} read, as an auditor, what is sealed on the proposal so far.")
            return gettext_noop("{by} read, as the clerk of the record, what is sealed on the proposal so far.")
    return None


def _template(act: str, data: dict[str, Any], *, by_clock: bool) -> str:
    match act:
        case Action.CALL_FOR_CONSENSUS if not (data.get("outcome") or by_clock):
            return SENTENCES[act]
        case Action.CLOSE | Action.CALL_FOR_CONSENSUS if data.get("outcome"):
            return gettext_noop("The stage was closed. {outcome}.")
        case Action.CLOSE | Action.CALL_FOR_CONSENSUS if data.get("because"):
            return _WENT_ON[Because(data["because"])]
        case Action.CREATE if data.get("continues"):
            return _CONTINUES[by_clock]
        case Action.RAISE_OBJECTION if data.get("kind") == ObjectionKind.BLOCK:
            return gettext_noop("{by} raised a block for {voice}.")
        case Action.HAND_OVER if data.get("part") == Part.OWNER:
            return gettext_noop("{by} handed their part as an owner over to {to}.")
    told = next((template for (other, key), template in _WHERE_GIVEN.items() if other == act and data.get(key)), None)
    return told or SENTENCES.get(act, gettext_noop("{by} did this: {act}."))

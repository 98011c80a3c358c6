"""Do the rows say, word for word, what the ledger's entries say? Asked about each entry by ``consensus archive verify``.

A row that was altered behind the program's back differs from the entry of the act that wrote it: the entry is named.
Source: record.md sections 1 and 5, process.md section 8.5.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from consensus.domain.attribution import least
from consensus.domain.terms import Action, Attribution, DissentKind, PositionCode
from consensus.ledger.canonical import canonical, instant
from consensus.ledger.judging import Entry, register_check
from consensus.ledger.models import LedgerEntry
from consensus.people.models import Member
from consensus.proposals.models import AmendmentTakenOver, Comment, IssueDisposition, Translation, Version, VersionText
from consensus.proposals.texts import text_sha256
from consensus.voting import verification_beside
from consensus.voting.models import (
    BlockSecond,
    Decision,
    Dissociation,
    Objection,
    ObjectionAnswer,
    Position,
    Statement,
    Voice,
    Vote,
)
from consensus.voting.models_afterwards import Reminder, Review, Task

Data: TypeAlias = Mapping[str, Any]

DISSENT = (Action.ADD_STATEMENT, Action.DISSOCIATE)
"""Acts after the decision that put the marker of dissent on it."""

LATER = (*DISSENT, "supersede", "ratify", "end_provisional")
"""Acts after the decision that change what stands in its row."""


def register() -> None:
    """Have the rows of proposals and decisions compared whenever the ledger is verified."""
    register_check("the rows of proposals and decisions", compare, _CHECKS)


def compare(session: Session, entry: Entry) -> str | None:
    """Return what is wrong with the rows that an entry is about, as the end of a sentence; None if they say the same."""
    check = _CHECKS.get(entry["act"])
    return None if check is None else check(session, entry)


def _version(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(VersionText.language, VersionText.question, VersionText.text, VersionText.sha256)
    statement = statement.join(Version, Version.id == VersionText.version_id)
    rows = session.execute(statement.where(Version.proposal_id == entry["proposal"], Version.number == data["version"])).all()
    if {row.language for row in rows} != set(data["texts"]):
        return f"version {data['version']} stands in other languages than were written"
    for row in rows:
        said = data["texts"][row.language]
        if (row.question, row.sha256, text_sha256(row.text)) != (said["question"], said["sha256"], said["sha256"]):
            return f"the text of version {data['version']} in the language {row.language} is not the one that was written"
    taken = select(AmendmentTakenOver.comment_id).join(Version, Version.id == AmendmentTakenOver.version_id)
    taken = taken.where(Version.proposal_id == entry["proposal"], Version.number == data["version"])
    if session.scalars(taken).one_or_none() != data.get("takes_over"):
        return f"version {data['version']} takes over another amendment than was said"
    return None


def _comment(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(Comment.text, Comment.is_issue, Comment.version_number, Comment.passage, Comment.amendment)
    said = (data["text"], data["issue"], data["version"], data.get("passage"), data.get("amendment"))
    return _same(session, statement.where(Comment.id == data["comment"], Comment.proposal_id == entry["proposal"]), said, "comment")


def _translation(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = (
        select(Version.number, Translation.language, Translation.question, Translation.sha256, Translation.is_held, Translation.text)
        .join(Version, Version.id == Translation.version_id)
        .where(Translation.id == data["translation"], Version.proposal_id == entry["proposal"])
    )
    row = session.execute(statement).one_or_none()
    said = (data["version"], data["language"], data["question"], data["sha256"], data["held"], data["sha256"])
    return None if row is not None and (*row[:-1], text_sha256(row.text)) == said else _not_as_said("translation")


def _issue(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(IssueDisposition.disposition, IssueDisposition.text).where(IssueDisposition.comment_id == data["issue"])
    return _same(session, statement, (data["disposition"], data["text"]), "disposition of the issue")


def _roll(session: Session, entry: Entry) -> str | None:
    statement = select(Voice.id, Voice.label, Voice.region, Voice.kind, Voice.standing_in_id)
    rows = [
        {"voice": voice, "label": label, "region": region, "kind": kind} | ({} if standing_in is None else {"alternate": True})
        for voice, label, region, kind, standing_in in session.execute(
            statement.where(Voice.proposal_id == entry["proposal"]).order_by(Voice.id)
        )
    ]
    said = sorted(entry["data"]["roll"], key=lambda voice: int(voice["voice"]))
    return None if rows == said else "the roll is not the one that was frozen"


def _objection(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    kind = data.get("kind") or ("block" if data["code"] == PositionCode.BLOCK else "objection")
    statement = (
        select(
            *(Objection.kind, Objection.ground, Objection.reason, Objection.remedy, Objection.whom, Objection.passage),
            *(Objection.version_number, Voice.label),
        )
        .join(Voice, Voice.id == Objection.voice_id)
        .where(Objection.id == data["objection"], Objection.proposal_id == entry["proposal"])
    )
    said = (kind, data["ground"], data["reason"], data["remedy"], data.get("whom"), data.get("passage"), data["version"], entry["voice"])
    louder = _louder(session, select(Objection.attribution).where(Objection.id == data["objection"]), data)
    return _same(session, statement, said, "objection") or louder


def _position(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    if data.get("raised"):
        wrong = _objection(session, entry)
        if wrong is not None:
            return wrong
    said = (data["code"], data["reason"], data["version"], entry["voice"])
    louder = _louder(session, select(Position.attribution).where(Position.id == data["position"]), data)
    return _same(session, _of_position(entry), said, "position") or louder


def _recusal(session: Session, entry: Entry) -> str | None:
    statement = select(Position.code, Position.reason, Voice.label).join(Voice, Voice.id == Position.voice_id)
    said = (PositionCode.RECUSE.value, entry["data"]["reason"], entry["voice"])
    return _same(session, statement.where(Position.id == entry["data"]["position"]), said, "recusal")


def _withdrawal(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    if data["into"] is None:
        return None
    said = (data["into"], data["position_reason"], data["version"], entry["voice"])
    return _same(session, _of_position(entry), said, "position")


def _answer(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(ObjectionAnswer.at, ObjectionAnswer.text, ObjectionAnswer.disposition)
    rows = session.execute(statement.where(ObjectionAnswer.objection_id == data["objection"]))
    wanted = (entry["at"], data["text"], data["disposition"])
    return None if wanted in [(instant(at), text, code) for at, text, code in rows] else _not_as_said("answer to the objection")


def _second(session: Session, entry: Entry) -> str | None:
    seconded = exists().where(
        BlockSecond.objection_id == entry["data"]["objection"], BlockSecond.voice_id == Voice.id, Voice.label == entry["voice"]
    )
    return None if session.scalars(select(seconded)).one() else _not_as_said("second of the block")


def _vote(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(Vote.code, Voice.label).join(Voice, Voice.id == Vote.voice_id)
    statement = statement.where(Vote.id == data["vote"], Vote.proposal_id == entry["proposal"])
    return _same(session, statement, (data["code"], entry["voice"]), "vote")


def _statement(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(Statement.text, Voice.label).join(Voice, Voice.id == Statement.voice_id).where(Statement.id == data["statement"])
    louder = _louder(session, select(Statement.attribution).where(Statement.id == data["statement"]), data)
    return _same(session, statement, (data["text"], entry["voice"]), "statement") or louder


def _dissociation(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(Dissociation.text, Dissociation.extent, Dissociation.member_id).join(Member, Member.id == Dissociation.member_id)
    statement = statement.where(Dissociation.id == data["dissociation"])
    louder = _louder(session, select(Dissociation.attribution).where(Dissociation.id == data["dissociation"]), data)
    return _same(session, statement, (data["text"], data["extent"], data["member"]), "dissociation") or louder


def _reminder(session: Session, entry: Entry) -> str | None:
    statement = select(Reminder.proposal_id).where(Reminder.id == entry["data"]["reminder"])
    return _same(session, statement, (entry["proposal"],), "reminder")


def _review(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(Review.is_kept, Review.reason, Review.review_on).where(Review.id == data["review"])
    review_on = None if data["review_on"] is None else date.fromisoformat(data["review_on"])
    said = (entry["act"] == "keep_decision", data["reason"], review_on)
    return _same(session, statement.where(Review.proposal_id == entry["proposal"]), said, "review")


def _task(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(Task.text, Task.responsible_id, Task.due_on).where(Task.id == data["task"], Task.proposal_id == entry["proposal"])
    return _same(session, statement, (data["text"], data["responsible"], date.fromisoformat(data["due_on"])), "task")


def _end_of_task(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(Task.status, Task.note).where(Task.id == data["task"], Task.proposal_id == entry["proposal"])
    return _same(session, statement, (data["ended"], data["note"]), "end of the task")


def _reduced(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    model = _SAID[DissentKind(data["kind"])]
    return _louder(session, select(model.attribution).where(model.id == data["words"]), data)


_SAID: dict[DissentKind, type[Objection] | type[Position] | type[Statement] | type[Dissociation]] = {
    DissentKind.OBJECTION: Objection,
    DissentKind.POSITION: Position,
    DissentKind.STATEMENT: Statement,
    DissentKind.DISSOCIATION: Dissociation,
}


def _decision(session: Session, entry: Entry) -> str | None:
    """Compare the record with its entry, the columns with the record, and what was said with what the record holds of it."""
    record = entry["data"]["record"]
    text = canonical(record)
    columns = (Decision.record, Decision.record_sha256, Decision.number, Decision.outcome, Decision.label, Decision.class_code)
    statement = select(*columns).where(Decision.proposal_id == entry["proposal"])
    said = (text, text_sha256(text), record["number"], record["outcome"], record["label"], record["class"]["code"])
    wrong = _same(session, statement, said, f"record of {entry['decision']}")
    if wrong is not None:
        return wrong
    # A row that was put there without an act stands in no entry; the record tells which were there.
    for rows, known in (
        (select(Position.id).where(Position.proposal_id == entry["proposal"]), _ids(record, "positions")),
        (select(Vote.id).where(Vote.proposal_id == entry["proposal"]), _ids(record, "votes")),
        (select(Objection.id).where(Objection.proposal_id == entry["proposal"]), {each["objection"] for each in record["objections"]}),
    ):
        if set(session.scalars(rows)) != known:
            return f"what was said on the proposal is not what the record of {entry['decision']} holds"
    return _present_state(session, entry, record)


def _present_state(session: Session, entry: Entry, record: Data) -> str | None:
    """Compare what may change of a decision after it was taken with the acts that changed it."""
    later = select(LedgerEntry.entry).where(LedgerEntry.proposal_id == entry["proposal"], LedgerEntry.act.in_(LATER))
    acts = [json.loads(text) for text in session.scalars(later.order_by(LedgerEntry.index)) if text is not None]
    statuses = [record["status"], *(act["data"]["status"] for act in acts if "status" in act["data"])]
    is_marked = record["has_dissent"] or any(act["act"] in DISSENT for act in acts)
    row = session.execute(select(Decision.status, Decision.has_dissent).where(Decision.proposal_id == entry["proposal"])).one()
    if row.status != statuses[-1]:
        return f"{entry['decision']} has a status that no act gave it"
    return None if row.has_dissent == is_marked else f"the marker of dissent on {entry['decision']} is not as the acts say"


def _ids(record: Data, what: str) -> set[int]:
    return {each["id"] for voice in record["voices"] for each in voice[what]}


def _of_position(entry: Entry) -> Select[Any]:
    statement = select(Position.code, Position.reason, Position.version_number, Voice.label).join(Voice, Voice.id == Position.voice_id)
    return statement.where(Position.id == entry["data"]["position"], Position.proposal_id == entry["proposal"])


def _same(session: Session, statement: Select[Any], said: tuple[object, ...], what: str) -> str | None:
    row = session.execute(statement).one_or_none()
    return None if row is not None and tuple(row) == said else _not_as_said(what)


def _louder(session: Session, statement: Select[Any], data: Data) -> str | None:
    """Attribution may become less after it was chosen, never more. Source: record.md section 3."""
    now, chosen = session.scalars(statement).one_or_none(), Attribution(data["attribution"])
    return None if now is None or least(now, chosen) is now else "it is attributed more openly than was chosen"


def _not_as_said(what: str) -> str:
    return f"the {what} is not there as it was given"


_CHECKS: dict[str, Callable[[Session, Entry], str | None]] = {
    Action.CREATE: _version,
    Action.EDIT_DRAFT: _version,
    Action.REVISE: _version,
    Action.COMMENT: _comment,
    Action.SUGGEST_AMENDMENT: _comment,
    Action.ANSWER_ISSUE: _issue,
    "translate": _translation,
    Action.CALL_FOR_OBJECTIONS: _roll,
    Action.RAISE_OBJECTION: _objection,
    Action.TAKE_POSITION: _position,
    Action.RECUSE: _recusal,
    Action.WITHDRAW_OBJECTION: _withdrawal,
    Action.ANSWER_OBJECTION: _answer,
    Action.SECOND_BLOCK: _second,
    Action.CAST_VOTE: _vote,
    Action.ADD_STATEMENT: _statement,
    Action.DISSOCIATE: _dissociation,
    "remind": _reminder,
    "set_review": _review,
    "keep_decision": _review,
    "add_task": _task,
    "end_task": _end_of_task,
    "reduce_attribution": _reduced,
    "decide": _decision,
    **verification_beside.CHECKS,
}

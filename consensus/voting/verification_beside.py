"""Do the rows of hearings and sense-checks say what the ledger's entries say? Asked by ``verification.py`` about each entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.terms import Beside
from consensus.ledger.canonical import instant
from consensus.ledger.judging import Entry
from consensus.proposals.commands.sensing import answer_sha256
from consensus.proposals.models_sense import SenseAnswer, SenseCheck, SenseEnd
from consensus.voting.models_hearing import Hearing, HearingEnd, Invitation, InvitationAnswer


def _asked(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(SenseCheck.question, SenseCheck.is_by_name, SenseCheck.version_number, SenseCheck.at)
    row = session.execute(statement.where(SenseCheck.id == data["sense_check"], SenseCheck.proposal_id == entry["proposal"])).one_or_none()
    said = (data["question"], data["by_name"], data["version"], entry["at"])
    return None if row is not None and (*row[:3], instant(row.at)) == said else "the sense-check is not there as it was asked"


def _answered(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(SenseAnswer.gradient, SenseAnswer.nonce, SenseAnswer.label, SenseAnswer.at, SenseAnswer.id)
    rows = session.execute(statement.where(SenseAnswer.sense_check_id == data["sense_check"])).all()
    mine = [row for row in rows if instant(row.at) == entry["at"]]
    if "gradient" in data:
        said = (data["answer"], data["gradient"], entry["voice"])
        held = any((row.id, row.gradient.value, row.label) == said for row in mine)
    else:
        held = any(answer_sha256(row.nonce, row.gradient) == data["answer_sha256"] for row in mine)
    return None if held else "the answer to the sense-check is not there as it was given"


def _closed(session: Session, entry: Entry) -> str | None:
    at = session.scalars(select(SenseEnd.at).where(SenseEnd.sense_check_id == entry["data"]["sense_check"])).one_or_none()
    return None if at is not None and instant(at) == entry["at"] else "the end of the sense-check is not there as it was"


def _invited(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(Hearing.place, Hearing.passage, Hearing.text, Hearing.meets_at, Hearing.invited_at)
    row = session.execute(statement.where(Hearing.id == data["hearing"], Hearing.proposal_id == entry["proposal"])).one_or_none()
    said = (data["place"], data["passage"], data["text"], data["meets_at"], entry["at"])
    invited = set(session.scalars(select(Invitation.objection_id).where(Invitation.hearing_id == data["hearing"])))
    held = row is not None and (*row[:3], instant(row.meets_at), instant(row.invited_at)) == said and invited == set(data["objections"])
    return None if held else "the invitation to be heard is not there as it was given"


def _came(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    statement = select(InvitationAnswer.at, InvitationAnswer.comes, InvitationAnswer.text)
    mine = statement.where(InvitationAnswer.hearing_id == data["hearing"], InvitationAnswer.objection_id == data["objection"])
    rows = [(instant(at), comes, text) for at, comes, text in session.execute(mine)]
    held = (entry["at"], data["comes"], data["text"]) in rows
    return None if held else "the answer to the invitation is not there as it was given"


def _ended(session: Session, entry: Entry) -> str | None:
    data = entry["data"]
    row = session.execute(
        select(HearingEnd.at, HearingEnd.was_held, HearingEnd.text, HearingEnd.agreed_by).where(HearingEnd.hearing_id == data["hearing"])
    ).one_or_none()
    was_held = entry["act"] == Beside.RECORD_HEARING
    said = (entry["at"], was_held, data["text"] if was_held else data["reason"], data.get("agreed_by", ""))
    return None if row is not None and (instant(row.at), *row[1:]) == said else "the end of the hearing is not there as it was written"


CHECKS: Mapping[str, Callable[[Session, Entry], str | None]] = {
    Beside.ASK_SENSE_CHECK: _asked,
    Beside.ANSWER_SENSE_CHECK: _answered,
    Beside.CLOSE_SENSE_CHECK: _closed,
    Beside.INVITE_TO_BE_HEARD: _invited,
    Beside.ANSWER_INVITATION: _came,
    Beside.RECORD_HEARING: _ended,
    Beside.CALL_OFF_HEARING: _ended,
}

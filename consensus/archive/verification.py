"""Do the decisions from elsewhere say what they said when they came? Asked about each entry by ``consensus archive verify``."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.archive.models import ImportedDecision, ImportedFile
from consensus.ledger.judging import Entry, register_check
from consensus.proposals.texts import text_sha256


def register() -> None:
    """Have imported decisions compared whenever the ledger is verified."""
    register_check("the rows of imported decisions", compare, {"import_decision", "import_loomio"})


def compare(session: Session, entry: Entry) -> str | None:
    """Return what is wrong with the rows that an entry is about, as the end of a sentence; None if they say the same."""
    data = entry["data"]
    if entry["act"] == "import_decision":
        columns = (ImportedDecision.source_id, ImportedDecision.record, ImportedDecision.record_sha256)
        row = session.execute(select(*columns).where(ImportedDecision.id == data["imported"])).one_or_none()
        said = (data["source_id"], data["record_sha256"], data["record_sha256"])
        if row is None or (row.source_id, text_sha256(row.record), row.record_sha256) != said:
            return "the imported decision is not there as it came"
    if entry["act"] == "import_loomio":
        files = select(func.count()).select_from(ImportedFile).where(ImportedFile.sha256 == data["sha256"])
        if not session.scalars(files).one():
            return "the imported file is not there as it came"
    return None

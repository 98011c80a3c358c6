"""Erased words stand nowhere any more, everything else of the act stays, and the record still verifies."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import Base
from consensus.domain.erasing import ERASED, GIVEN, MAY_BE_A_VOICE, WORD_FOR_WORD, Words, refusal_of
from consensus.domain.errors import ForbiddenError, InvalidError
from consensus.domain.terms import Disposition, TaskStatus, Visibility
from consensus.erasing.commands import erase_entry
from consensus.erasing.finding import entry_of
from consensus.ledger.entries import leaf_of
from consensus.ledger.models import LedgerEntry
from consensus.meetings import commands as meeting
from consensus.proposals import commands as proposing
from consensus.proposals.models import Autosave, Comment
from consensus.voting import commands as voting
from tests.meetings.room import Room
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import text_of

SECRET = "Quetzalcoatl lies in ward nineteen"
REASON = "It tells of the health of somebody who was not asked."
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def everything(session: Session) -> str:
    """Return all that stands in every table, those of the index of search included."""
    session.rollback()
    tables = [table.name for table in Base.metadata.sorted_tables]
    if session.get_bind().dialect.name == "sqlite":
        tables = list(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    found = [str(session.execute(text(f'SELECT * FROM "{table}"')).all()) for table in tables]  # noqa: S608 - our own tables
    session.rollback()
    return "\n".join(found)


def erase(room: Room, words: Words, row_id: int, reason: str = REASON) -> int:
    index = entry_of(room.session, words, row_id)
    room.session.rollback()
    erase_entry(room.session, actor=room.steward, index=index, reason=reason, now=room.tick())
    return index


def comment(room: Room) -> tuple[Words, int, str]:
    proposal_id = room.in_comment()
    row_id = room.do("Vera", proposing.comment, proposal_id, text=SECRET)
    return Words.COMMENT, row_id, f"/proposals/{proposal_id}"


def note(room: Room) -> tuple[Words, int, str]:
    meeting_id, item_id = room.at_item(room.in_comment())
    return Words.NOTE, room.act("Ines", meeting.add_note, meeting_id, item_id=item_id, text=SECRET), f"/meetings/{meeting_id}/minutes"


def task(room: Room) -> tuple[Words, int, str]:
    proposal_id = room.adopted()
    due = {"responsible_id": room.person_id["Vera"], "due_on": room.now.date()}
    return Words.TASK, room.do("Owen", voting.add_task, proposal_id, text=SECRET, **due), f"/proposals/{proposal_id}"


def heard(room: Room) -> tuple[Words, int, str]:
    meeting_id, item_id = room.at_item(room.in_consensus())
    row_id = room.enters(meeting_id, item_id, "reservation", SECRET)
    room.answers_entry("Vera", meeting.reject_entry, row_id)
    return Words.HEARD, row_id, f"/meetings/{meeting_id}"


@pytest.mark.parametrize("said", [comment, note, task, heard])
def test_erased_words_stand_in_no_table_and_the_record_verifies(room: Room, said: Callable[[Room], tuple[Words, int, str]]) -> None:
    words, row_id, address = said(room)
    assert SECRET in everything(room.session)
    assert ledger.verify(room.session).problems == ()

    erase(room, words, row_id)

    assert SECRET not in everything(room.session)
    found = ledger.verify(room.session)
    assert (found.problems, found.erased) == ((), 1)
    assert SECRET not in text_of(room.browser("Vera").get(address))


@ON_SQLITE
def test_what_was_said_at_the_end_of_a_task_goes_and_the_task_stays(room: Room) -> None:
    proposal_id = room.adopted()
    due = {"responsible_id": room.person_id["Vera"], "due_on": room.now.date()}
    row_id = room.do("Owen", voting.add_task, proposal_id, text="Ask the river.", **due)
    room.do("Vera", voting.end_task, proposal_id, task_id=row_id, ended=TaskStatus.DONE, note=SECRET)

    erase(room, Words.END_OF_TASK, row_id)

    assert SECRET not in everything(room.session)
    assert "Ask the river." in everything(room.session)
    assert ledger.verify(room.session).problems == ()


@ON_SQLITE
def test_no_copy_of_the_file_holds_what_was_erased(room: Room, settings: object, tmp_path: Path) -> None:
    # Longer than a page of the file, so that pages of it come free.
    proposal_id = room.in_comment()
    row_id = room.do("Vera", proposing.comment, proposal_id, text=f"{SECRET}. " * 400)
    erase(room, Words.COMMENT, row_id)
    room.session.rollback()

    file = Path(room.session.get_bind().url.database or "")  # type: ignore[union-attr]
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy = tmp_path / "copy.sqlite"
        with closing(sqlite3.connect(copy)) as other:
            connection.backup(other)

    assert SECRET.encode() not in copy.read_bytes()
    assert SECRET.encode() not in file.read_bytes()


@ON_SQLITE
def test_a_receipt_that_somebody_keeps_still_has_its_leaf_in_the_tree(room: Room) -> None:
    _, row_id, _ = comment(room)
    index = entry_of(room.session, Words.COMMENT, row_id)
    kept = room.session.get_one(LedgerEntry, index)
    entry, salt = kept.entry, kept.salt
    assert entry is not None
    assert salt is not None

    erase(room, Words.COMMENT, row_id)

    leaf = room.session.scalars(select(LedgerEntry.leaf).where(LedgerEntry.index == index)).one()
    assert leaf == leaf_of(salt, entry)


@ON_SQLITE
def test_what_its_author_has_not_sent_and_says_the_same_goes_too(room: Room) -> None:
    _, row_id, _ = comment(room)
    for place, typed in (("/a", SECRET), ("/b", "Something else")):
        proposing.autosave(room.session, actor=room.actor("Vera"), place=place, fields={"text": [typed]}, now=room.now)
    erase(room, Words.COMMENT, row_id)
    assert list(room.session.scalars(select(Autosave.place))) == ["/b"]


@pytest.mark.parametrize(
    ("act", "facts", "refusal"),
    [
        ("comment", {"is_issue": True}, WORD_FOR_WORD),
        ("comment", {}, None),
        ("enter_position", {}, MAY_BE_A_VOICE),
        ("enter_position", {"is_rejected": True}, None),
        *((act, {}, GIVEN) for act in ("raise_objection", "take_position", "add_statement", "dissociate", "confirm_entry")),
        *((act, {}, WORD_FOR_WORD) for act in ("suggest_amendment", "answer_issue", "record_hearing", "revise")),
        ("add_note", {}, None),
    ],
)
def test_what_stands_in_a_record_and_what_was_given_is_never_erased(act: str, facts: dict[str, bool], refusal: str | None) -> None:
    assert refusal_of(act, **facts) == refusal


@pytest.mark.parametrize("act", ["decide", "erase", "fill_seat", "something_new"])
def test_an_act_that_nobody_thought_of_is_not_erased(act: str) -> None:
    assert refusal_of(act) is not None


@ON_SQLITE
def test_nothing_of_a_decision_is_erased_and_the_refusal_changes_nothing(room: Room) -> None:
    proposal_id = room.in_comment()
    room.issue("Vera", proposal_id, SECRET)
    room.do("Owen", proposing.answer_issue, proposal_id, comment_id=1, disposition=Disposition.ACCEPTED, text="Yes.")
    room.goes_on_to_adoption(proposal_id)
    room.do("Femi", voting.add_statement, proposal_id, text="We said so.")
    before = everything(room.session)

    rows = room.session.execute(select(LedgerEntry.index, LedgerEntry.act)).tuples().all()
    for index, _ in rows:
        with pytest.raises(InvalidError):
            erase_entry(room.session, actor=room.steward, index=index, reason=REASON, now=room.now)

    assert {"decide", "take_position", "add_statement", "comment"} <= {act for _, act in rows}
    assert everything(room.session) == before


@ON_SQLITE
def test_a_reason_is_given_and_does_not_repeat_the_words(room: Room) -> None:
    _, row_id, _ = comment(room)
    for reason in ("  ", f"Because “{SECRET}” names somebody.", "x" * 1_001):
        with pytest.raises(InvalidError) as refused:
            erase(room, Words.COMMENT, row_id, reason)
        assert refused.value.field == "reason"
    assert SECRET in everything(room.session)


@ON_SQLITE
def test_only_a_steward_erases(room: Room) -> None:
    _, row_id, address = comment(room)
    index = entry_of(room.session, Words.COMMENT, row_id)
    room.session.rollback()
    with pytest.raises(ForbiddenError):
        erase_entry(room.session, actor=room.actor("Owen"), index=index, reason=REASON, now=room.now)
    owen = room.browser("Owen")
    assert owen.get(f"/steward/erasing/{index}").status_code == 403
    assert owen.post(f"/steward/erasing/{index}", {"reason": REASON, "understood": "y"}).status_code == 403
    assert "Erase these words" not in text_of(owen.get(address))
    assert SECRET in everything(room.session)


@ON_SQLITE
def test_a_steward_looks_for_the_words_sees_what_vanishes_and_erases(room: Room) -> None:
    _, row_id, address = comment(room)
    sam = room.browser("Sam")
    assert "Erase these words" in text_of(sam.get(address))
    index = entry_of(room.session, Words.COMMENT, row_id)
    form = f"/steward/erasing/{index}"
    room.issue("Ines", int(address.rpartition("/")[2]), "Is there a ward nineteen?")
    found = text_of(sam.post("/steward/erasing", {"words": "ward nineteen"}))
    assert form in found
    assert WORD_FOR_WORD in found
    assert found.count("Erase these words") == 1
    assert sam.get(f"/steward/erasing/of/comment/{row_id}").location.endswith(form)
    page = text_of(sam.get(form))
    assert len(statements(room, "Sam", form)) <= MOST
    assert SECRET in page
    assert "It cannot be undone" in page

    kept = sam.post(form, {"reason": REASON})
    assert kept.status_code == 422
    assert REASON in text_of(kept)
    assert sam.post(form, {"reason": REASON, "understood": "y"}).status_code == 303

    assert SECRET not in text_of(sam.get(form))
    assert "erased already" in text_of(sam.get(form))
    assert REASON in text_of(sam.get("/steward/erasing"))


def test_the_database_empties_a_row_only_as_an_erasure_says(room: Room) -> None:
    """Each step before its time, and each more than an erasure takes."""
    _, row_id, _ = comment(room)
    index = entry_of(room.session, Words.COMMENT, row_id)
    # Statements of our own words, as somebody at the database would write them.
    empty = f"UPDATE comment SET text = '{ERASED}', html = '<p>{ERASED}</p>'"  # noqa: S608 - our own words
    named = f"INSERT INTO erasure VALUES ({index}, {index}, 'comment', {row_id}, 1, '2026-01-01', 'R')"  # noqa: S608 - our own words
    refuse(room, empty, "comment is written once")
    refuse(room, named, "erasure says what happened")

    erase(room, Words.COMMENT, row_id)

    for changed in ("text = 'Another'", "html = ''", "person_id = 2", f"text = '{ERASED}', html = '<p>{ERASED}</p>', speaks_as = 'X'"):
        refuse(room, f"UPDATE comment SET {changed}", "comment is written once")  # noqa: S608 - our own words
    refuse(room, "UPDATE erasure SET row_id = 2", "erasure is written once")
    refuse(room, "DELETE FROM erasure", "erasure is written once")


def test_a_forged_erasure_is_found(room: Room) -> None:
    """Somebody who may run statements empties an entry; the erasure of another cannot stand for it."""
    _, row_id, address = comment(room)
    victim_row = room.do("Ines", proposing.comment, int(address.rpartition("/")[2]), text="Let us meet in the hills.")
    victim = entry_of(room.session, Words.COMMENT, victim_row)
    erase(room, Words.COMMENT, row_id)
    said = room.session.scalars(select(LedgerEntry.index).where(LedgerEntry.act == "erase")).one()

    room.session.execute(text(f'UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = {victim}'))  # noqa: S608 - our own words
    room.session.commit()

    found = ledger.verify(room.session)
    assert found.first_bad == victim
    assert "no later entry says so" in found.problems[0]
    forged = f"INSERT INTO erasure VALUES ({victim}, {said}, 'comment', {victim_row}, 1, '2026-01-01', 'R')"  # noqa: S608 - our own words
    refuse(room, forged, "(?i)unique|erasure is written once")


@ON_SQLITE
def test_words_that_were_put_back_are_found(room: Room) -> None:
    _, row_id, _ = comment(room)
    erase(room, Words.COMMENT, row_id)
    room.session.execute(text("DROP TRIGGER comment_refuses_update"))
    room.session.execute(text("UPDATE comment SET text = 'Something that nobody said'"))
    room.session.commit()
    assert "the words that it says were erased are there" in ledger.verify(room.session).problems[0]


@ON_SQLITE
def test_a_public_reader_meets_no_erased_words_and_no_name(room: Room) -> None:
    proposal_id = room.in_comment(visibility=Visibility.PUBLIC)
    row_id = room.do("Vera", proposing.comment, proposal_id, text=SECRET)
    erase(room, Words.COMMENT, row_id)
    page = text_of(room.browser(None).get(f"/proposals/{proposal_id}"))
    assert SECRET not in page
    assert REASON in page
    assert room.session.get_one(Comment, row_id).text == ERASED


def refuse(room: Room, statement: str, words: str) -> None:
    with pytest.raises(IntegrityError, match=words):
        room.session.execute(text(statement))
    room.session.rollback()

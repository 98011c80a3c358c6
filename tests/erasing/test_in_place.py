"""What stands in the place of words that were erased, and what a steward who looks for words reads."""

from __future__ import annotations

from sqlalchemy import text

from consensus.domain.erasing import ERASED, MAY_BE_A_VOICE, Words
from consensus.domain.terms import TaskStatus
from consensus.erasing.queries import where_they_stand
from consensus.meetings import commands as meeting
from consensus.retention.queries import runs
from consensus.voting import commands as voting
from tests.erasing.test_erasing import ON_SQLITE, REASON, SECRET, comment, erase, note, task
from tests.meetings.room import Room
from tests.support.browsing import text_of


@ON_SQLITE
def test_the_body_reads_when_and_why_in_the_place_of_the_words(room: Room) -> None:
    _, row_id, address = comment(room)
    index = erase(room, Words.COMMENT, row_id)

    vera = room.browser("Vera")
    for page in (text_of(vera.get(address)), text_of(vera.get(f"{address}/comments"))):
        assert f"by the steward <bdi>Sam</bdi>. The reason: <bdi>{REASON}</bdi>" in page
    timeline = text_of(vera.get(f"{address}/timeline"))
    assert "Vera commented." in timeline
    assert f"Sam erased, as steward, the words of entry {index}." in timeline
    assert timeline.count(REASON) == 2


@ON_SQLITE
def test_in_the_place_of_a_task_stands_who_erased_it_and_why(room: Room) -> None:
    words, row_id, address = task(room)
    room.do("Vera", voting.end_task, int(address.rpartition("/")[2]), task_id=row_id, ended=TaskStatus.DONE, note="Ward twenty.")
    other = room.do(
        "Owen", voting.add_task, int(address.rpartition("/")[2]), text=SECRET, responsible_id=room.person_id["Vera"], due_on=room.now.date()
    )
    for kind, row in ((words, row_id), (Words.END_OF_TASK, row_id), (words, other)):
        erase(room, kind, row)

    vera = room.browser("Vera")
    why = f"by the steward Sam. The reason: {REASON}"
    decision = "/archive/WATER/2026/001"
    found = {page: text_of(vera.get(page)).count(why) for page in (decision, f"{decision}.md", f"{decision}.json", "/")}
    assert found == {decision: 3, f"{decision}.md": 3, f"{decision}.json": 3, "/": 1}
    assert why in text_of(vera.get(f"{address}/end_task?about={other}"))
    assert [page for page in found if ERASED in text_of(vera.get(page))] == []


@ON_SQLITE
def test_minutes_say_that_a_note_was_erased(room: Room) -> None:
    words, row_id, address = note(room)
    erase(room, words, row_id)
    for form in ("", ".md"):
        page = text_of(room.browser("Vera").get(address + form))
        assert "by the steward Sam. The reason: " + REASON in page


@ON_SQLITE
def test_looking_for_words_shows_no_dissent_that_a_secretary_wrote_down(room: Room) -> None:
    meeting_id, item_id = room.at_item(room.in_consensus())
    row_id = room.enters(meeting_id, item_id, "stand_aside", SECRET)
    room.answers_entry("Vera", meeting.confirm_entry, row_id)
    found = text_of(room.browser("Sam").post("/steward/erasing", {"words": "ward nineteen"}))
    assert MAY_BE_A_VOICE in found
    assert (SECRET in found, "Ines" in found.partition('id="found"')[2].partition("</section>")[0]) == (False, False)


def test_the_few_acts_that_pages_ask_the_ledger_for_are_found_by_an_index(room: Room) -> None:
    session = room.session
    for statement, index in ((runs(), "ix_ledger_entry_runs"), (where_they_stand("ward"), "ix_ledger_entry_erasable")):
        if session.get_bind().dialect.name == "sqlite":
            plan = "EXPLAIN QUERY PLAN "
        else:
            session.execute(text("SET LOCAL enable_seqscan = off"))
            session.execute(text("SET LOCAL enable_sort = off"))
            plan = "EXPLAIN "
        written = str(statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        assert index in str(session.connection().exec_driver_sql(plan + written).all())

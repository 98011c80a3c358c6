"""Minutes are made from what happened: nothing else stands in them, and nobody is named who does not allow it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from consensus.domain.terms import Attribution, Disposition
from consensus.meetings import commands
from consensus.meetings.minutes_markdown import as_markdown
from consensus.meetings.models import NoteKind
from consensus.meetings.queries import meeting_page, minutes_of
from consensus.meetings.views import minutes as views
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from consensus.web import printing
from consensus.web.printer import direction_of
from consensus.web.printing import can_print
from tests.meetings.room import Room
from tests.pages.scene import DAY, QUESTION, TEXT
from tests.pages.test_statements import statements
from tests.support.browsing import text_of
from tests.support.missing import report_missing

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

NAMED, UNNAMED, SEALED = "Only if buses run.", "Armed men watch the road.", "Our members were followed home."
ARABIC = "في الربيع تغمر المياه الطرق."


def told(room: Room) -> tuple[int, int]:
    """A meeting in which voices speak at every level, with an amendment before it, a note, and somebody who does something."""
    proposal_id = room.in_comment()
    said = {"passage": "in **spring**", "amendment": "in **May**", "text": "Spring is long."}
    amendment = room.do("Vera", proposing.suggest_amendment, proposal_id, **said)
    room.do("Owen", proposing.answer_issue, proposal_id, comment_id=amendment, disposition=Disposition.NOT_ACCEPTED, text="No.")
    room.tick(31 * DAY)
    room.do("Femi", voting.call_for_objections, proposal_id)
    room.over(proposal_id)
    meeting_id, item_id = room.at_item(proposal_id, presenter_id=room.person_id["Owen"])
    take = {"proposal_id": proposal_id}
    room.do("Vera", voting.take_position, **take, position="reservation", reason=NAMED, attribution=Attribution.NAMED)
    room.do("Rita", voting.take_position, **take, position="stand_aside", reason=UNNAMED, attribution=Attribution.KIND_AND_REGION)
    room.do("Bela", voting.take_position, **take, position="stand_aside", reason=SEALED, attribution=Attribution.SEALED)
    for name in ("Owen", "Femi"):
        room.says(name, proposal_id, "support")
    room.enters(meeting_id, item_id, "support", voice="Ines's group")
    room.act("Ines", commands.add_note, meeting_id, text="Owen books the hall.", item_id=item_id, kind=NoteKind.FOLLOW_UP)
    room.act("Ines", commands.add_note, meeting_id, text=ARABIC)
    room.act("Femi", commands.end_meeting, meeting_id)
    return meeting_id, proposal_id


def markdown(room: Room, meeting_id: int, *, has_names: bool = False) -> str:
    page = meeting_page(room.session, meeting_id, room.actor("Vera"), room.now)
    made = as_markdown(minutes_of(room.session, page, has_names=has_names, now=room.now))
    room.session.rollback()
    return made


def test_they_hold_what_happened_by_item(room: Room) -> None:
    meeting_id, _ = told(room)
    made = markdown(room, meeting_id)
    for words in (
        f"## 1. {QUESTION}",
        "**Presenter:** Owen",
        "| Agree | 2 |",
        "| Stand aside | 2 |",
        "| Not yet heard | 1 |",
        f"**Agree with reservations:**\n\n> {NAMED}",
        f"> {UNNAMED}",
        "Reasons that are sealed, and so not in the minutes: 1.",
        "Said in the room and never confirmed, so not counted: 1.",
        "**Not accepted:**",
        "> in **May**",
        "- Owen books the hall.",
        f"> {ARABIC}",
    ):
        assert words in made
    assert SEALED not in made


def test_without_being_asked_they_name_nobody_for_a_view(room: Room) -> None:
    meeting_id, _ = told(room)
    assert "'s group" not in markdown(room, meeting_id)


def test_asked_for_names_they_name_those_who_allow_it_and_no_other(room: Room) -> None:
    meeting_id, _ = told(room)
    made = markdown(room, meeting_id, has_names=True)
    assert f"**Agree with reservations**, Vera's group:\n\n> {NAMED}" in made
    assert f"**Stand aside:**\n\n> {UNNAMED}" in made
    assert SEALED not in made
    for name in ("Rita", "Bela", "Femi's"):
        assert name not in made


def test_what_was_said_after_the_item_ended_is_not_in_them(room: Room) -> None:
    meeting_id, proposal_id = told(room)
    before = markdown(room, meeting_id)
    room.says("Ines", proposal_id, "reservation", "Said at home.")
    after = markdown(room, meeting_id)
    assert "Said at home." not in after
    assert after.splitlines()[9:] == before.splitlines()[9:]


def test_the_exact_words_adopted_stand_in_them_once_it_is_decided(room: Room) -> None:
    meeting_id, proposal_id = told(room)
    room.says("Ines", proposal_id, "support")
    room.says("Bela", proposal_id, "support")
    room.over(proposal_id)
    made = markdown(room, meeting_id)
    assert f"> {TEXT}" in made
    assert "WATER/2026/001" in made
    assert "**With dissent.**" in made
    assert "| Stand aside | 2 |" in made


def test_an_item_before_there_was_a_roll_counts_nobody(room: Room) -> None:
    proposal_id = room.in_comment()
    meeting_id, _ = room.at_item(proposal_id)
    room.do("Vera", proposing.comment, proposal_id, text="Who pays?", is_issue=False)
    room.act("Femi", commands.end_meeting, meeting_id)
    room.tick(31 * DAY)
    room.do("Femi", voting.call_for_objections, proposal_id)
    made = markdown(room, meeting_id)
    assert "Comment, version 1" in made
    assert "### Positions" not in made
    assert "> Who pays?" in made


def test_words_of_people_are_no_marks_of_ours(room: Room) -> None:
    meeting_id, _ = room.at_item(None, title="# Not a heading | <b>")
    room.act("Ines", commands.add_note, meeting_id, text="# Nor this\n\n> nor that")
    made = markdown(room, meeting_id)
    assert "## 1. \\# Not a heading \\| \\<b\\>" in made
    assert "> # Nor this\n>\n> > nor that" in made


def test_the_page_and_the_file_are_for_those_who_may_attend(room: Room) -> None:
    meeting_id, _ = told(room)
    for name in ("Vera", "Sam"):
        browser = room.browser(name)
        assert NAMED in text_of(browser.get(f"/meetings/{meeting_id}/minutes"))
        assert SEALED not in text_of(browser.get(f"/meetings/{meeting_id}/minutes?names=yes"))
        file = browser.get(f"/meetings/{meeting_id}/minutes.md")
        assert file.headers["Content-Disposition"] == f'attachment; filename="minutes-WATER-{meeting_id}.md"'
        assert NAMED in text_of(file)
        assert browser.get(f"/meetings/{meeting_id}/minutes.txt").status_code == 404
    for address in ("minutes", "minutes.md"):
        assert room.browser("Nora").get(f"/meetings/{meeting_id}/{address}").status_code == 404


def test_they_are_taken_away_as_pdf_with_arabic_set_from_right_to_left(room: Room) -> None:
    if not can_print():
        report_missing("pango", "Pango is not installed.")
    meeting_id, _ = told(room)
    for query in ("", "?names=yes"):
        file = room.browser("Vera").get(f"/meetings/{meeting_id}/minutes.pdf{query}")
        assert (file.status_code, file.content_type) == (200, "application/pdf")
        assert file.data.startswith(b"%PDF-")
        assert len(file.data) > 10_000, "the fonts are in it"
    assert [direction_of(text) for text in (ARABIC, f"1. {ARABIC}", "Spring", "2026", f"Spring {ARABIC}")] == [
        "rtl",
        "rtl",
        "ltr",
        "ltr",
        "ltr",
    ]


def test_where_the_machine_cannot_make_pdf_files_the_page_says_so_and_markdown_works(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "can_print", lambda: False)
    monkeypatch.setattr(views, "can_print", lambda: False)
    meeting_id, _ = told(room)
    vera = room.browser("Vera")
    page = text_of(vera.get(f"/meetings/{meeting_id}/minutes"))
    assert "the library Pango is missing on it" in page
    assert "as PDF" not in page
    answer = vera.get(f"/meetings/{meeting_id}/minutes.pdf")
    assert answer.status_code == 404
    assert "the library Pango is missing on it" in text_of(answer)
    assert vera.get(f"/meetings/{meeting_id}/minutes.md").status_code == 200


def test_what_sets_pages_loads_nothing_whatever_they_say(room: Room, tmp_path: Path) -> None:
    if not can_print():
        report_missing("pango", "Pango is not installed.")
    (tmp_path / "secret.png").write_bytes(b"x")
    page = f'<p>Read</p><img src="file://{tmp_path}/secret.png"><img src="http://127.0.0.1:9/x"><link rel="stylesheet" href="/x.css">'
    with room.app.app_context():
        assert printing.pdf_of(page).startswith(b"%PDF-")
    assert "weasyprint" not in sys.modules


def test_there_are_none_before_the_meeting_began(room: Room) -> None:
    assert room.browser("Vera").get(f"/meetings/{room.calls()}/minutes").status_code == 404


def test_they_take_no_more_statements_with_more_items(room: Room) -> None:
    meeting_id, _ = told(room)
    few = len(statements(room, "Vera", f"/meetings/{meeting_id}/minutes"))
    other = room.calls()
    room.act("Femi", commands.start_meeting, other)
    for _ in range(3):
        item_id = room.act("Femi", commands.add_agenda_item, other, proposal_id=room.in_consensus())
        room.act("Femi", commands.open_item, other, item_id=item_id)
    assert len(statements(room, "Vera", f"/meetings/{other}/minutes")) == few <= 14

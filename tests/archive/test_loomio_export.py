"""What is read of a Loomio export: polls with their votes and words, what is left out, and where a file is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from consensus.archive.loomio import read_export
from consensus.archive.loomio.assembling import ClosedPoll
from consensus.archive.loomio.left_out import sentences
from consensus.domain.errors import InputError
from consensus.ledger.canonical import canonical
from tests.archive.exports import Rows, in_csv, in_json, newer, older, poll, stance


def polls_in(path: Path) -> tuple[list[ClosedPoll], dict[str, int]]:
    with read_export(path) as export:
        return list(export.decisions()), dict(export.left_out)


def read(tmp_path: Path, rows: Rows) -> tuple[dict[str, Any], dict[str, int]]:
    """The record of the first poll, and what is left out."""
    (first, *_), left_out = polls_in(in_json(tmp_path / "export.json", rows))
    return first.record, left_out


def test_a_closed_poll_is_read_with_its_options_votes_and_words(tmp_path: Path) -> None:
    record, _ = read(tmp_path, older())
    assert record["poll"]["title"] == "Shall we meet in spring?"
    assert record["poll"]["details"] == {"text": "We meet in **spring**.", "form": "md"}
    assert record["poll"]["by"] == "Amara Invented"
    assert record["poll"]["closed_at"] == "2025-03-08T10:00:00.000000Z"
    assert [option["name"] for option in record["options"]] == ["Agree", "Disagree"]
    votes = [(vote["by"], [each["option"] for each in vote["choices"]], vote["is_latest"]) for vote in record["votes"]]
    assert votes == [
        ("Amara Invented", ["Agree"], True),
        ("Bilal Invented", ["Agree"], False),
        ("Bilal Invented", ["Disagree"], True),
        (None, ["Agree"], True),
    ]
    assert record["votes"][2]["reason"]["text"] == "<p>The <script>alert(1)</script>river floods.</p>"
    assert record["invited_without_vote"] == 1
    assert [each["statement"]["text"] for each in record["outcomes"]] == ["We meet in spring."]
    assert record["thread"]["title"] == "Where do we meet?"
    assert [comment["text"]["text"] for comment in record["thread"]["comments"]] == ["What about jabberwocks?"]


def test_what_is_not_taken_over_is_counted_and_said(tmp_path: Path) -> None:
    _, left_out = read(tmp_path, older())
    assert left_out == {
        "comments_without_decision": 1,
        "discarded_comments": 1,
        "discarded_polls": 1,
        "memberships": 1,
        "open_polls": 1,
        "table:attachments": 1,
        "table:events": 1,
        "table:reactions": 1,
        "tags": 4,
        "templates": 1,
        "threads_without_decision": 1,
    }
    said = sentences(left_out)
    assert "Polls that are not closed: 1." in said
    assert "Rows of the table reactions: 1." in said
    assert len(said) == len(left_out)


def test_neither_addresses_nor_tokens_are_kept(tmp_path: Path) -> None:
    record, _ = read(tmp_path, older())
    assert "invented.example" not in canonical(record)
    assert "token" not in canonical(record)


def test_a_newer_export_is_read_through_its_topics(tmp_path: Path) -> None:
    record, left_out = read(tmp_path, newer())
    assert record["thread"]["title"] == "Money"
    comments = [(comment["text"]["text"], comment["at"] is None) for comment in record["thread"]["comments"]]
    assert comments == [("How many boats?", False), ("Two boats.", False), ("Paint helps.", True)]
    assert [each["option"] for each in record["votes"][0]["choices"]] == ["Yes", None]
    assert (left_out["choices_of_unknown_options"], left_out["comments_without_thread"], left_out["dates_not_read"]) == (1, 1, 1)


def test_an_anonymous_poll_names_nobody(tmp_path: Path) -> None:
    polls, left_out = polls_in(in_json(tmp_path / "export.json", newer()))
    record = polls[1].record
    assert record["poll"]["anonymous"]
    assert {(vote["by"], vote["at"]) for vote in record["votes"]} == {(None, None)}
    assert sorted(each["option"] for vote in record["votes"] for each in vote["choices"]) == ["Amara", "Bilal"]
    assert any(vote["reason"] == {"text": "She listens.", "form": "md"} for vote in record["votes"])
    assert left_out["table:anonymous_poll_voters"] == 1


def test_reading_twice_counts_once(tmp_path: Path) -> None:
    with read_export(in_json(tmp_path / "export.json", older())) as export:
        first = [poll.record for poll in export.decisions()], dict(export.left_out)
        assert ([poll.record for poll in export.decisions()], dict(export.left_out)) == first


def test_a_csv_is_read_and_says_that_it_does_not_tell_what_was_chosen(tmp_path: Path) -> None:
    (only,), left_out = polls_in(in_csv(tmp_path / "export.csv"))
    assert (only.source_id, only.question) == ("poll:key1", "Shall we meet in spring?")
    votes = [(vote["by"], vote["choices"], vote["reason"] and vote["reason"]["text"]) for vote in only.record["votes"]]
    assert votes == [("Amara Invented", None, "Yes, gladly."), ("Bilal Invented", None, None)]
    assert only.record["thread"]["comments"][0]["text"]["text"] == "What about\njabberwocks?"
    assert only.record["outcomes"][0]["statement"]["text"] == "We meet in spring."
    assert left_out == {"memberships": 1, "open_polls": 1, "votes_without_choice": 2}


def test_comments_that_answer_each_other_in_a_circle_are_counted_as_lost(tmp_path: Path) -> None:
    circle: Rows = [
        ("comments", {"id": 1, "parent_type": "Comment", "parent_id": 2, "body": "a"}),
        ("comments", {"id": 2, "parent_type": "Comment", "parent_id": 1, "body": "b"}),
    ]
    _, left_out = read(tmp_path, [poll(1, "Q", discussion_id=None), *circle])
    assert left_out["comments_without_thread"] == 2


def test_what_cannot_be_read_of_a_row_is_left_empty_and_not_invented(tmp_path: Path) -> None:
    rows = [poll(1, "Q", author_id=99, created_at="?", discussion_id=98), stance(1, 1, 97, None), poll(2, "R", closed_at="never")]
    record, left_out = read(tmp_path, rows)
    assert (record["poll"]["by"], record["poll"]["opened_at"], record["thread"], record["votes"][0]["by"]) == (None, None, None, None)
    assert left_out["polls_not_read"] == 1


WRONG: list[tuple[bytes, str]] = [
    (b"", "line 1: expected a Loomio export"),
    (b"PK\x03\x04", "line 1: expected a Loomio export"),
    (b'{"table": "polls"', "line 1: expected JSON"),
    (b'{"table": "polls", "record": {}}\n[]\n', "line 2: expected"),
    (b'{"table": "polls", "record": []}', "line 1: expected"),
    (b'{"table": "polls", "record": {"title": "\xff"}}', "line 1: expected JSON in UTF-8"),
    (b'{"table": "polls", "record": {"title": "\\ud800"}}', "line 1: expected JSON in UTF-8"),
    (b'{"a":' * 100_000, "line 1: expected JSON"),
    (b"Export for X\n\nBoats (2)\n", "line 3: expected the title of a section"),
    (b"Export for X\n\nPolls (1)\nId,Title\n1,2,3\n", "line 5: expected 2 fields"),
    (b'Export for X\n\nPolls (1)\nId,Title\n1,"open\n', "expected comma-separated values"),
]


@pytest.mark.parametrize(("content", "words"), WRONG)
def test_a_file_that_is_no_export_is_refused_by_its_line(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(InputError) as refusal:
        polls_in(path)
    assert words in str(refusal.value)


def test_a_large_file_is_not_held_in_memory(tmp_path: Path) -> None:
    """Rows that are not needed go by; the shelf lies in a file. What is measured is Python's own memory."""
    import tracemalloc

    path = tmp_path / "export.json"
    with path.open("w", encoding="utf-8") as file:
        for number in range(3_000):
            file.write(json.dumps({"table": "events", "record": {"id": number, "custom_fields": {"x": "y" * 3_000}}}) + "\n")
            comment = {"id": number, "discussion_id": 7, "body": "z" * 3_000, "created_at": "2025-03-01T10:00:00Z"}
            file.write(json.dumps({"table": "comments", "record": comment}) + "\n")
    tracemalloc.start()
    polls_in(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size / 4

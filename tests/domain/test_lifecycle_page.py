"""The page of the stages says what the table says."""

from __future__ import annotations

from pathlib import Path

from consensus.domain.lifecycle import TABLE
from consensus.domain.lifecycle_page import as_mermaid, as_page

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_page(), "write it anew: consensus docs lifecycle > docs/lifecycle.md"


def test_the_page_has_every_row_and_every_condition_with_its_sentence() -> None:
    page = as_page()

    for row in TABLE:
        assert f"| {row.number} | " in page
        for condition in row.conditions:
            assert f"| {condition.name} | `{condition.code}` | {condition.code.sentence} |" in page


def test_the_diagram_shows_each_move_from_one_stage_to_another() -> None:
    moves = {line.split(":")[0].strip() for line in as_mermaid().splitlines()[2:]}

    assert moves == {
        "drafting --> comment",
        "drafting --> closed",
        "comment --> drafting",
        "comment --> objection",
        "comment --> closed",
        "objection --> consensus",
        "objection --> closed",
        "consensus --> objection",
        "consensus --> fallback",
        "consensus --> closed",
        "fallback --> closed",
        "closed --> [*]",
    }

"""Cells of a register: text to every spreadsheet."""

from __future__ import annotations

import pytest

from consensus.archive.documents.register_sheet import as_text


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"
    assert as_text(f"x{cell}") == f"x{cell}"

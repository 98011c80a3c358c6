"""The page of components is what the templates make today, and shows every component in every state."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from consensus.components.page import as_html
from consensus.domain.terms import ObjectionStatus, PositionCode, Stage
from consensus.web.words import OBJECTION_STATUSES, STAGES
from tests.support.tree import ROOT

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PAGE = ROOT / "docs" / "components.html"
ANEW = "Write it anew: consensus docs components > docs/components.html"


def test_the_page_of_components_is_what_the_templates_make(app: Flask) -> None:
    assert as_html(app).splitlines() == PAGE.read_text(encoding="utf-8").splitlines(), ANEW


def test_it_shows_each_position_each_stage_and_each_fate_and_leads_nowhere(engine: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert {code.value for code in PositionCode} | {"silent"} <= set(re.findall(r"position--(\w+)", page))
    assert [stage for stage in Stage if page.count(f'"rail__name">{STAGES[stage]}<') == 0] == []
    assert [fate for fate in ObjectionStatus if f">{OBJECTION_STATUSES[fate]}</span>" not in page] == []
    assert {each for each in re.findall(r'(?:href|src|action)="([^"#]+)"', page) if not each.startswith("../consensus/static/")} == set()


def test_each_part_of_the_sheet_is_on_it_in_order(engine: str) -> None:
    parts = sorted(part.name for part in (ROOT / "consensus" / "static" / "consensus.css").iterdir())
    linked = re.findall(r'<link rel="stylesheet" href="\.\./consensus/static/consensus\.css/([^"]+)">', PAGE.read_text(encoding="utf-8"))
    assert linked == parts

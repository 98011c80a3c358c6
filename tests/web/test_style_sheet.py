"""The one style sheet as it is built: light, the same for both directions, and complete for each colour scheme."""

from __future__ import annotations

import gzip
import re
from itertools import pairwise

from consensus.domain.terms import PositionCode, Stage
from consensus.web import assets
from tests.support.tree import ROOT

LIGHT_ENOUGH = 15_000
"""Bytes of the compressed sheet."""

PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-)?(?:left|right)(?:-(?:width|style|color))?\s*:"
    r"|border-(?:top|bottom)-(?:left|right)-radius|(?:text-align|float|clear|justify-\w+)\s*:\s*(?:left|right)\b"
)
"""What names a side of the screen, where it should name a side of the line."""

FOUR = re.compile(r"(?<![-\w])(?:margin|padding|inset|border-width)\s*:([^;}]+)")


def sheet() -> assets.Asset:
    """Return the sheet as the server sends it."""
    folder = ROOT / "consensus" / "static"
    return assets._read(folder, folder / "consensus.css")


def text() -> str:
    """Return the sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet().plain.decode(), flags=re.DOTALL)


def values(declared: str) -> list[str]:
    """Return the values of a declaration, each function whole."""
    return re.findall(r"(?:[\w-]*\((?:[^()]|\([^()]*\))*\)|[^\s()])+", declared)


def test_the_style_sheet_is_light_as_it_travels() -> None:
    compressed = sheet().compressed
    assert compressed is not None
    assert gzip.decompress(compressed) == sheet().plain
    assert len(compressed) < LIGHT_ENOUGH


def test_no_rule_names_a_side_of_the_screen() -> None:
    assert PHYSICAL.findall(text()) == []
    four = [values(found) for found in FOUR.findall(text())]
    assert [each for each in four if len(each) == 4 and each[1] != each[3]] == []


def test_what_names_a_side_would_be_found() -> None:
    for wrong in ("margin-left: 1px", "right: 0", "text-align: left", "border-right-color: red", "float: right"):
        assert PHYSICAL.search(wrong), wrong
    for sound in ("margin-inline-start: 1px", "text-align: start", "--copyright: 1"):
        assert not PHYSICAL.search(sound), sound


def test_each_position_and_each_stage_has_a_colour_in_light_and_in_dark() -> None:
    light, dark = (set(re.findall(r"(--[\w]+-?[\w]*):", part)) for part in text().split("@media (prefers-color-scheme: dark)", 1))
    wanted = {f"--p-{code.value}" for code in PositionCode} | {"--p-silent"} | {f"--s-{stage.value}" for stage in Stage}
    assert wanted <= light
    assert wanted <= dark


def test_each_position_has_a_shape_and_a_pattern_of_its_own() -> None:
    # Silence has neither: it is a ring of dots, and an empty place in the bar.
    codes = [code.value for code in PositionCode]
    assert [code for code in codes if f".position--{code}::before" not in text()] == []
    templates = (ROOT / "templates" / "_positions.html").read_text(encoding="utf-8")
    drawn = [templates.partition(f'<pattern id="pattern-{code}"')[2].partition("</pattern>")[0].replace(code, "") for code in codes]
    assert all(drawn)
    assert all(first != second for first, second in pairwise(sorted(drawn)))


def test_who_asks_for_contrast_sets_their_own_colours_or_prints_is_thought_of() -> None:
    for asked in ("prefers-contrast: more", "forced-colors: active", "print", "prefers-reduced-motion: no-preference"):
        assert re.search(rf"@media \(?{asked}", text()), asked
    assert "transition" not in text().replace(text().partition("prefers-reduced-motion")[2].partition("\n")[0], "")

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


SOFT = ("accent", "good", "bad", "warn", "dissent")
GROUNDS = ("ground", "surface", "sunken")
INKS = [
    *((ink, ground) for ink in ("ink", "ink-soft", *SOFT) for ground in GROUNDS),
    *((ink, f"{soft}-soft") for soft in SOFT for ink in ("ink", "ink-soft", soft)),
    *(("accent-ink", "accent"), ("head-ink", "head")),
]
SIGNS = [f"p-{code.value}" for code in PositionCode]
MARKS = [
    *((mark, ground) for mark in (*SIGNS, *(f"s-{stage.value}" for stage in Stage), "line-strong", "focus") for ground in GROUNDS[:2]),
    *(("p-figure", sign) for sign in SIGNS),
]


def schemes() -> dict[str, dict[str, str]]:
    """Return the colours of each scheme by name: light, dark, and both for who asks for more contrast."""
    parts = re.split(r"@media ", text())
    light, dark, more, more_dark = (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", part)) for part in parts[:4])
    return {"light": light, "dark": light | dark, "more, light": light | more, "more, dark": light | dark | more | more_dark}


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour. Source: WCAG 2.2."""
    digits = colour[1:] if len(colour) == len("#rrggbb") else "".join(digit * 2 for digit in colour[1:])
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_ink_on_its_ground_has_a_contrast_of_4_5_and_a_mark_one_of_3_in_every_scheme() -> None:
    faint = []
    for scheme, colours in schemes().items():
        for pairs, least in ((INKS, 4.5), (MARKS, 3)):
            for one, other in pairs:
                darker, lighter = sorted((luminance(colours[one]), luminance(colours[other])))
                if (lighter + 0.05) / (darker + 0.05) < least:
                    faint.append((scheme, one, other))
    assert faint == []

"""Asks axe-core what stands between a page and the people who use it with a reader, a keyboard or a magnifier."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours; to the others it is all one whether a page is light or dark."""


@dataclass(frozen=True)
class Violation:
    """One broken rule, and the places that break it."""

    rule: str
    impact: str
    says: str
    places: tuple[str, ...]


def violations_on(page: Page) -> tuple[Violation, ...]:
    """Return what axe-core finds on ``page`` as it stands; empty when all is well.

    The script is evaluated by the test, not loaded by the page, so the page's policy against foreign scripts stays as it is.
    """
    page.evaluate(SOURCE.read_text(encoding="utf-8"))
    return _found(page, "tag", RULES)


def violations_in_light_and_dark(page: Page) -> tuple[Violation, ...]:
    """Return what axe-core finds on a page that is light, and what it finds in its colours once it is dark."""
    in_the_light = violations_on(page)
    page.emulate_media(color_scheme="dark")
    in_the_dark = _found(page, "rule", COLOURS)
    page.emulate_media(color_scheme="light")
    return in_the_light + in_the_dark


def _found(page: Page, kind: str, values: list[str]) -> tuple[Violation, ...]:
    found = page.evaluate(
        "async (wanted) => (await axe.run(document, {runOnly: wanted, resultTypes: ['violations'], preload: false})).violations",
        {"type": kind, "values": values},
    )
    return tuple(
        Violation(
            rule=one["id"],
            impact=one["impact"] or "",
            says=one["help"],
            places=tuple(" ".join(map(str, node["target"])) for node in one["nodes"]),
        )
        for one in found
    )

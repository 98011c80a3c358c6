"""Which countries there are: the codes of ISO 3166-1 and an English name for each, from ``countries.tsv``.

Where a member belongs is its own word and the steward's record of it; the list says only which codes exist.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("countries.tsv")


@cache
def countries() -> dict[str, str]:
    """Return the English name of each country by its code, in the order of the names."""
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines())
    return dict(sorted(((code, name) for code, name in rows), key=lambda row: row[1].casefold()))


def country_name(code: str) -> str:
    """Return the English name of a country, or the code itself if it is none of the list."""
    return countries().get(code, code)

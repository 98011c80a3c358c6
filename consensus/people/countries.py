"""Which countries there are: the codes of ISO 3166-1 and an English name for each, from ``countries.tsv``; other languages by CLDR.

Where a member belongs is its own word and the steward's record of it; the list says only which codes exist.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from consensus.domain.folding import fold
from consensus.domain.speech import speaker

FILE = Path(__file__).with_name("countries.tsv")


@cache
def countries() -> dict[str, str]:
    """Return the English name of each country by its code, in the order of the names."""
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines())
    return dict(sorted(((code, name) for code, name in rows), key=lambda row: row[1].casefold()))


def countries_in_words() -> dict[str, str]:
    """Return what the present language calls each country, by its code, in the order of the names."""
    named = {code: country_name(code) for code in countries()}
    return dict(sorted(named.items(), key=lambda row: fold(row[1])))


def country_name(code: str) -> str:
    """Return what the present language calls a country, or the code itself if it is none of the list."""
    english = countries().get(code, code)
    language = speaker().code
    return english if language == "en" else _of_cldr(language).get(code, english)


@cache
def _of_cldr(language: str) -> dict[str, str]:
    from babel import Locale  # CLDR takes a while to load, and most commands never ask

    return dict(Locale.parse(language).territories)

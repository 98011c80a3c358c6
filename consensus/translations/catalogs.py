"""The catalogs of sentences: brought up to date with what the program says, and looked through for what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from consensus.domain.speech import LANGUAGES
from consensus.translations.extraction import Said
from consensus.web.languages import CATALOGS

PLACE = re.compile(r"\{(\w+)\}|%\((\w+)\)[sd]")
COUNTERS = frozenset({"n", "count", "num"})
"""What the number is named that chooses a plural."""

TAG = re.compile(r"</?\w+")

Words = str | tuple[str, ...]


def translated_into() -> tuple[str, ...]:
    """Return the codes of the languages that have a catalog: all but English."""
    return tuple(code for code in LANGUAGES if code != "en")


def path_of(code: str) -> Path:
    """Return where the catalog of a language lies."""
    return CATALOGS / f"{code}.po"


def read(code: str) -> Catalog:
    """Return the catalog of a language; an empty one where there is no file yet."""
    path = path_of(code)
    if not path.exists():
        return _empty(code)
    with path.open(encoding="utf-8") as file:
        return read_po(file, locale=code)


def words_of(catalog: Catalog) -> dict[str | tuple[str, str], Words]:
    """Return what a catalog says for each sentence that it has words for."""
    return {_key(message): _words(message) for message in catalog if message.id and _is_whole(message)}


def write(code: str, said: Mapping[Said, list[str]], words: Mapping[str | tuple[str, str], Words]) -> None:
    """Write the catalog of a language: every sentence in the order of its text, with its ``words`` where there are some."""
    catalog = _empty(code)
    for each in sorted(said, key=lambda one: (one.singular.lower(), one.singular, one.plural or "")):
        found = words.get(each.identifier, "")
        flags = [each.style] if each.style else []
        places = [(place, 0) for place in said[each]]
        catalog.add(each.identifier, _fitting(found, each, catalog.num_plurals), locations=places, flags=flags)
    with path_of(code).open("wb") as file:
        write_po(file, catalog, width=10_000, include_lineno=False, omit_header=False, sort_output=False)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a sentence of a catalog."""

    language: str
    sentence: str
    what: str

    def __str__(self) -> str:
        return f"{self.language}: {self.what}: {self.sentence!r}"


def faults(code: str, said: Mapping[Said, list[str]]) -> Iterator[Fault]:
    """Name every sentence that a language lacks, has too much, or whose named values or tags are other ones than in English."""
    catalog = read(code)
    known = {_key(message): message for message in catalog if message.id}
    identifiers = {each.identifier for each in said}
    for gone in known.keys() - identifiers:
        yield Fault(code, str(gone), "is not said any more")
    for each in said:
        message = known.get(each.identifier)
        if message is None or not _is_whole(message):
            yield Fault(code, each.singular, "is not translated")
            continue
        words = _words(message)
        for form in (words,) if isinstance(words, str) else words:
            yield from _unlike(code, each, form)


def _unlike(code: str, each: Said, form: str) -> Iterator[Fault]:
    originals = [each.singular] if each.plural is None else [each.singular, each.plural]
    known, needed = set().union(*map(_names, originals)), set(_names(each.singular))
    if each.plural is not None:
        # A form for one alone may say the number in a word ("one voice").
        needed = (needed & _names(each.plural)) - COUNTERS
    if not needed <= _names(form) <= known:
        yield Fault(code, each.singular, "has other named values")
    if sorted(TAG.findall(form)) not in [sorted(TAG.findall(original)) for original in originals]:
        yield Fault(code, each.singular, "has other tags")
    if form != form.strip() and each.singular == each.singular.strip():
        yield Fault(code, each.singular, "begins or ends with a space")


def _names(text: str) -> set[str]:
    return {brace or percent for brace, percent in PLACE.findall(text)}


def _key(message: Message) -> str | tuple[str, str]:
    return message.id if isinstance(message.id, str) else (str(message.id[0]), str(message.id[1]))


def _words(message: Message) -> Words:
    return message.string if isinstance(message.string, str) else tuple(str(form) for form in message.string or ())


def _is_whole(message: Message) -> bool:
    words = _words(message)
    return bool(words) and all(words)


def _fitting(words: Words, each: Said, plurals: int) -> Words:
    """What a catalog takes: one text, or as many forms as the language has."""
    if each.plural is None:
        return words if isinstance(words, str) else ""
    return words if not isinstance(words, str) and len(words) == plurals else ("",) * plurals


def _empty(code: str) -> Catalog:
    locale = Locale.parse(code)
    header = f"# {locale.english_name}: what the program says. `consensus translations update` keeps its list of sentences."
    catalog = Catalog(locale=locale, project="consensus", header_comment=header, fuzzy=False)
    catalog.mime_headers = [pair for pair in catalog.mime_headers if pair[0] in _HEADERS]
    return catalog


_HEADERS = {"Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}

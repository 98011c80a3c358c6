"""In which language a sentence is said: it is written here in English, and said in the reader's language where it is shown.

A :class:`Sentence` is its English text, so that what is compared, stored and recorded never depends on who asked. It
remembers the template and the values that it was made from, and says itself in another language when it is shown:
``str()``, a template of a page and an f-string ask the present speaker. Outside a request, and inside every command,
that is :data:`ENGLISH`. Catalogs, and CLDR's forms for dates, numbers and lists, are the web's business; this file
imports the standard library alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from unicodedata import bidirectional

Value = str | int | date | tuple[str, ...]
"""What may stand in a sentence: words, a whole number, a day, or several words that are listed."""

Values = Mapping[str, Value]

LANGUAGES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "ar": "العربية",
}
"""The languages of the program, each in its own words, in the order in which they are offered."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
"""Between them stands what runs in a direction of its own. Source: Unicode Standard Annex 9, sections 2.4 and 2.5."""


def runs_otherwise(text: str, *, is_rtl: bool) -> bool:
    """Return whether a text has a letter that runs against the lines around it, which may be from right to left."""
    if text.isascii():
        return is_rtl and any(letter.isalpha() for letter in text)
    against = {"L"} if is_rtl else {"R", "AL"}
    return any(bidirectional(letter) in against for letter in text)


def _english_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Speaker:
    """A language: its code (BCP 47), which sentence stands for an English one, and how it writes days and lists."""

    code: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    listing: Callable[[tuple[str, ...]], str]
    day: Callable[[date], str]
    is_rtl: bool = False
    """Whether it is written from right to left."""
    isolates: bool = True
    """Whether words that run against its direction are set apart, so that they and what stands around them keep their order.

    English does not: what is stored and compared holds the values as they were given. On a page it does, too.
    """

    def say(self, template: str, values: Values, plural: str | None = None) -> str:
        """Return the sentence of ``template`` with its ``values``; the one named ``n`` chooses the plural form."""
        if plural is None:
            said = self.gettext(template)
        else:
            number = values["n"]
            said = self.ngettext(template, plural, number if isinstance(number, int) else 2)
        return said.format_map({name: self.shown(value) for name, value in values.items()}) if values else said

    def shown(self, value: Value) -> str:
        """Return a value as this language writes it."""
        if isinstance(value, Sentence):
            return value.said_by(self)
        if isinstance(value, str):
            return self.isolated(value)
        if isinstance(value, tuple):
            return self.listing(tuple(self.shown(part) for part in value))
        return self.day(value) if isinstance(value, date) else str(value)

    def isolated(self, text: str) -> str:
        """Return words that other people wrote as they stand in a sentence of this language.

        An address is left as it is: whoever makes a link of it would take the mark at its end for a part of it.
        """
        if self.isolates and "://" not in text and runs_otherwise(text, is_rtl=self.is_rtl):
            return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
        return text


ENGLISH = Speaker(
    code="en",
    gettext=lambda sentence: sentence,
    ngettext=lambda singular, plural, number: singular if number == 1 else plural,
    listing=", ".join,
    day=_english_day,
    isolates=False,
)
"""The language in which sentences are written, and in which the record keeps them."""

ENGLISH_ON_PAGES = replace(ENGLISH, isolates=True)

_asked: ContextVar[Callable[[], Speaker]] = ContextVar("speaker", default=lambda: ENGLISH)


def speaker() -> Speaker:
    """Return who speaks at present."""
    return _asked.get()()


@contextmanager
def spoken_by(find: Callable[[], Speaker]) -> Iterator[None]:
    """Let what ``find`` returns speak meanwhile; it is asked when the first sentence is shown."""
    token = _asked.set(find)
    try:
        yield
    finally:
        _asked.reset(token)


@contextmanager
def spoken_in_english() -> Iterator[None]:
    """Let English be spoken meanwhile: what goes into the record does not depend on who acts."""
    with spoken_by(lambda: ENGLISH):
        yield


_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})


class Sentence(str):
    """A sentence, or a name for something, in English, that says itself in the reader's language where it is shown.

    Its text as a ``str`` is the English: comparing, hashing, joining and storing it do not depend on the reader.
    """

    __slots__ = ("_plural", "_template", "_values")

    _template: str
    _values: Values
    _plural: str | None

    def __new__(cls, template: str, values: Values | None = None, plural: str | None = None) -> Self:
        """Return the sentence; a ``plural`` is chosen by the value named ``n``."""
        made = super().__new__(cls, ENGLISH.say(template, values or {}, plural))
        made._template, made._values, made._plural = template, values or {}, plural
        return made

    def __getnewargs__(self) -> tuple[str, Values, str | None]:  # type: ignore[override]  # copies are made of what it was made from
        return self._template, dict(self._values), self._plural

    def said_by(self, speaker: Speaker) -> str:
        """Return the sentence in the speaker's language."""
        return speaker.say(self._template, self._values, self._plural)

    def __str__(self) -> str:
        return self.said_by(speaker())

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __html__(self) -> str:
        present = speaker()
        return self.said_by(ENGLISH_ON_PAGES if present is ENGLISH else present).translate(_ESCAPED)


def _(template: str, /, **values: Value) -> Sentence:
    """Return a sentence in which ``{name}`` stands for the value of that name."""
    return Sentence(template, values)


def one_after_another(sentences: Iterable[str]) -> str:
    """Return sentences as one text, in which each says itself."""
    named = {f"sentence_{place}": sentence for place, sentence in enumerate(sentences)}
    return Sentence(" ".join(f"{{{name}}}" for name in named), named) if named else ""


def ngettext(singular: str, plural: str, /, n: int, **values: Value) -> Sentence:
    """Return a sentence whose form depends on ``n``, a whole number that it may name as ``{n}``."""
    return Sentence(singular, {"n": n, **values}, plural)


def gettext_noop(template: str, /) -> str:
    """Mark a template that stands in a table, from which a :class:`Sentence` or a ``Reason`` is made later."""
    return template


def ngettext_noop(singular: str, plural: str, /) -> tuple[str, str]:
    """Mark a template with its plural, from which a sentence is made later."""
    return singular, plural

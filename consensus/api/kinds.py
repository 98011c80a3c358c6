"""What the JSON of the interface is made of. Each value is declared once: the declaration writes it, reads it, and describes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Protocol

from consensus.domain.speech import _
from consensus.web.addresses import LARGEST_ID

Json = Any
"""What ``json`` reads and writes."""

MOST_WRONG = 100
"""Things that one answer finds wrong."""


@dataclass(slots=True)
class Wrong:
    """What was found wrong with what was sent: the place, as a JSON pointer or the name of a parameter, and a sentence."""

    found: list[tuple[str, str]] = field(default_factory=list)

    def add(self, place: str, sentence: str) -> None:
        """Note one more; beyond some, whoever sent it has enough to correct."""
        if len(self.found) < MOST_WRONG:
            self.found.append((place, sentence))


class Kind(Protocol):
    """A kind of value."""

    def schema(self) -> dict[str, Json]:
        """Describe it. Source: JSON Schema 2020-12."""

    def written(self, value: Any) -> Json:
        """Return a value of the program as JSON."""

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        """Return what was sent as a value of the program; what is wrong with it is noted."""


_HELD_BY_NONE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Text:
    """Words. Ends of lines are one character; what no database holds, and half a character, is refused."""

    most: int | None = None
    is_written: bool = False
    """Whether spaces alone are nothing."""
    pattern: str | None = None
    """Of the whole of it: from its beginning to its end."""

    def schema(self) -> dict[str, Json]:
        found: dict[str, Json] = {"type": "string"}
        if self.most is not None:
            found["maxLength"] = self.most
        if self.is_written:
            found |= {"minLength": 1, "pattern": r"\S"}
        return found if self.pattern is None else found | {"pattern": self.pattern}

    def written(self, value: Any) -> Json:
        return str(value)

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        if not isinstance(sent, str):
            wrong.add(place, str(_("Text is expected here.")))
            return ""
        text = sent.replace("\r\n", "\n").replace("\r", "\n")
        if _HELD_BY_NONE.search(text) is not None:
            wrong.add(place, str(_("This holds a character that no text can hold.")))
        elif self.is_written and not text.strip():
            wrong.add(place, str(_("Something must be written here.")))
        elif self.most is not None and len(text) > self.most:
            wrong.add(place, str(_("This is too long: it has at most {most} characters.", most=self.most)))
        elif self.pattern is not None and re.fullmatch(self.pattern, text, re.ASCII) is None:
            wrong.add(place, str(_("Not a valid choice.")))
        return text


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number."""

    least: int = 0
    most: int = LARGEST_ID

    def schema(self) -> dict[str, Json]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def written(self, value: Any) -> Json:
        return int(value)

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        if isinstance(sent, bool) or not isinstance(sent, int) or not self.least <= sent <= self.most:
            wrong.add(place, str(_("A whole number from {least} to {most} is expected here.", least=self.least, most=self.most)))
            return self.least
        return sent


@dataclass(frozen=True, slots=True)
class Truth:
    """Yes or no."""

    def schema(self) -> dict[str, Json]:
        return {"type": "boolean"}

    def written(self, value: Any) -> Json:
        return bool(value)

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        if not isinstance(sent, bool):
            wrong.add(place, str(_("true or false is expected here.")))
        return sent


_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant, in UTC to the second and more where it is known. Source: RFC 3339."""

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "format": "date-time"}

    def written(self, value: Any) -> Json:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        try:
            if isinstance(sent, str) and _RFC_3339.fullmatch(sent) is not None:
                return datetime.fromisoformat(sent.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        wrong.add(place, str(_("An instant with its offset is expected here, such as 2026-01-31T18:00:00Z.")))
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "format": "date"}

    def written(self, value: Any) -> Json:
        return value.isoformat()

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        try:
            if isinstance(sent, str) and len(sent) == len("2026-01-31") and sent.isascii():
                return date.fromisoformat(sent)
        except ValueError:
            pass
        wrong.add(place, str(_("A day is expected here, such as 2026-01-31.")))
        return None


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the codes of an enumeration."""

    codes: type[StrEnum]
    without: frozenset[StrEnum] = frozenset()

    @classmethod
    def of(cls, *words: str) -> OneOf:
        """Return the kind of a choice between some words that are codes of nothing else."""
        return cls(StrEnum("Choice", {word.upper(): word for word in words}))  # type: ignore[arg-type]  # made here, typed as any other

    @property
    def values(self) -> list[str]:
        """The codes, in their order."""
        return [code.value for code in self.codes if code not in self.without]

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "enum": self.values}

    def written(self, value: Any) -> Json:
        return self.codes(value).value

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        if not isinstance(sent, str) or sent not in self.values:
            wrong.add(place, str(_("One of these codes is expected here: {codes}", codes=", ".join(self.values))))
            return next(iter(self.codes))
        return self.codes(sent)


ID = Integer(1)
WORDS = Text()
TRUTH = Truth()
INSTANT = Instant()
DAY = Day()
COUNT = Integer()

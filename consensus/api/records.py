"""Values of the interface that are made of others: lists, objects with names of their own, and records."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from consensus.api.kinds import Json, Kind, Wrong
from consensus.domain.speech import _

LONGEST_NAME = 80
"""Of a name that nobody knows, in what is said of it."""


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value, or null."""

    kind: Kind

    def schema(self) -> dict[str, Json]:
        inner = self.kind.schema()
        if isinstance(inner.get("type"), str) and "enum" not in inner:
            return inner | {"type": [inner["type"], "null"]}
        return {"anyOf": [inner, {"type": "null"}]}

    def written(self, value: Any) -> Json:
        return None if value is None else self.kind.written(value)

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        return None if sent is None else self.kind.read(sent, place, wrong)


@dataclass(frozen=True, slots=True)
class Many:
    """Several values of a kind, in an order that says something."""

    kind: Kind
    most: int | None = None

    def schema(self) -> dict[str, Json]:
        found = {"type": "array", "items": self.kind.schema()}
        return found if self.most is None else found | {"maxItems": self.most}

    def written(self, value: Any) -> Json:
        return [self.kind.written(each) for each in value]

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        if not isinstance(sent, list) or (self.most is not None and len(sent) > self.most):
            wrong.add(place, str(_("A list is expected here, not longer than the description says.")))
            return ()
        return tuple(self.kind.read(each, f"{place}/{number}", wrong) for number, each in enumerate(sent))


@dataclass(frozen=True, slots=True)
class Named:
    """Values of a kind, each under a name that is no part of this declaration, such as a language."""

    kind: Kind
    names: str = r"^[A-Za-z0-9_-]{1,40}$"

    def schema(self) -> dict[str, Json]:
        return {"type": "object", "additionalProperties": self.kind.schema(), "propertyNames": {"pattern": self.names}}

    def written(self, value: Any) -> Json:
        return {str(name): self.kind.written(each) for name, each in value.items()}

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        if not isinstance(sent, dict):
            wrong.add(place, str(_("An object is expected here.")))
            return {}
        for name in sent:
            if re.fullmatch(self.names, name, re.ASCII) is None:
                wrong.add(place, str(_("A name in this object is none that can stand here.")))
                return {}
        return {name: self.kind.read(each, f"{place}/{name}", wrong) for name, each in sent.items()}


@dataclass(frozen=True, slots=True)
class AsStored:
    """JSON of a form of its own, described elsewhere; handed out as it is."""

    where: str

    def schema(self) -> dict[str, Json]:
        return {"type": "object", "description": self.where}

    def written(self, value: Any) -> Json:
        return value

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        return sent


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: its kind, where its value comes from, and what it says."""

    kind: Kind
    get: Callable[[Any], Any]
    about: str = ""
    is_required: bool = True


def field_of(kind: Kind, source: str | Callable[[Any], Any], about: str = "") -> Field:
    """Return a field that is handed out; ``source`` is the path of an attribute, or a function of the value."""
    return Field(kind, attrgetter(source) if isinstance(source, str) else source, about)


def within(source: str, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Return fields of a value that stands under an attribute of another."""
    inner = attrgetter(source)

    def moved(each: Field) -> Field:
        return replace(each, get=lambda value: each.get(inner(value)))

    return {name: moved(each) for name, each in fields.items()}


def needed(kind: Kind, about: str = "") -> Field:
    """Return a field that must be sent."""
    return Field(kind, lambda value: value, about)


def optional(kind: Kind, about: str = "") -> Field:
    """Return a field that can be sent; without it the command does as it does for a page that says nothing."""
    return Field(kind, lambda value: value, about, is_required=False)


@dataclass(frozen=True, slots=True)
class Record:
    """An object with named fields; no other field is known."""

    name: str
    about: str
    fields: Mapping[str, Field]

    def schema(self) -> dict[str, Json]:
        return {"$ref": f"#/components/schemas/{self.name}"}

    def component(self) -> dict[str, Json]:
        """Describe it in full, for the place that :meth:`schema` points to."""
        properties = {}
        for name, each in self.fields.items():
            inner = each.kind.schema()
            properties[name] = inner | {"description": each.about} if each.about else inner
        return {
            "type": "object",
            "description": self.about,
            "properties": properties,
            "required": [name for name, each in self.fields.items() if each.is_required],
            "additionalProperties": False,
        }

    def written(self, value: Any) -> Json:
        return {name: each.kind.written(each.get(value)) for name, each in self.fields.items()}

    def read(self, sent: Json, place: str, wrong: Wrong) -> Any:
        if not isinstance(sent, dict):
            wrong.add(place, str(_("An object is expected here.")))
            return {}
        for name in sent:
            if name not in self.fields:
                wrong.add(f"{place}/{_in_pointer(name)}", str(_("No such field is known here.")))
        for name, each in self.fields.items():
            if each.is_required and name not in sent:
                wrong.add(f"{place}/{name}", str(_("This is missing.")))
        return {name: each.kind.read(sent[name], f"{place}/{name}", wrong) for name, each in self.fields.items() if name in sent}


def _in_pointer(name: str) -> str:
    """Return a name that somebody sent as a part of a JSON pointer: no half characters, and not longer than it helps."""
    shown = name.encode(errors="replace").decode()
    return (shown if len(shown) <= LONGEST_NAME else f"{shown[:LONGEST_NAME]}…").replace("~", "~0").replace("/", "~1")


def records_in(kind: Kind) -> dict[str, Record]:
    """Return the records that a kind is made of, by name, itself among them."""
    if isinstance(kind, Record):
        inner = {name: each for one in kind.fields.values() for name, each in records_in(one.kind).items()}
        return {kind.name: kind} | inner
    return records_in(kind.kind) if isinstance(kind, Maybe | Many | Named) else {}

"""What typed rules make: data in the form of composition.md, and a sentence for each field that does not say what it should.

What cannot be read stays in the data as it was typed, so that nothing passes for a rule that is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from consensus.bodies.forms.composing.filters import filter_of
from consensus.bodies.forms.composing.tree import KEPT, LISTS, ROOT, ROW, TypedRule, seats_typed
from consensus.bodies.queries.rule_words import RuleWords
from consensus.domain.speech import _

WHOLE = _("Expected a whole number such as 2.")
SHARE = _("Expected a share such as 60 % or 3/5.")

_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?\s*%", re.ASCII)
_FRACTION = re.compile(r"[0-9]{1,9}\s*/\s*[0-9]{1,9}", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """A field that does not say what it should, and what is expected there."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Writer:
    """Turns typed rules into data; what it could not read is in ``problems``."""

    words: RuleWords
    problems: list[Problem]

    def rule(self, rule: TypedRule, path: str = ROOT) -> dict[str, Any]:
        """Return a rule, or a row of a rule by size, as data."""
        if rule.kind == KEPT:
            return _read(rule.text("was"))
        own = _Fields(self, rule, path)
        made: dict[str, Any] = {} if rule.kind == ROW else {"kind": rule.kind}
        made |= {key: value for key, value in _KINDS[rule.kind](own).items() if value is not None}
        for name in LISTS.get(rule.kind, ()):
            made[name] = [self.rule(each, f"{path}__{name}__{number}") for number, each in enumerate(rule.inner.get(name, ()))]
            if not made[name] and rule.kind != ROW:
                own.wrong(f"add__{name}", _("Add at least one rule here."), on_list=True)
        return {**own.about(), **made, **_read(rule.text("rest"))}


@dataclass(frozen=True)
class _Fields:
    """The fields of one rule."""

    writer: Writer
    rule: TypedRule
    path: str

    def wrong(self, key: str, sentence: str, *, on_list: bool = False) -> None:
        """Say what is expected at a field; that of a list is the one from which a rule is added to it."""
        name = f"add__{self.path}__{key.removeprefix('add__')}" if on_list else f"{self.path}__{key}"
        self.writer.problems.append(Problem(name, sentence))

    def whole(self, key: str, *, needed: bool = False) -> object:
        text = self.rule.text(key)
        if not text and not needed:
            return None
        if not _WHOLE.fullmatch(text):
            self.wrong(key, WHOLE)
            return text
        return int(text)

    def share(self, key: str, *, needed: bool = False) -> str | None:
        text = self.rule.text(key)
        if not text and not needed:
            return None
        found = share_of(text)
        if found is None or found > 1:
            self.wrong(key, SHARE)
            return text
        return str(found)

    def bounds(self, read: Callable[[str], object]) -> dict[str, object]:
        low, high = read("min"), read("max")
        if low is None and high is None:
            self.wrong("min", _("Expected a number in at least one of the two fields."))
        return {"min": low, "max": high}

    def filter(self, key: str, *, even_empty: bool = False) -> dict[str, Any] | None:
        written = self.rule.text(f"{key}__other")
        where, problem = filter_of(self.rule.slots(key), written, self.writer.words)
        if problem:
            self.wrong(f"{key}__other", problem)
        return where if where or even_empty else None

    def needed(self, key: str, sentence: str) -> str:
        text = self.rule.text(key)
        if not text:
            self.wrong(key, sentence)
        return text

    def unless(self, key: str, default: str) -> str | None:
        text = self.rule.text(key)
        return None if text in ("", default) else text

    def about(self) -> dict[str, Any]:
        """Return what every rule says of itself; only a rule on the first level has fields for it."""
        if "severity" not in self.rule.texts:
            return {}
        texts = {key.removeprefix("text__"): " ".join(text.split()) for key, text in self.rule.texts.items() if key.startswith("text__")}
        spoken = {language: text for language, text in texts.items() if text}
        sources = [line.strip() for line in self.rule.text("source").splitlines() if line.strip()]
        said = {
            "id": self.needed("id", _("Expected a short name that no other rule has, such as regions.")),
            "text": spoken["plain"] if spoken.keys() == {"plain"} else {_language(key): text for key, text in spoken.items()} or None,
            "source": sources[0] if len(sources) == 1 else sources or None,
            "severity": self.unless("severity", "hard"),
            "on_failure": self.rule.slots("on_failure") or None,
        }
        return {key: value for key, value in said.items() if value is not None}


def share_of(text: str) -> Fraction | None:
    """Return the share that somebody wrote as 60 %, 3/5 or 1; None where it is none."""
    if percent := _PERCENT.fullmatch(text):
        part = percent[2] or ""
        return Fraction(int(percent[1] + part), 100 * 10 ** len(part))
    if _FRACTION.fullmatch(text):
        above, _, below = text.partition("/")
        return Fraction(int(above), int(below)) if int(below) else None
    return Fraction(text) if text in ("0", "1") else None


def _size(own: _Fields) -> dict[str, Any]:
    return own.bounds(own.whole)


def _count(own: _Fields) -> dict[str, Any]:
    return {"where": own.filter("where"), **own.bounds(own.whole)}


def _share(own: _Fields) -> dict[str, Any]:
    rounding: object = own.unless("rounding", "exact")
    if rounding == "closest":
        rounding = f"closest<={own.share('ceiling', needed=True)}"
    found = {
        "where": own.filter("where"),
        "of": own.filter("of"),
        **own.bounds(own.share),
        "rounding": rounding,
        "base": own.unless("base", ""),
    }
    if found["base"] and found["of"]:
        own.wrong("base", _("Expected a share of the members there where it is said of which of them."))
    return found


def _by_size(own: _Fields) -> dict[str, Any]:
    return {"of": own.filter("of")}


def _row(own: _Fields) -> dict[str, Any]:
    found = {"from": own.whole("from"), "to": own.whole("to")}
    if found["from"] is None and found["to"] is None:
        own.wrong("from", _("Expected a number in at least one of the two fields."))
    return found


def _for_each(own: _Fields) -> dict[str, Any]:
    attribute = own.needed("group_by", _("Expected an attribute by which members are grouped."))
    values = [own.writer.words.code_of(attribute, each) for each in own.rule.text("values").split(",") if each.strip()]
    return {"group_by": attribute, "over": own.unless("over", "present"), "values": values or None, "exempt": own.filter("exempt")}


def _quota(own: _Fields) -> dict[str, Any]:
    attribute = own.needed("attribute", _("Expected an attribute by which seats are shared out."))
    seats: dict[str, object] = {}
    for number, (value, _unused) in enumerate(seats_typed(own.rule)):
        found = own.whole(f"seat_number__{number}")
        if found is not None and not value:
            own.wrong(f"seat_value__{number}", _("Expected the value for which these seats are kept."))
        if found is not None:
            seats[own.writer.words.code_of(attribute, value)] = found
    if not seats:
        own.wrong("attribute", _("Expected a number of seats for at least one value."))
    mode, vacant_ok = own.unless("mode", "exact"), own.unless("vacant_ok", "no")
    return {"attribute": attribute, "seats": seats, "mode": mode, "where": own.filter("where"), "vacant_ok": True if vacant_ok else None}


def _distinct(own: _Fields) -> dict[str, Any]:
    attributes = own.rule.slots("attributes")
    if not attributes:
        own.wrong("attributes__0", _("Expected an attribute in which they differ."))
    return {"attributes": attributes, "where": own.filter("where")}


def _bound(own: _Fields) -> dict[str, Any]:
    attribute = own.needed("attribute", _("Expected an attribute that is a number, such as consecutive terms."))
    return {"attribute": attribute, "max": own.whole("max", needed=True), "exempt": own.filter("exempt")}


def _rotation(own: _Fields) -> dict[str, Any]:
    turns = own.whole("turns", needed=True)
    return {
        "where": own.filter("where"),
        "attribute": own.needed("attribute", _("Expected an attribute that changes hands.")),
        "history": own.needed("history", _("Expected a name for the history, such as chairs.")),
        "no_repeat_within": turns + 1 if isinstance(turns, int) else turns,
    }


def _nothing(_: _Fields) -> dict[str, Any]:
    return {}


_KINDS: Mapping[str, Callable[[_Fields], dict[str, Any]]] = {
    "size": _size,
    "count": _count,
    "share": _share,
    "by_size": _by_size,
    ROW: _row,
    "for_each": _for_each,
    "quota": _quota,
    "distinct": _distinct,
    "bound": _bound,
    "rotation": _rotation,
    "if": _nothing,
    "any_of": _nothing,
    "all_of": _nothing,
}


def _language(key: str) -> str:
    return "" if key == "plain" else key


def _read(text: str) -> dict[str, Any]:
    """Return what a hidden field carries; somebody who writes something else into it carries nothing."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}

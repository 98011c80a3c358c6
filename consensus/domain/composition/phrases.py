"""Whom a filter asks for, in words: "2 social movements from Africa or Latin America". Values are called by their names.

Each part is a template of its own that stands inside the next one, so that each can be translated, and none is glued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from consensus.domain.composition.rules import Where
from consensus.domain.composition.view import NO_NAMES, Names
from consensus.domain.filters import NOT
from consensus.domain.speech import Sentence, gettext_noop, ngettext_noop

SEVERAL = 2
"""The number that chooses the words for more than one, where no number stands beside them."""

_KINDS: Mapping[str, tuple[str, str]] = {
    "movement": ngettext_noop("social movement", "social movements"),
    "ngo": ngettext_noop("NGO", "NGOs"),
    "grassroots": ngettext_noop("grassroots group", "grassroots groups"),
    "academic": ngettext_noop("academic member", "academic members"),
    "individual": ngettext_noop("individual member", "individual members"),
}
"""What members of a kind are called. Source: process.md section 1, "member"."""

_MEMBERS = ngettext_noop("member", "members")

_PARTS: Mapping[str, str] = {
    "region": gettext_noop("{members} from {values}"),
    "country": gettext_noop("{members} from {values}"),
    "gender": gettext_noop("{members} of the gender {values}"),
    "kind": gettext_noop("{members} of the kind {values}"),
    "org": gettext_noop("{members} of the organisation {values}"),
    "seat": gettext_noop("{members} whose seat is of the kind {values}"),
}

_ANY_PART = gettext_noop("{members} with {attribute} {values}")

_ATTRIBUTES: Mapping[str, str] = {
    "region": gettext_noop("region"),
    "country": gettext_noop("country"),
    "gender": gettext_noop("gender"),
    "consecutive_terms": gettext_noop("consecutive terms"),
    "kind": gettext_noop("kind of member"),
    "org": gettext_noop("organisation"),
    "seat": gettext_noop("kind of seat"),
}

_GROUPS: Mapping[str, str] = {
    "region": gettext_noop("Region {value}"),
    "country": gettext_noop("Country {value}"),
    "gender": gettext_noop("Gender {value}"),
    "kind": gettext_noop("Kind of member {value}"),
    "org": gettext_noop("Organisation {value}"),
    "seat": gettext_noop("Kind of seat {value}"),
}

_ANY_GROUP = gettext_noop("{attribute} {value}")


def whom(where: Where, names: Names = NO_NAMES, *, n: int = SEVERAL) -> str:
    """Whom a filter asks for, as it stands after the number ``n``."""
    kinds = _kinds_in(where)
    said = either([_of_number(_KINDS[kind], n) for kind in kinds]) if kinds else _of_number(_MEMBERS, n)
    for name, wanted in where.items():
        if name == NOT and isinstance(wanted, Mapping):
            said = Sentence("{members} other than {others}", {"members": said, "others": whom(wanted, names)})
        elif isinstance(wanted, tuple) and not (kinds and name == "kind"):
            values = either([value_as_words(name, each, names) for each in wanted])
            said = Sentence(_PARTS.get(name, _ANY_PART), {"members": said, "attribute": attribute_as_words(name), "values": values})
    return said


def value_as_words(attribute: str, value: str, names: Names = NO_NAMES) -> str:
    """What a value is called: as the network calls it, or else as it stands."""
    known = names.get(attribute, {}).get(value)
    if known is None and attribute == "kind" and value in _KINDS:
        return _of_number(_KINDS[value], 1)
    return value if known is None else known


def attribute_as_words(attribute: str) -> str:
    """What an attribute is called inside a sentence; one of the network's own stands as it is, without underscores."""
    return Sentence(_ATTRIBUTES[attribute]) if attribute in _ATTRIBUTES else attribute.replace("_", " ")


def group_as_words(attribute: str, value: str | None, names: Names = NO_NAMES) -> str:
    """What a group of members is called where a sentence begins with it; ``value`` None: one whose value is not known."""
    words = attribute_as_words(attribute)
    if value is None:
        return Sentence("Another {attribute}", {"attribute": words})
    called = value_as_words(attribute, value, names)
    return Sentence(_GROUPS.get(attribute, _ANY_GROUP), {"attribute": f"{words[:1].upper()}{words[1:]}", "value": called})


def either(words: Sequence[str]) -> str:
    """Several words of which any one will do."""
    return reduce(lambda one, other: Sentence("{one} or {other}", {"one": one, "other": other}), words)


def _kinds_in(where: Where) -> tuple[str, ...]:
    """The kinds that a filter asks for, if each of them has a name of its own for its members."""
    kinds = where.get("kind")
    return kinds if isinstance(kinds, tuple) and all(kind in _KINDS for kind in kinds) else ()


def _of_number(words: tuple[str, str], n: int) -> str:
    singular, plural = words
    return Sentence(singular, {"n": n}, plural)

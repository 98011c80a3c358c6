"""Why something follows: a whole sentence with named values, kept apart so that it can be translated.

A rule returns :class:`Reason` values; a page, a mail or the command line turns them into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from consensus.domain.speech import Sentence, Value, Values, _

__all__ = ["Reason", "Value", "Values"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence; ``str()`` gives it as a :class:`~consensus.domain.speech.Sentence`.

    A sentence that depends on a number has a ``plural``, chosen by the value named ``n``. Codes of regions and
    kinds stand in ``values`` as they are, for a page to name.
    """

    template: str
    values: Values = field(default_factory=dict, hash=False)
    plural: str | None = None

    def __str__(self) -> str:
        return self.render()

    def render(self, *, names: Mapping[str, str] | None = None) -> Sentence:
        """The sentence; ``names`` says what a code is called ("MENA": "Middle East and ...")."""
        known = names or {}
        named = {name: _named(value, {**_WORDS, **known} if name in _OF_VOICES else known) for name, value in self.values.items()}
        return Sentence(self.template, named, self.plural)


_OF_VOICES = frozenset({"attribute", "values", "groups"})
"""Values that name what voices have in common, by its code."""

_WORDS: dict[str, str] = {
    "region": _("region"),
    "country": _("country"),
    "kind": _("kind"),
    "movement": _("movement"),
    "ngo": _("ngo"),
    "grassroots": _("grassroots"),
    "academic": _("academic"),
    "individual": _("individual"),
}


def _named(value: Value, names: Mapping[str, str]) -> Value:
    if isinstance(value, tuple):
        return tuple(names.get(part, part) for part in value)
    return names.get(value, value) if isinstance(value, str) else value

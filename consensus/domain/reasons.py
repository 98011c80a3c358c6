"""Why something follows: a whole sentence with named values, kept apart so that it can be translated.

A rule returns :class:`Reason` values; a page, a mail or the command line turns them into words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Value = str | int | tuple[str, ...]
"""What may stand in a sentence: a word, a whole number, or several words that are listed."""

Values = Mapping[str, Value]


def _unchanged(sentence: str) -> str:
    return sentence


def _english(singular: str, plural: str, number: int) -> str:
    return singular if number == 1 else plural


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence; ``str()`` gives its English.

    A sentence that depends on a number has a ``plural``, chosen by the value named ``n``. Codes of regions and
    kinds stand in ``values`` as they are, for a page to name.
    """

    template: str
    values: Values = field(default_factory=dict, hash=False)
    plural: str | None = None

    def __str__(self) -> str:
        return self.render()

    def render(
        self,
        *,
        gettext: Callable[[str], str] = _unchanged,
        ngettext: Callable[[str, str, int], str] = _english,
        names: Mapping[str, str] | None = None,
    ) -> str:
        """The sentence in a language; ``names`` says what a code is called there ("MENA": "Middle East and ...")."""
        if self.plural is None:
            sentence = gettext(self.template)
        else:
            number = self.values["n"]
            sentence = ngettext(self.template, self.plural, number if isinstance(number, int) else 2)
        return sentence.format_map({name: _shown(value, names or {}) for name, value in self.values.items()})


def _shown(value: Value, names: Mapping[str, str]) -> str:
    if isinstance(value, tuple):
        return ", ".join(names.get(part, part) for part in value)
    return names.get(value, value) if isinstance(value, str) else str(value)

"""In which words composition rules can be written: what attributes are called, and which values of them the network knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from consensus.bodies.queries.sitting import SeatWithTerms
from consensus.domain.composition.phrases import attribute_as_words, value_as_words
from consensus.domain.terms import MemberKind
from consensus.people.queries import NetworkFacts, value_names

KNOWN = ("region", "kind", "gender", "country", "org", "seat", "consecutive_terms")
"""What the rules are told of everybody who sits. Source: ``SeatWithTerms.as_seen_by_rules``."""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """Attributes and their known values, by code; and the languages in which the network speaks."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each attribute, what its values are called; an attribute without known values is there too."""
    languages: tuple[str, ...] = ()

    def name(self, attribute: str) -> str:
        """Return what an attribute is called in a sentence."""
        return attribute_as_words(attribute)

    def value(self, attribute: str, code: str) -> str:
        """Return what a value is called."""
        return self.values.get(attribute, {}).get(code, code)

    def attribute_of(self, text: str) -> str:
        """Return the code of an attribute that somebody typed by its code or its name."""
        wanted = " ".join(text.split()).casefold()
        return next(
            (each for each in self.values if wanted == each.casefold() or wanted in _called(self.name(each))), "_".join(text.split())
        )

    def code_of(self, attribute: str, text: str) -> str:
        """Return the code of a value that somebody typed by its code or its name."""
        known, wanted = self.values.get(attribute, {}), text.strip().casefold()
        by_code = next((code for code in known if code.casefold() == wanted), None)
        return by_code or next((code for code, name in known.items() if wanted in _called(name)), text.strip())

    def with_values(self, used: Mapping[str, Sequence[str]]) -> RuleWords:
        """Return the same with these values as well, where they are not known yet."""
        values = {attribute: dict(known) for attribute, known in self.values.items()}
        for attribute, codes in used.items():
            known = values.setdefault(attribute, {})
            for code in codes:
                known.setdefault(code, code)
        return replace(self, values=values)


def _called(name: str) -> tuple[str, str]:
    """Return how somebody may type a name: in English, or in the reader's language."""
    return name.casefold(), str(name).casefold()


def rule_words(network: NetworkFacts | None, seats: Sequence[SeatWithTerms]) -> RuleWords:
    """Return the words for the rules of a body: the network's, and those of the body's seats."""
    values: dict[str, dict[str, str]] = {name: {} for name in KNOWN}
    values["kind"] = {kind.value: value_as_words("kind", kind.value) for kind in MemberKind}
    if network is not None:
        values |= value_names(network)
    for seat in seats:
        if not seat.is_abolished:
            for attribute, value in (("seat", seat.kind), *seat.attributes.items()):
                values.setdefault(attribute, {}).setdefault(value, value)
    return RuleWords(values, network.languages if network is not None else ())

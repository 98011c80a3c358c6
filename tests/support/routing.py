"""The addresses of the program are compiled once for all applications that a test process makes: half of what making one takes.

What Werkzeug compiles of an address depends on nothing but the address and the converters of the map, which ours leaves as they
are; should a later release compile in another way, this is no longer asked, and tests are slower again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.rules import RulePart

Builder = Callable[..., tuple[str, str]]

_KEPT: dict[Hashable, Builder] = {}
_PARTS: dict[str, tuple[list[RulePart], list[tuple[bool, str]], set[str], dict[str, Any]]] = {}


class RuleCompiledOnce(Rule):
    """A rule that takes what was compiled of one that reads the same."""

    def _parse_rule(self, rule: str) -> Iterable[RulePart]:
        if rule not in _PARTS:
            begun, known = len(self._trace), set(self._converters)
            parts = list(super()._parse_rule(rule))
            converters = {name: each for name, each in self._converters.items() if name not in known}
            _PARTS[rule] = parts, self._trace[begun:], set(converters), converters
            return parts
        parts, trace, arguments, converters = _PARTS[rule]
        self._trace.extend(trace)
        self.arguments.update(arguments)
        self._converters.update(converters)
        return parts

    def _compile_builder(self, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - Werkzeug's own signature
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in _KEPT:
            _KEPT[key] = super()._compile_builder(append_unknown)
        return _KEPT[key]


def compile_addresses_once() -> None:
    """Let every application made from now on in this process share what was compiled."""
    Flask.url_rule_class = RuleCompiledOnce

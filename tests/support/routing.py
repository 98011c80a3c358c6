"""The addresses of the program are compiled once for all applications that a test process makes: a third of most tests' time.

What Werkzeug compiles of an address depends on nothing but the address; should a later release compile in another way, this
is no longer asked, and tests are slower again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flask import Flask
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]

_KEPT: dict[Hashable, Builder] = {}


class RuleCompiledOnce(Rule):
    """A rule that takes what was compiled of one that reads the same."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - Werkzeug's own signature
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in _KEPT:
            _KEPT[key] = super()._compile_builder(append_unknown)
        return _KEPT[key]


def compile_addresses_once() -> None:
    """Let every application made from now on in this process share what was compiled."""
    Flask.url_rule_class = RuleCompiledOnce

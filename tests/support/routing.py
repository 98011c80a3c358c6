"""The addresses of the program are put in order once for all applications that a test process makes: most of what making one takes.

An application is asked for its addresses when it first answers or writes one. If another was given the very same, it takes what
was made of those; if one more is added, all is made anew for it alone. Should a later release of Werkzeug keep this elsewhere,
nothing is shared, and tests are slower again.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from flask import Flask
from werkzeug.routing import Map, Rule, RuleFactory

_MADE: dict[Hashable, Map] = {}


class MapMadeOnce(Map):
    """A map that takes what was made of one with the same rules."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._given: list[Rule] = []
        super().__init__(*args, **options)

    def add(self, rulefactory: RuleFactory) -> None:
        """Note what is to be in the map."""
        self._given += rulefactory.get_rules(self)
        self._remap = True

    def update(self) -> None:
        """Called by Werkzeug before it looks anything up."""
        if not self._remap:
            return
        with self._remap_lock:
            key = (self.host_matching, tuple(self.converters.items()), tuple(map(_said_of, self._given)))
            if key not in _MADE:
                _MADE[key] = self._made()
            self._matcher, self._rules_by_endpoint = _MADE[key]._matcher, _MADE[key]._rules_by_endpoint
            self._remap = False

    def _made(self) -> Map:
        made = Map(host_matching=self.host_matching, converters=self.converters)
        for rule in self._given:
            made.add(_copy_of(rule))
        made.update()
        return made


def _said_of(rule: Rule) -> Hashable:
    """Everything that was said of a rule."""
    methods = frozenset(rule.methods or ())
    kind = (rule.build_only, rule.websocket, rule.alias, rule.strict_slashes, rule.merge_slashes, rule.redirect_to)
    return (rule.rule, rule.endpoint, methods, rule.subdomain, rule.host, repr(rule.defaults), kind, _options_are_automatic(rule))


def _copy_of(rule: Rule) -> Rule:
    """A rule of a map belongs to it; those that were given may be asked for once more."""
    copy = rule.empty()
    copy.provide_automatic_options = _options_are_automatic(rule)  # type: ignore[attr-defined]
    return copy


def _options_are_automatic(rule: Rule) -> bool:
    """What Flask notes of a rule for itself."""
    return getattr(rule, "provide_automatic_options", False)


def make_addresses_once() -> None:
    """Let every application made from now on in this process share what was made."""
    Flask.url_map_class = MapMadeOnce

"""What the frame of every page shows: who reads, which network this is, and where one can go from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from jinja2 import StrictUndefined, select_autoescape

from consensus.web import glossary
from consensus.web.forms import attributes
from consensus.web.markdown import markdown, plain_text
from consensus.web.now import now
from consensus.web.sending import sending_key
from consensus.web.session import current_person
from consensus.web.words import language_word


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of a menu. ``prefix`` is the beginning of the addresses that belong to it."""

    label: str
    endpoint: str
    prefix: str
    meaning: str = ""
    """What is kept or found there, where a page says so."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A place as a page shows it."""

    label: str
    address: str
    is_here: bool
    meaning: str


def prepare_templates(app: Flask) -> None:
    """Set how templates are read: everything escaped, a name that is missing is an error, no stray blank lines."""
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "undefined": StrictUndefined,
        "autoescape": select_autoescape(default=True, default_for_string=True),
    }


@dataclass(frozen=True, slots=True)
class Menus:
    """The places that the frame leads to; one whose page does not exist is left out."""

    main: tuple[Place, ...]
    steward: tuple[Place, ...]
    foot: tuple[Place, ...]


def register(app: Flask, *, network_name: Callable[[], str], menus: Menus) -> None:
    """Give templates what the frame needs, each asked for only where a page shows it."""

    def name_of_network() -> str:
        if "network_name" not in g:
            g.network_name = network_name()
        found: str = g.network_name
        return found

    helpers: dict[str, Any] = {
        "reader": current_person,
        "network_name": name_of_network,
        "menu": lambda: _shown(menus.main),
        "steward_menu": lambda: _shown(menus.steward),
        "foot_menu": lambda: _shown(menus.foot),
        "now": now,
        "field_attributes": attributes,
        "sending_key": sending_key,
    }
    for name, helper in helpers.items():
        app.add_template_global(helper, name)
    # A value, not something to call: templates read it without their page's context.
    app.jinja_env.globals["glossary"] = glossary
    app.add_template_filter(markdown)
    app.add_template_filter(plain_text)
    app.add_template_filter(language_word)


def name_network(name: str) -> None:
    """Tell the frame what the network is called, where a page has read it already."""
    g.network_name = name


def _shown(places: tuple[Place, ...]) -> list[MenuEntry]:
    known = [place for place in places if place.endpoint in current_app.view_functions]
    return [MenuEntry(place.label, url_for(place.endpoint), _is_here(place), place.meaning) for place in known]


def _is_here(place: Place) -> bool:
    path = request.path
    return path == place.prefix or (place.prefix != "/" and path.startswith(f"{place.prefix}/"))

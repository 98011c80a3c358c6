"""The blueprint on which the pages of elections stand, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from flask import Blueprint, Response, url_for

from consensus.bodies.views.access import reader_of_the_network, region_names
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.elections import queries
from consensus.elections.forms import KIND_WORDS, KINDS, KINDS_INSIDE, METHODS, SECRECIES, WishForm
from consensus.elections.queries import ElectionPage, ListedElection, election_page
from consensus.people.queries import NetworkFacts, network_facts
from consensus.web.htmx import done
from consensus.web.now import now
from consensus.web.page import name_network
from consensus.web.session import current_actor, demand_actor

blueprint = Blueprint("elections", __name__)

STAGES = {
    "nominations": _("Nominations"),
    "voting": _("Voting"),
    "counted": _("Result declared"),
    "appointed": _("Those elected sit"),
    "called_off": _("Called off"),
}


class Regions:
    """What regions are called; asked for once a page names the first, for many name none."""

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return region_names()

    def get(self, code: str, otherwise: str) -> str:
        """Return what a region is called."""
        return self._names.get(code, otherwise)


@blueprint.app_template_global()
def elections_soon() -> tuple[ListedElection, ...]:
    """Return the elections in which something waits for the reader, for the home page."""
    actor = current_actor()
    return () if actor is None else queries.home_elections(db.session(), actor, now())


@blueprint.app_template_global()
def elections_address(code: str) -> str:
    """Return where the elections of a body are listed, for the body's own page."""
    return url_for("elections.of_body", code=code)


@blueprint.app_template_global()
def election_stage(stage: str) -> str:
    """Return what the stage of an election is called."""
    return STAGES[stage]


@blueprint.context_processor
def words() -> dict[str, object]:
    """The words of elections, and the regions, for every template of this feature."""
    return {
        "methods": METHODS,
        "secrecies": SECRECIES,
        "kinds": KINDS,
        "kinds_inside": KINDS_INSIDE,
        "kind_words": KIND_WORDS,
        "regions": Regions(),
    }


def page_of(election_id: int) -> ElectionPage:
    """Return an election for whoever is signed in; a visitor is led to sign in.

    :raises ForbiddenError: for somebody who does not speak for a member of the network.
    """
    return election_page(db.session(), election_id, reader_of_the_network(), now())


def network_of_page() -> NetworkFacts | None:
    """Return the network for a page that asks for more of it than its name; the frame then needs not ask."""
    facts = network_facts(db.session())
    if facts is not None:
        name_network(facts.name)
    return facts


def address_of(election_id: int) -> str:
    """Return where an election is."""
    return url_for("elections.show", election_id=election_id)


def carry_out(election_id: int, act: Callable[[Actor], object], message: str) -> Response:
    """Do what a button wishes, and go back to the election."""
    actor = demand_actor()
    if not WishForm().sent():
        raise InvalidError(_("What your browser sent is not what this page expects."))
    act(actor)
    return done(address_of(election_id), message=message)

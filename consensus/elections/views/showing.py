"""Reading: the elections of a body, and one election."""

from __future__ import annotations

from flask import Response

from consensus.bodies.views.access import body_called, reader_of_the_network
from consensus.db import db
from consensus.domain.permissions import Permission, may, roles_of
from consensus.elections.models import Election, ElectionStage
from consensus.elections.queries import elections_of, offered_in, prospects_of, sheet_of
from consensus.elections.views.blueprint import blueprint, network_of_page, page_of
from consensus.web.htmx import render
from consensus.web.now import now
from consensus.web.session import current_actor


@blueprint.get("/bodies/<code>/elections")
def of_body(code: str) -> Response:
    """The elections of a body."""
    actor = reader_of_the_network()
    body = body_called(code)
    keeps = may(roles_of(actor), Permission.CALL_ELECTIONS)
    return render("elections/index.html", body=body, elections=elections_of(db.session(), body.id), keeps=keeps)


@blueprint.get("/elections/<int:election_id>")
def show(election_id: int) -> Response:
    """One election."""
    page, network, session = page_of(election_id), network_of_page(), db.session()
    prospects = None
    if page.stage is ElectionStage.NOMINATIONS:
        prospects = prospects_of(session, session.get_one(Election, election_id), now(), network=network)
    keeps = may(roles_of(current_actor()), Permission.CALL_ELECTIONS)
    return render(
        "elections/show.html",
        election=page,
        prospects=prospects,
        sheet=sheet_of(session, election_id, network=network) if page.counts else None,
        regions={} if network is None else network.region_names,
        keeps=keeps,
        offers=offered_in(page, prospects, keeps=keeps),
    )

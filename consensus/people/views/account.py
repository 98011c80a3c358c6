"""One's own account."""

from __future__ import annotations

from flask import Response

from consensus.people.views.blueprint import blueprint
from consensus.web.htmx import render
from consensus.web.session import demand_actor


@blueprint.get("/account")
def account() -> Response:
    demand_actor()
    return render("people/account.html")

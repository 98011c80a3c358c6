"""One's own acts, and the receipt of each."""

from __future__ import annotations

from flask import Response, make_response, request

from consensus import ledger
from consensus.db import db
from consensus.pages.own_acts import own_acts as acts_of
from consensus.pages.views.blueprint import blueprint
from consensus.web.htmx import render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.get("/account/acts")
def own_acts() -> Response:
    """Show what I did, the newest first."""
    found = acts_of(db.session(), demand_actor(), now(), before=request.args.get("before", type=int))
    return render("people/acts.html", found=found, is_older="before" in request.args)


@blueprint.post("/account/acts/<int:index>/receipt")
def receipt(index: int) -> Response:
    """Hand out the receipt of one of my acts. A form, and no link: where no checkpoint covers the act yet, one is signed."""
    content = ledger.ask_receipt(db.session(), actor=demand_actor(), index=index, now=now())
    head = {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Disposition": f'attachment; filename="receipt-{index}.json"',
        "Cache-Control": "private, no-store",
    }
    return make_response(content, head)

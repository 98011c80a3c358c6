"""The pages of the archive. Each view parses, asks, and renders."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, request, url_for

from consensus import ledger
from consensus.archive.citing import bibtex
from consensus.archive.forms import anchor_text, read
from consensus.archive.queries import body_in_archive, choices, decision_data, decision_view, listing, reader_of, search
from consensus.db import db
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.terms import DecisionStatus, Outcome
from consensus.web.htmx import render
from consensus.web.now import now
from consensus.web.session import current_actor

blueprint = Blueprint("archive", __name__)


@blueprint.app_template_global()
def decision_address(number: str) -> str:
    """Return the address of the decision that is cited as ``number``; its form never changes."""
    code, year, sequence = number.split("/")
    return url_for("archive.decision", code=code, year=int(year), sequence=sequence)


@blueprint.get("/archive")
def index() -> Response:
    """The decisions that I may see: the newest, those that are narrowed down to, or those that hold some words."""
    session = db.session()
    reader, asked = reader_of(session, current_actor(), now()), read(request.args)
    found = search(session, reader, asked.words, asked.filters, page=asked.page) if asked.words else None
    page = None if asked.words else listing(session, reader, asked.filters, before=asked.before, after=asked.after)
    return render(
        "archive/index.html",
        "archive/_list.html",
        asked=asked,
        found=found,
        listing=page,
        anchor=anchor_text,
        bodies=choices(session, reader),
        classes=DEFAULT_CLASSES,
        outcomes=Outcome,
        statuses=DecisionStatus,
    )


@blueprint.get("/archive/record")
def record() -> Response:
    """What makes the record evidence: the key, the latest checkpoint, how to check."""
    session = db.session()
    key = ledger.signer_of(session).verifier.text
    return render("archive/record.html", key=key, checkpoint=ledger.latest_checkpoint(session))


@blueprint.get("/archive/checkpoint")
def checkpoint() -> Response:
    """The latest signed checkpoint as it is, for whoever keeps copies."""
    found = ledger.latest_checkpoint(db.session())
    if found is None:
        abort(404)
    return Response(found.note, mimetype="text/plain", headers={"Cache-Control": "no-cache"})


@blueprint.get("/archive/<code>")
def register(code: str) -> Response:
    """What a body decided, number by number."""
    session = db.session()
    reader = reader_of(session, current_actor(), now())
    body = body_in_archive(session, reader, code)
    asked = read(request.args, body=body.code)
    page = listing(session, reader, asked.filters, before=asked.before, after=asked.after)
    return render("archive/register.html", body=body, asked=asked, listing=page, anchor=anchor_text)


@blueprint.get("/archive/<code>/<int:year>/<sequence>")
def decision(code: str, year: int, sequence: str) -> Response:
    """A decision with its dissent, and what happened to it since."""
    session, instant = db.session(), now()
    view = decision_view(session, reader_of(session, current_actor(), instant), f"{code}/{year}/{sequence}", instant)
    address = url_for("archive.decision", code=code, year=year, sequence=sequence, _external=True)
    return render("archive/decision.html", decision=view, address=address, bibtex=bibtex)


@blueprint.get("/archive/<code>/<int:year>/<sequence>.json")
def decision_json(code: str, year: int, sequence: str) -> Response:
    """The same as JSON in its canonical form: what I may see of it, and no more."""
    session, instant = db.session(), now()
    data = decision_data(session, reader_of(session, current_actor(), instant), f"{code}/{year}/{sequence}", instant)
    return make_response(ledger.canonical(data), {"Content-Type": "application/json", "Cache-Control": "private, no-cache"})

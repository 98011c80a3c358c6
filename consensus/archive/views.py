"""The pages of the archive. Each view parses, asks, and renders."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from consensus import ledger
from consensus.archive.citing import bibtex, citation
from consensus.archive.documents import Feed, as_atom, as_csv, as_markdown, on_paper
from consensus.archive.forms import CheckForm, LookForm, anchor_text, read
from consensus.archive.loomio.written import as_html
from consensus.archive.queries import (
    Filters,
    Reader,
    body_in_archive,
    choices,
    decision_data,
    decision_view,
    listing,
    reader_of,
    register_of,
    search,
)
from consensus.archive.queries.assembling import instant_of
from consensus.archive.queries.checking import checked
from consensus.archive.queries.evidence import evidence_of
from consensus.archive.queries.imported import has_imports, imported_list, imported_view
from consensus.archive.queries.sealed import sealed_in, sealed_on
from consensus.archive.queries.search import LONGEST_QUERY
from consensus.db import db, reading_only
from consensus.domain.permissions import Permission, demand, may, roles_of
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.speech import _
from consensus.domain.terms import DecisionStatus, Outcome
from consensus.people.queries import network_facts, network_name, sealed_roles
from consensus.voting.commands import look_at_sealed
from consensus.web.htmx import render
from consensus.web.now import now
from consensus.web.paging import page_number
from consensus.web.printing import CANNOT, can_print, pdf_of
from consensus.web.session import current_actor, demand_actor

blueprint = Blueprint("archive", __name__)

FILES = (("pdf", "PDF"), ("md", "Markdown"), ("json", "JSON"), ("bib", "BibTeX"))
"""How a decision can be taken away: the ending of its address, and what it is called."""


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
    network = network_facts(session)
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
        text_languages=network.languages if network else (),
        imports=has_imports(session, reader),
    )


@blueprint.get("/archive/record")
def record() -> Response:
    """What makes the record evidence: the key, the latest checkpoint, how to check."""
    session = db.session()
    return render("archive/record.html", keys=ledger.keyring_of(session).keys, checkpoint=ledger.latest_checkpoint(session))


@blueprint.route("/archive/check", methods=["GET", "POST"])
def check() -> Response:
    """Check a receipt or a checkpoint that somebody kept, against the keys of this record; nothing of it is stored."""
    form, session = CheckForm(), db.session()
    if not form.sent():
        return render("archive/check.html", status=form.answer_status, form=form, found=None)
    session.rollback()
    with reading_only():  # a form that only asks keeps nobody from writing
        found = checked(session, form.given)
        session.rollback()
    return render("archive/check.html", form=form, found=found)


@blueprint.get("/archive/checkpoint")
def checkpoint() -> Response:
    """The latest signed checkpoint as it is, for whoever keeps copies."""
    found = ledger.latest_checkpoint(db.session())
    if found is None:
        abort(404)
    return Response(found.note, mimetype="text/plain", headers={"Cache-Control": "no-cache"})


@blueprint.get("/archive/imported")
def imported() -> Response:
    """The decisions from elsewhere that I may see, or those that hold some words."""
    session = db.session()
    words = request.args.get("q", "")[:LONGEST_QUERY].strip()
    page = imported_list(session, reader_of(session, current_actor(), now()), words, number=page_number(request.args))
    return render("archive/imported.html", words_asked=words, page=page)


@blueprint.get("/archive/imported/<int:imported_id>")
def imported_decision(imported_id: int) -> Response:
    """A decision from elsewhere, as the file had it."""
    session = db.session()
    view = imported_view(session, reader_of(session, current_actor(), now()), imported_id, number=page_number(request.args))
    return render("archive/imported_decision.html", decision=view, text_of=as_html, instant_of=instant_of)


@blueprint.get("/archive/imported/<int:imported_id>.json")
def imported_json(imported_id: int) -> Response:
    """The same as it is kept: JSON in its canonical form, whose hash stands in the ledger."""
    session = db.session()
    view = imported_view(session, reader_of(session, current_actor(), now()), imported_id)
    return make_response(view.record_text, {"Content-Type": "application/json", "Cache-Control": "private, no-cache"})


@blueprint.get("/archive/<code>")
def register(code: str) -> Response:
    """What a body decided, number by number."""
    session = db.session()
    reader = reader_of(session, current_actor(), now())
    body = body_in_archive(session, reader, code)
    asked = read(request.args, body=body.code)
    page = listing(session, reader, asked.filters, before=asked.before, after=asked.after)
    return render("archive/register.html", body=body, asked=asked, listing=page, anchor=anchor_text)


@blueprint.get("/archive/<code>.csv")
def register_file(code: str) -> Response:
    """The whole register of a body, as far as I may see it, for a spreadsheet."""
    session = db.session()
    reader = reader_of(session, current_actor(), now())
    body = body_in_archive(session, reader, code)
    content = as_csv(register_of(session, reader, body.code), _site())
    return _taken(content.encode(), "text/csv; charset=utf-8", f"register-{body.code}", "csv")


@blueprint.get("/archive/feed.atom")
def feed() -> Response:
    """The newest decisions that I may see, for a program that follows them."""
    session = db.session()
    name = network_name(session)
    return _feed(reader_of(session, current_actor(), now()), name, str(_("Decisions of {name}", name=name)))


@blueprint.get("/archive/<code>.atom")
def body_feed(code: str) -> Response:
    """The newest decisions of a body that I may see."""
    session = db.session()
    reader, name = reader_of(session, current_actor(), now()), network_name(session)
    body = body_in_archive(session, reader, code)
    return _feed(reader, name, str(_("Decisions of {body}, {network}", body=body.name, network=name)), body.code)


def _feed(reader: Reader, network: str, title: str, code: str = "") -> Response:
    session, asked = db.session(), read(request.args, body=code or None)
    found = listing(session, reader, Filters(body=code or None), before=asked.before)
    older = f"{request.base_url}?before={anchor_text(found.older)}" if found.older else None
    page = url_for("archive.register", code=code, _external=True) if code else url_for("archive.index", _external=True)
    origin = ledger.signer_of(session).name
    content = as_atom(Feed(title, network, origin, code, _site(), request.url, page, older), found)
    answer = Response(content, content_type="application/atom+xml; charset=utf-8", headers={"Cache-Control": "private, no-cache"})
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _site() -> str:
    """Return the address under which this site was asked for, to be put before that of a decision."""
    return url_for("archive.index", _external=True).removesuffix("/archive")


@blueprint.get("/archive/<code>/<int:year>/<sequence>")
def decision(code: str, year: int, sequence: str) -> Response:
    """A decision with its dissent, and what happened to it since."""
    session, instant = db.session(), now()
    view = decision_view(session, reader_of(session, current_actor(), instant), f"{code}/{year}/{sequence}", instant)
    address = url_for("archive.decision", code=code, year=year, sequence=sequence, _external=True)
    return render(
        "archive/decision.html",
        decision=view,
        address=address,
        citation=citation,
        bibtex=bibtex,
        may_look=bool(view.dissent.sealed_total) and may(roles_of(current_actor()), Permission.READ_SEALED),
        files=FILES if can_print() else FILES[1:],
        cannot_print="" if can_print() else CANNOT,
    )


@blueprint.get("/archive/sealed")
def find_sealed() -> WerkzeugResponse:
    """Lead an auditor to what is sealed in the decision that is cited so, or on the proposal that has this number."""
    session, number = db.session(), request.args.get("number", "").strip()
    demand(sealed_roles(session, demand_actor(), now()), Permission.READ_SEALED)
    if re.fullmatch(r"[0-9]{1,9}", number):
        return redirect(url_for("pages.sealed", proposal_id=sealed_on(session, int(number)).proposal_id))
    sealed_in(session, number)
    code, year, sequence = number.split("/")
    return redirect(url_for("archive.sealed", code=code, year=int(year), sequence=sequence))


@blueprint.route("/archive/<code>/<int:year>/<sequence>/sealed", methods=["GET", "POST"])
def sealed(code: str, year: int, sequence: str) -> Response:
    """What is sealed in a decision, for the clerk and an auditor, once they said why."""
    session, instant, actor = db.session(), now(), demand_actor()
    demand(sealed_roles(session, actor, instant), Permission.READ_SEALED)
    about, form = sealed_in(session, f"{code}/{year}/{sequence}"), LookForm()
    if form.sent() and form.carries_out(
        lambda: look_at_sealed(session, actor=actor, proposal_id=about.proposal_id, reason=form.text("reason"), now=instant)
    ):
        answer = render("archive/sealed_words.html", about=about, said=form.result, reason=form.text("reason"))
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return render("archive/sealed.html", status=form.answer_status, about=about, form=form)


@blueprint.get("/archive/<code>/<int:year>/<sequence>.json")
def decision_json(code: str, year: int, sequence: str) -> Response:
    """The same as JSON in its canonical form: what I may see of it, and no more."""
    session, instant = db.session(), now()
    data = decision_data(session, reader_of(session, current_actor(), instant), f"{code}/{year}/{sequence}", instant)
    return make_response(ledger.canonical(data), {"Content-Type": "application/json", "Cache-Control": "private, no-cache"})


@blueprint.get("/archive/<code>/<int:year>/<sequence>.<any(md, pdf, bib):kind>")
def decision_file(code: str, year: int, sequence: str, kind: str) -> Response:
    """The same as Markdown, on paper, or as an entry of a bibliography."""
    session, instant = db.session(), now()
    view = decision_view(session, reader_of(session, current_actor(), instant), f"{code}/{year}/{sequence}", instant)
    address = url_for("archive.decision", code=code, year=year, sequence=sequence, _external=True)
    if kind == "bib":
        return _taken(f"{bibtex(view, address)}\n".encode(), "application/x-bibtex; charset=utf-8", view.number, kind)
    evidence = evidence_of(session, view.proposal_id)
    if kind == "md":
        return _taken(as_markdown(view, evidence, address).encode(), "text/markdown; charset=utf-8", view.number, kind)
    page = on_paper(view, evidence, address)
    session.rollback()  # setting it takes a second or more, in which the database need not wait for us
    return _taken(pdf_of(page), "application/pdf", view.number, kind)


def _taken(content: bytes, content_type: str, name: str, kind: str) -> Response:
    """Answer with a file whose name says what it is a file of, and nothing of what it holds."""
    headers = {"Content-Disposition": f'attachment; filename="{name.replace("/", "-")}.{kind}"', "Cache-Control": "private, no-store"}
    return Response(content, content_type=content_type, headers=headers)

"""Coming in and going out."""

from __future__ import annotations

from flask import Response

from consensus.people.views.blueprint import blueprint
from consensus.web import session
from consensus.web.htmx import done, render


@blueprint.get("/sign-in")
def sign_in() -> Response:
    return render("people/sign_in.html")


@blueprint.post("/sign-out")
def sign_out() -> Response:
    session.end()
    return done("/")

"""Help: the guides for members, facilitators and stewards, and the words of the field."""

from __future__ import annotations

from flask import Response, make_response, render_template

from consensus.pages.views.blueprint import blueprint


@blueprint.get("/guide")
def guides() -> Response:
    """Which guides there are, and the stages in one picture."""
    return make_response(render_template("guide/index.html"))


@blueprint.get("/guide/members")
def guide_for_members() -> Response:
    """How a member takes part."""
    return make_response(render_template("guide/members.html"))


@blueprint.get("/guide/facilitators")
def guide_for_facilitators() -> Response:
    """How a proposal is led from stage to stage."""
    return make_response(render_template("guide/facilitators.html"))


@blueprint.get("/guide/stewards")
def guide_for_stewards() -> Response:
    """How the register is kept."""
    return make_response(render_template("guide/stewards.html"))


@blueprint.get("/words")
def words_of_the_field() -> Response:
    """What the words of the field mean."""
    return make_response(render_template("guide/words.html"))

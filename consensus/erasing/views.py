"""The steward's pages about erasing words, and the way back for whoever commented a moment ago.

What is looked for is sent, never put into an address: addresses are logged.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request, url_for

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.erasing import Words, can_be_taken_back
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.erasing import commands
from consensus.erasing.finding import entry_of
from consensus.erasing.forms import EraseForm, FindForm
from consensus.erasing.queries import erasures, find, preview
from consensus.pages.proposal_parts import CommentView
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.paging import page_number
from consensus.web.session import current_person, demand_actor

blueprint = Blueprint("erasing", __name__)


@blueprint.post("/proposals/<int:proposal_id>/comments/<int:comment_id>/take-back")
def take_back(proposal_id: int, comment_id: int) -> Response:
    """Take one's own comment back, for a minute."""
    commands.take_back_comment(db.session(), actor=demand_actor(), comment_id=comment_id, now=now())
    said = _("Your comment is taken back and its words are gone. The record says that you commented and took it back.")
    return done(url_for("pages.proposal", proposal_id=proposal_id), message=said)


@blueprint.app_template_global()
def can_take_back(comment: CommentView, *, is_decided: bool) -> bool:
    """Return whether the reader can take a comment back now: an issue as long as it waits for its answer."""
    person = current_person()
    if person is None or comment.person_id != person.person_id or comment.erased_at is not None:
        return False
    is_free = not comment.is_issue or (comment.waits and not is_decided)
    return is_free and can_be_taken_back(comment.at, now())


@blueprint.route("/steward/erasing", methods=["GET", "POST"])
def index() -> Response:
    """Look for words that should not be there, and see what was erased so far."""
    _steward()
    form, session = FindForm(), db.session()
    found = find(session, form.text("words")) if form.sent() else None
    page = erasures(session, page_number(request.args))
    return render("erasing/index.html", status=form.answer_status, form=form, found=found, page=page)


@blueprint.get("/steward/erasing/of/<words>/<int:row_id>")
def of_row(words: str, row_id: int) -> Response:
    """Lead from where words stand to the entry that holds them."""
    _steward()
    kind = next((each for each in Words if each == words), None)
    if kind is None:
        raise NotFoundError(_("There are no such words."))
    return make_response(redirect(url_for("erasing.entry", entry_index=entry_of(db.session(), kind, row_id)), 303))


@blueprint.route("/steward/erasing/<int:entry_index>", methods=["GET", "POST"])
def entry(entry_index: int) -> Response:
    """Erase the words of an entry, after seeing what would vanish and where."""
    actor, form, session = _steward(), EraseForm(), db.session()
    seen = preview(session, entry_index)
    if form.sent() and form.carries_out(
        lambda: commands.erase_entry(session, actor=actor, index=entry_index, reason=form.text("reason"), now=now())
    ):
        return done(url_for("erasing.index"), message=_("The words are erased. The record says so, with your reason."))
    return render("erasing/entry.html", status=form.answer_status, form=form, seen=seen)


def _steward() -> Actor:
    actor = demand_actor()
    demand(roles_of(actor), Permission.ERASE)
    return actor

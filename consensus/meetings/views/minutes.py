"""The minutes of a meeting: a page, and a file to take away. Nothing in them can be edited; a secretary adds notes."""

from __future__ import annotations

from flask import Response, render_template, request

from consensus.db import db
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.meetings.minutes_markdown import as_markdown
from consensus.meetings.queries import Minutes, minutes_of
from consensus.meetings.views.blueprint import blueprint, page_of
from consensus.web.htmx import render
from consensus.web.now import now
from consensus.web.printing import CANNOT, can_print, pdf_of

KINDS = {"md": "text/markdown; charset=utf-8", "pdf": "application/pdf"}
"""How minutes can be taken away."""


@blueprint.get("/meetings/<int:meeting_id>/minutes")
def minutes(meeting_id: int) -> Response:
    """The minutes as a page."""
    names = "yes" if _has_names() else None
    cannot_print = "" if can_print() else CANNOT
    return render("meetings/minutes.html", minutes=_minutes(meeting_id), names=names, cannot_print=cannot_print)


@blueprint.get("/meetings/<int:meeting_id>/minutes.<kind>")
def minutes_file(meeting_id: int, kind: str) -> Response:
    """The minutes as a file."""
    if kind not in KINDS:
        raise NotFoundError(_("Minutes can be taken away as Markdown or PDF."))
    made = _minutes(meeting_id)
    content = as_markdown(made).encode() if kind == "md" else _on_paper(made)
    # The name says nothing of what was spoken of: a file lies open on a screen.
    name = f"minutes-{made.meeting.body_code}-{meeting_id}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, content_type=KINDS[kind], headers=headers)


def _on_paper(made: Minutes) -> bytes:
    page = render_template("meetings/minutes_print.html", minutes=made)
    db.session.rollback()  # setting it takes a second or more, in which the database need not wait for us
    return pdf_of(page)


def _minutes(meeting_id: int) -> Minutes:
    """Return the minutes of a meeting that has begun.

    :raises NotFoundError: when there is no such meeting, it is not open to the reader, or it has not begun.
    """
    page = page_of(meeting_id)
    if page.started_at is None:
        raise NotFoundError(_("This meeting has not begun, so there are no minutes of it yet."))
    return minutes_of(db.session(), page, has_names=_has_names(), now=now())


def _has_names() -> bool:
    return request.args.get("names") == "yes"

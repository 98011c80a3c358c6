"""The count sheet, and the files with which anybody counts again."""

from __future__ import annotations

import json

from flask import Response, request

from consensus.bodies.views.access import reader_of_the_network
from consensus.db import db
from consensus.domain.errors import ForbiddenError, NotFoundError
from consensus.domain.permissions import Permission, may, roles_of
from consensus.domain.speech import _
from consensus.elections.queries import Sheet, ballots_as_blt, ballots_as_csv, sheet_of
from consensus.elections.views.blueprint import blueprint
from consensus.web.htmx import render
from consensus.web.session import current_actor

KINDS = {
    "count.json": "application/json",
    "sheet.json": "application/json",
    "ballots.blt": "text/plain; charset=utf-8",
    "ballots.csv": "text/csv; charset=utf-8",
}


@blueprint.get("/elections/<int:election_id>/count")
def sheet(election_id: int) -> Response:
    """The count sheet."""
    found = _sheet(election_id)
    return render("elections/sheet.html", sheet=found, may_repeat=_may_repeat(found))


@blueprint.get("/elections/<int:election_id>/<any('count.json', 'sheet.json', 'ballots.blt', 'ballots.csv'):kind>")
def sheet_file(election_id: int, kind: str) -> Response:
    """A file of the count."""
    found = _sheet(election_id)
    if kind == "count.json" and not _may_repeat(found):
        raise ForbiddenError(_("This file would tell what those who stay in the body keep to themselves. The steward has it."))
    content = {
        "count.json": lambda: json.dumps([found.counted], ensure_ascii=False, indent=1),
        "sheet.json": lambda: json.dumps({"id": found.counted["id"], **found.result}, ensure_ascii=False, indent=1),
        "ballots.blt": lambda: ballots_as_blt(found),
        "ballots.csv": lambda: ballots_as_csv(found),
    }[kind]()
    name = f"election-{election_id}-{found.number}-{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, content_type=KINDS[kind], headers=headers)


def _sheet(election_id: int) -> Sheet:
    reader_of_the_network()
    text = request.args.get("number", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise NotFoundError(_("There is no such count."))
    return sheet_of(db.session(), election_id, int(text) if text else None)


def _may_repeat(found: Sheet) -> bool:
    return found.can_be_repeated_by_all or may(roles_of(current_actor()), Permission.CALL_ELECTIONS)

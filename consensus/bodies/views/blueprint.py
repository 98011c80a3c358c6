"""The blueprint on which the pages of bodies stand, and the words they share."""

from __future__ import annotations

from flask import Blueprint

from consensus.bodies.seat_kinds import seat_kind
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind, FilledBy
from consensus.people.forms import KIND_NAMES

blueprint = Blueprint("bodies", __name__)

BODY_KINDS = {
    BodyKind.ASSEMBLY: _("Assembly"),
    BodyKind.STEERING: _("Steering body"),
    BodyKind.WORKING_GROUP: _("Working group"),
}

FILLED_BY_WORDS = {
    FilledBy.APPOINTED: _("Appointed"),
    FilledBy.ELECTED: _("Elected"),
    FilledBy.CO_OPTED: _("Co-opted by the body"),
    FilledBy.ALTERNATE: _("Was the alternate, and followed"),
}

CLASS_NAMES = {
    "governance": _("Governance"),
    "political_position": _("Political position"),
    "work_plan": _("Work plan"),
    "project": _("Project"),
    "procedural": _("Procedural"),
    "urgent": _("Urgent"),
}


def class_name(code: str) -> str:
    """Return what pages call a class of decision; one that a network invents is called by its code."""
    return CLASS_NAMES.get(code, code.replace("_", " ").capitalize())


blueprint.add_app_template_filter(seat_kind)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """Let every template name a kind of body, a kind of member and a class."""
    return {"body_kinds": BODY_KINDS, "member_kinds": KIND_NAMES, "class_name": class_name, "filled_by_words": FILLED_BY_WORDS}

"""A form as it arrived with a request, under the key that the page gave it. What it may do is the business of its view."""

from __future__ import annotations

from flask import request

from consensus.domain.actor import Actor
from consensus.sending.once import Sending, fields_of
from consensus.web.sending import KEY_FIELD

SAYS_NOTHING = frozenset({"csrf_token", KEY_FIELD})
"""Fields that differ from one sending of the same form to the next, or name the rendering itself."""


def as_sent(actor: Actor) -> Sending | None:
    """Return the form of this request, sent by ``actor``; ``None`` for somebody who is no person."""
    if actor.person_id is None:
        return None
    fields = fields_of(((name, value) for name, values in request.form.lists() for value in values), SAYS_NOTHING)
    return Sending(actor.person_id, request.full_path, request.form.get(KEY_FIELD, ""), fields)

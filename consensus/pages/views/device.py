"""The device at hand: what single keys do, what is chosen for it, and what it shows when there is no line."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, current_app, make_response, render_template, request, url_for

from consensus.domain.speech import _
from consensus.pages.views.blueprint import blueprint
from consensus.web.device import Device, device, remember
from consensus.web.htmx import done, is_htmx
from consensus.web.session import demand_person


@blueprint.get("/keys")
def keys() -> Response:
    """What single keys do, and how to turn them off."""
    return make_response(render_template("pages/_keys.html" if is_htmx() else "pages/keys.html"))


@blueprint.get("/no-line")
def no_line() -> Response:
    """What a device shows where a page is asked for that it does not keep, and there is no line."""
    return make_response(render_template("pages/no_line.html"))


@blueprint.post("/keys")
def choose_keys() -> Response:
    """Turn single keys on or off on this device."""
    takes = request.form.get("takes_keys") == "yes"
    said = _("Single keys do something on this device.") if takes else _("Single keys do nothing on this device any more.")
    return _remember(done(url_for("pages.keys"), message=said), replace(device(), takes_keys=takes))


@blueprint.post("/account/device")
def choose_pages() -> Response:
    """Keep pages on this device or none, from now on; what was kept so far is gone either way: see static/sw.js."""
    demand_person()
    keeps = request.form.get("keeps_pages") == "yes"
    said = _("What was kept on this device is gone.") if keeps else _("Nothing is kept on this device any more.")
    answer = _remember(done(url_for("people.account"), message=said), replace(device(), keeps_pages=keeps))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _remember(answer: Response, chosen: Device) -> Response:
    return remember(answer, chosen, secure=current_app.config["SESSION_COOKIE_SECURE"])

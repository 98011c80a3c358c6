"""Letting this device be told, from the account page, and what signing in and out means for it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request

from config import Settings
from consensus.db import db
from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.push import commands
from consensus.push.commands import UNUSABLE, sealing_of
from consensus.push.forms import DeviceForm, WishForm
from consensus.push.queries import DeviceRow, devices_of, owner_of
from consensus.push.vapid import PushKey
from consensus.web.htmx import done
from consensus.web.now import now
from consensus.web.session import demand_person

blueprint = Blueprint("push", __name__)

ACCOUNT = "/account#device-title"

COOKIE = "push"
"""What the browser keeps of its device, for as long as a browser keeps anything."""

A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Section:
    """What the account page shows."""

    key: str
    devices: tuple[DeviceRow, ...]
    form: DeviceForm

    @property
    def is_told(self) -> bool:
        """Whether this very device is told."""
        return any(each.is_this for each in self.devices)


def section_of(person_id: int) -> Section | None:
    """Return what the account page shows; None where the operator set no key."""
    key = _settings().push_key
    if key is None:
        return None
    devices = devices_of(db.session(), person_id, request.cookies.get(COOKIE, ""))
    return Section(PushKey.of(key).public, devices, DeviceForm(formdata=None))


@blueprint.post("/account/push")
def add() -> Response:
    """Let this device be told."""
    person, settings, form = demand_person(), _settings(), DeviceForm()
    if settings.push_key is None or not form.sent():
        raise InvalidError(UNUSABLE)
    token = commands.add_push_device(
        db.session(),
        actor=person.actor,
        epoch=person.epoch,
        name=form.text("device"),
        subscription=form.subscription(),
        sealing=sealing_of(settings.secret_key),
        now=now(),
    )
    answer = done(ACCOUNT, message=_("This device will tell you when something waits for you."))
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(COOKIE, token, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return answer


@blueprint.post("/account/push/<int:device_id>/remove")
def remove(device_id: int) -> Response:
    """Let a device be told no more."""
    person = demand_person()
    if not WishForm().sent():
        raise InvalidError(_("What your browser sent is not what this page expects."))
    commands.remove_push_device(db.session(), actor=person.actor, device_id=device_id)
    return done(ACCOUNT, message=_("The device is told no more."))


def leave_device() -> None:
    """Let this device be told no more: somebody signs out on it."""
    token = request.cookies.get(COOKIE)
    if token:
        commands.leave_push_device(db.session(), token=token)


def leave_to_others(person_id: int) -> None:
    """Let this device be told no more if it was somebody else's: another person comes in on it."""
    token = request.cookies.get(COOKIE)
    if token and owner_of(db.session(), token) not in (None, person_id):
        commands.leave_push_device(db.session(), token=token)


def forget_device(answer: Response) -> None:
    """Let the browser forget what it kept."""
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE)


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found

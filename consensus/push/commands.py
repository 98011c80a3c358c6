"""Letting a device be told, and letting it be told no more. No entry says so: it is a setting of the person's own."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.outward import Allowed, OutwardError, Place, place_of
from consensus.outward.sealing import Sealing
from consensus.push.encrypting import AUTH_BYTES, POINT_BYTES, encrypted, from_text
from consensus.push.models import PushDevice, PushMessage
from consensus.transaction import command

MOST_DEVICES = 10
"""Of one person. Default of the software."""

LONGEST_NAME = 60

UNUSABLE = _("What your browser sent is not what this page expects. Switch it on again.")


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gives: its address at its push service, and its keys, in base64 for addresses."""

    endpoint: str = field(repr=False)
    public: str = field(repr=False)
    auth: str = field(repr=False)

    def sealed(self, sealing: Sealing) -> bytes:
        """Return it encrypted."""
        return sealing.sealed(json.dumps([self.endpoint, self.public, self.auth]).encode())

    @classmethod
    def opened(cls, sealing: Sealing, sealed: bytes) -> Subscription:
        """Return what was sealed.

        :raises UnreadableError: when it was sealed under another secret key.
        """
        return cls(*json.loads(sealing.opened(sealed)))


def sealing_of(secret_key: str) -> Sealing:
    """Return what seals devices in the installation with this secret key."""
    return Sealing.of(secret_key, "push")


@command("add_push_device")
def add_push_device(
    session: Session,
    *,
    actor: Actor,
    epoch: int,
    name: str,
    subscription: Subscription,
    sealing: Sealing,
    now: datetime,
) -> str:
    """Let this device be told, and return what its browser keeps, by which signing out there ends it.

    A browser that told somebody else before tells the new person alone. No entry.

    :raises InvalidError: when what the browser gave cannot be used, or there are too many devices.
    """
    demand(roles_of(actor, is_self=True), Permission.KEEP_PERSON)
    _check(subscription)
    endpoint_sha256 = sha256(subscription.endpoint)
    _forget(session, select(PushDevice.id).where(PushDevice.endpoint_sha256 == endpoint_sha256))
    count = session.scalar(select(func.count()).select_from(PushDevice).where(PushDevice.person_id == actor.person_id)) or 0
    if count >= MOST_DEVICES:
        raise InvalidError(_("At most {most} devices can be told. Remove one that you do not use any more.", most=MOST_DEVICES))
    token = secrets.token_urlsafe(32)
    device = PushDevice(
        person_id=actor.person_id,
        epoch=epoch,
        name=" ".join(name.split())[:LONGEST_NAME],
        endpoint_sha256=endpoint_sha256,
        sealed=subscription.sealed(sealing),
        token_sha256=sha256(token),
        made_at=now,
    )
    session.add(device)
    return token


@command("remove_push_device")
def remove_push_device(session: Session, *, actor: Actor, device_id: int) -> None:
    """Let a device of one's own be told no more. No entry.

    :raises NotFoundError: when the actor has no such device.
    """
    found = select(PushDevice.id).where(PushDevice.id == device_id, PushDevice.person_id == actor.person_id)
    if not _forget(session, found):
        raise NotFoundError(_("There is no such device."))


@command("leave_push_device")
def leave_push_device(session: Session, *, token: str) -> None:
    """Let the device whose browser keeps ``token`` be told no more: somebody signed out there, or somebody else came in. No entry."""
    _forget(session, select(PushDevice.id).where(PushDevice.token_sha256 == sha256(token)))


def service_of(subscription: Subscription) -> Place:
    """Return where a device is told: outside, whichever servers inside stewards may let be told. Anybody's browser may name anything.

    :raises OutwardError: when it may not be asked.
    """
    return place_of(subscription.endpoint, Allowed())


def sha256(text: str) -> str:
    """Return the hash by which a secret is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check(subscription: Subscription) -> None:
    try:
        service_of(subscription)
        public, auth = from_text(subscription.public), from_text(subscription.auth)
        if len(public) != POINT_BYTES or len(auth) != AUTH_BYTES:
            raise InvalidError(UNUSABLE)
        encrypted(b"", public, auth)
    except (OutwardError, ValueError) as error:
        raise InvalidError(UNUSABLE) from error


def _forget(session: Session, found: object) -> bool:
    ids = list(session.scalars(found))  # type: ignore[call-overload]  # a select of ids
    if ids:
        session.execute(delete(PushMessage).where(PushMessage.device_id.in_(ids)))
        session.execute(delete(PushDevice).where(PushDevice.id.in_(ids)))
    return bool(ids)

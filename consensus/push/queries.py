"""Which devices of a person are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.push.commands import sha256
from consensus.push.models import PushDevice
from consensus.push.queue import is_in_use


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device that is told."""

    device_id: int
    name: str
    made_at: datetime
    told_at: datetime | None
    is_this: bool


def devices_of(session: Session, person_id: int, token: str) -> tuple[DeviceRow, ...]:
    """Return the devices of a person; ``token`` is what the browser keeps that asks."""
    this = sha256(token)
    found = session.scalars(select(PushDevice).where(PushDevice.person_id == person_id, is_in_use()).order_by(PushDevice.id))
    return tuple(DeviceRow(each.id, each.name, each.made_at, each.told_at, each.token_sha256 == this) for each in found)


def owner_of(session: Session, token: str) -> int | None:
    """Return whose device the browser is that keeps ``token``."""
    return session.scalar(select(PushDevice.person_id).where(PushDevice.token_sha256 == sha256(token)))

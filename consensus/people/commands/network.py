"""Setting up the network that this instance serves: once, by the one who runs the program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.people.checks import name_of
from consensus.people.models import Network
from consensus.people.queries.network import Word
from consensus.transaction import command

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""The code of a region, principle or gender: it stands in rules and files."""


@command("set_up_network")
def set_up_network(
    session: Session,
    *,
    actor: Actor,
    name: str,
    origin: str,
    regions: Sequence[Word],
    languages: Sequence[str],
    core_principles: Sequence[Word] = (),
    genders: Sequence[Word] = (),
    is_demonstration: bool = False,
    now: datetime,
) -> None:
    """Set up the one network of this instance.

    :param origin: the first line of every checkpoint of the ledger; it is the name of the signing key, and never changes.
    :raises ForbiddenError: when the actor is not the operator.
    :raises InvalidError: when a name, a code or a language cannot be one.
    :raises RefusedError: ``already_done`` when there is a network already.
    """
    demand(roles_of(actor), Permission.SET_UP)
    if session.scalar(select(Network.id)) is not None:
        raise RefusedError(Refusal.ALREADY_DONE, _("This installation serves a network already."))
    if not regions:
        raise InvalidError(_("Name at least one region."), "regions")
    if not languages:
        raise InvalidError(_("Name at least one language."), "languages")
    network = Network(
        id=1,
        name=name_of(name),
        origin=origin,
        regions=_stored(regions, "regions"),
        languages=list(languages),
        core_principles=_stored(core_principles, "core_principles"),
        genders=_stored(genders, "genders"),
        is_demonstration=is_demonstration,
        created_at=now,
    )
    session.add(network)
    data = {
        "name": network.name,
        "origin": origin,
        "regions": network.regions,
        "languages": network.languages,
        "core_principles": network.core_principles,
        "demonstration": is_demonstration,
    }
    ledger.append(session, at=now, actor=actor, act="set_up_network", data=data)


def _stored(words: Sequence[Word], field: str) -> list[dict[str, str]]:
    codes = [word.code for word in words]
    for code in codes:
        if not CODE.fullmatch(code):
            raise InvalidError(_('"{code}" is not a code: write letters, digits, hyphens and underscores, at most 40.', code=code), field)
        if codes.count(code) > 1:
            raise InvalidError(_('The code "{code}" stands there twice.', code=code), field)
    return [{"code": word.code, "name": name_of(word.name, field)} for word in words]

"""Founding a body with its first ruleset, and changing what it is called and speaks. Its code and kind never change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.commands.locking import locked_body
from consensus.bodies.commands.rulesets import RulesetDraft, add_ruleset
from consensus.bodies.default_balance import default_balance
from consensus.bodies.models import Body
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind
from consensus.transaction import command

CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,18}[A-Z0-9])?")
"""A body's code stands in addresses and decision numbers (``BODY/2026/007``): no space, no slash, 20 characters."""

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
"""A language as its BCP 47 tag: ``en``, ``pt-BR``, ``zh-Hant``."""

LONGEST_NAME = 200

LONGEST_PURPOSE = 5_000

MOST_SEATS = 200
"""A body with more seats than this is an assembly; the bound stops slips of the finger."""

_CODE_IS_TAKEN = _("Another body has this code. Choose a new one: a code is never used twice.")


def first_ruleset(kind: BodyKind, *, seats: int | None, is_balanced: bool) -> RulesetDraft:
    """Return the rules with which a body begins: a steering body with so many seats, and with the rules that the software suggests.

    :raises InvalidError: when nobody has so many seats.
    """
    if kind is not BodyKind.STEERING:
        return RulesetDraft(reason=_("The body was founded."))
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        raise InvalidError(_("Give a number of seats between 1 and {most}, or leave it empty.", most=MOST_SEATS), "seats")
    return RulesetDraft(composition=default_balance() if is_balanced else [], seats=seats, reason=_("The body was founded."))


@command("found_body")
def found_body(
    session: Session,
    *,
    actor: Actor,
    code: str,
    kind: BodyKind,
    name: str,
    purpose: str = "",
    languages: Sequence[str],
    required_languages: Sequence[str] = (),
    ruleset: RulesetDraft | None = None,
    now: datetime,
) -> int:
    """Found a body under a code that stays, with ruleset number 1, and return its id.

    Without ``ruleset`` every class has the defaults of the software and no composition rule holds.

    :raises ForbiddenError: when the actor does not keep the bodies.
    :raises InvalidError: when the code is taken, or a field is not of its form.
    :raises InputError: when the ruleset is not of its form; the message names the place.
    """
    demand(roles_of(actor), Permission.KEEP_BODIES)
    if not CODE.fullmatch(code):
        raise InvalidError(_("A code has up to 20 capital letters A to Z, digits and hyphens, such as WG-WATER."), "code")
    if session.scalar(select(Body.id).where(Body.code == code)) is not None:
        raise InvalidError(_CODE_IS_TAKEN, "code")
    body = Body(code=code, kind=kind, created_at=now)
    _describe(body, name=name, purpose=purpose, languages=languages, required_languages=required_languages)
    session.add(body)
    try:
        session.flush()
    except IntegrityError as error:  # somebody founded one under this code since we looked
        raise InvalidError(_CODE_IS_TAKEN, "code") from error
    first = add_ruleset(session, body, ruleset or RulesetDraft(), now=now)
    ledger.append(
        session,
        at=now,
        actor=actor,
        act="found_body",
        data={"kind": kind.value, **_description(body), "ruleset": first},
        body=body.code,
        body_id=body.id,
    )
    return body.id


@command("change_body")
def change_body(
    session: Session,
    *,
    actor: Actor,
    body_id: int,
    name: str,
    purpose: str,
    languages: Sequence[str],
    required_languages: Sequence[str] = (),
    now: datetime,
) -> None:
    """Change a body's name, purpose and languages.

    :raises ForbiddenError: when the actor does not keep the bodies.
    :raises InvalidError: when a field is not of its form.
    """
    demand(roles_of(actor), Permission.KEEP_BODIES)
    body = locked_body(session, body_id)
    before = _description(body)
    _describe(body, name=name, purpose=purpose, languages=languages, required_languages=required_languages)
    ledger.append(
        session,
        at=now,
        actor=actor,
        act="change_body",
        data={"before": before, "after": _description(body)},
        body=body.code,
        body_id=body.id,
    )


def _describe(body: Body, *, name: str, purpose: str, languages: Sequence[str], required_languages: Sequence[str]) -> None:
    name = " ".join(name.split())
    if not name:
        raise InvalidError(_("Give the body a name."), "name")
    if len(name) > LONGEST_NAME:
        raise InvalidError(_("A name has at most {most} characters.", most=LONGEST_NAME), "name")
    if len(purpose.strip()) > LONGEST_PURPOSE:
        raise InvalidError(_("Say it in at most {most} characters.", most=f"{LONGEST_PURPOSE:,}"), "purpose")
    if not languages:
        raise InvalidError(_("Name at least one working language."), "languages")
    for language in languages:
        if not LANGUAGE.fullmatch(language):
            raise InvalidError(
                _('"{language}" is not the code of a language; write codes such as en, es, fr or ar.', language=language), "languages"
            )
    for language in required_languages:
        if language not in languages:
            raise InvalidError(
                _('"{language}" is required but is not a working language of the body.', language=language), "required_languages"
            )
    body.name = name
    body.purpose = purpose.strip()
    body.languages = list(dict.fromkeys(languages))
    body.required_languages = list(dict.fromkeys(required_languages))


def _description(body: Body) -> dict[str, Any]:
    return {
        "name": body.name,
        "purpose": body.purpose,
        "languages": list(body.languages),
        "required_languages": list(body.required_languages),
    }

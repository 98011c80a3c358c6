"""What a provider says of somebody who signed in there: believed only if it signed it, for us, just now, for this very attempt.

Source: OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725 (what went wrong with such tokens elsewhere).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from consensus.single_sign_on.asking import log
from consensus.single_sign_on.trouble import SignOnError, Trouble

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Signatures with a key that the provider alone has. Neither ``none`` nor those with a shared word, which we could sign ourselves."""

LEEWAY = 60
"""Seconds by which the clocks of two machines may differ. Default of the software."""

OLDEST = 600
"""Seconds for which what a provider said is of use: it was made for an attempt that was begun just now. Default of the software."""

LONGEST_SUBJECT = 255
"""Source: OpenID Connect Core 1.0, section 2."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider says of an account."""

    issuer: str
    subject: str = field(repr=False)
    email: str | None = field(repr=False)
    """An address that the provider says it has checked; None where it says no such thing."""
    shown: str = field(repr=False)
    """What the owner of the account knows it by: an address, or a name there."""


def believed(
    token: str, keys: KeySet, *, issuer: str, client_id: str, nonce: str, algorithms: Iterable[str] | None, now: datetime
) -> Claims:
    """Return what a token says.

    ``algorithms`` are those with which the provider says it signs; of them :data:`ALGORITHMS` alone are taken.

    :raises SignOnError: ``not_signed``, whatever it is that is wrong.
    """
    offered = ("RS256",) if algorithms is None else tuple(algorithms)
    allowed = [each for each in ALGORITHMS if each in offered]
    if not allowed:
        raise _unbelieved("no_algorithm")  # to the library no algorithm would be those of its choice
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=allowed).claims
        registry.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _unbelieved(f"{type(error).__name__}:{getattr(error, 'claim', '')}") from None
    _demand(claims, client_id=client_id, nonce=nonce, now=now)
    subject, email = claims["sub"], claims.get("email")
    is_checked = claims.get("email_verified") is True and _is_text(email)
    shown = next((str(each) for each in (email, claims.get("preferred_username")) if _is_text(each)), subject)
    return Claims(issuer, subject, email if is_checked else None, shown[:LONGEST_SUBJECT])


def _demand(claims: Mapping[str, Any], *, client_id: str, nonce: str, now: datetime) -> None:
    """Judge what the library leaves open: for whom else it is, how old it is, and values of another kind than they should be."""
    audience, party = claims["aud"], claims.get("azp")
    others = [each for each in ([audience] if isinstance(audience, str) else audience) if each != client_id]
    is_ours = party == client_id if others or party is not None else True
    is_new = claims["iat"] >= now.timestamp() - OLDEST
    is_this = isinstance(claims["nonce"], str) and hmac.compare_digest(claims["nonce"].encode(), nonce.encode())
    is_named = _is_text(claims["sub"]) and len(claims["sub"]) <= LONGEST_SUBJECT
    for claim, is_right in {"azp": is_ours, "iat": is_new, "nonce": is_this, "sub": is_named}.items():
        if not is_right:
            raise _unbelieved(claim)


def _unbelieved(why: str) -> SignOnError:
    """Return what to raise, and tell the operator why, and nothing of what was said."""
    log.warning("act=read_token outcome=%s", why)
    return SignOnError(Trouble.NOT_SIGNED)


def _is_text(value: object) -> bool:
    """Return whether a value is words of one line: half a letter, a line break, or what turns the direction of others is none."""
    return isinstance(value, str) and value != "" and value.isprintable()

"""The provider: what it says of itself, its keys, and what it gives for a code. Asked only when somebody uses this door."""

from __future__ import annotations

import base64
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeGuard
from urllib.parse import quote_plus, urlencode, urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key

from config import Settings
from consensus.outward import Allowed, OutwardError, place_of
from consensus.single_sign_on.asking import Asking, log, unreached
from consensus.single_sign_on.attempt import Attempt
from consensus.single_sign_on.tokens import Claims, believed
from consensus.single_sign_on.trouble import SignOnError, Trouble

KEPT = timedelta(hours=1)
"""How long a process goes by what the provider said of itself. Default of the software."""

KEPT_AT_LEAST = timedelta(minutes=1)
"""Within this time keys are not asked for again, whichever key a token names. Default of the software."""

JSON = {"Accept": "application/json"}

REFUSED = ("invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope")
"""How a provider says that it takes no code. Source: RFC 6749, section 5.2."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the provider said of itself, and when it was asked."""

    at: datetime
    authorize: str
    token: str
    keys: KeySet
    algorithms: tuple[str, ...] | None
    by_post: bool
    """Whether it wants our secret within the form, because it takes it nowhere else."""
    names_itself: bool
    """Whether it names itself in each answer that a browser brings (RFC 9207)."""


@dataclass(slots=True)
class Provider:
    """One provider, as the settings name it."""

    issuer: str
    client_id: str
    secret: str | None = field(repr=False)
    name: str
    trusts_addresses: bool
    allowed: Allowed
    _known: Known | None = None
    _asking: Asking = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._asking = Asking(self.allowed)

    @classmethod
    def of(cls, settings: Settings) -> Provider | None:
        """Return the provider of an installation; None where it has none."""
        if settings.oidc_issuer is None:
            return None
        return cls(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            secret=settings.oidc_client_secret,
            name=settings.oidc_name,
            trusts_addresses=settings.oidc_trusts_addresses,
            # The operator named it, so it may stand within their own network; where it sends us besides, must be outside.
            allowed=Allowed.of([*settings.outward_allowed, _server(settings.oidc_issuer)]),
        )

    def address_to_sign_in(self, attempt: Attempt, *, back: str, now: datetime) -> str:
        """Return where the browser goes.

        :raises SignOnError: ``not_reached``.
        """
        known = self._said(now)
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": back,
            "scope": "openid email",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return f"{known.authorize}{'&' if urlsplit(known.authorize).query else '?'}{urlencode(asked)}"

    def demand_from_here(self, named: str | None, *, now: datetime) -> None:
        """Do nothing if an answer that a browser brought says that it comes from this provider, as far as it says so.

        Threat: mix-up, an answer of one provider handed to another. Source: RFC 9207.

        :raises SignOnError: ``not_signed``, ``not_reached``.
        """
        if named is None and not self._said(now).names_itself:
            return
        if named != self.issuer:
            raise SignOnError(Trouble.NOT_SIGNED)

    def exchange(self, code: str, attempt: Attempt, *, back: str, now: datetime) -> Claims:
        """Return what the provider says of whoever signed in there, for a code that their browser brought.

        :raises SignOnError: ``not_reached``, ``not_signed``.
        """
        known = self._said(now)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": attempt.verifier}
        headers = {"Content-Type": "application/x-www-form-urlencoded", **JSON}
        if self.secret is None:
            form["client_id"] = self.client_id
        elif known.by_post:
            form |= {"client_id": self.client_id, "client_secret": self.secret}
        else:
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self.secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        given = self._asking.said(known.token, now, method="POST", headers=headers, content=urlencode(form).encode())
        token = given.get("id_token")
        if not isinstance(token, str):
            raise _refused(given)
        return self._believed(token, known, attempt, now)

    def _believed(self, token: str, known: Known, attempt: Attempt, now: datetime) -> Claims:
        """Return what a token says; where its key is none of those that were known, they are asked for once more."""

        def read(by: Known) -> Claims:
            return believed(
                token, by.keys, issuer=self.issuer, client_id=self.client_id, nonce=attempt.nonce, algorithms=by.algorithms, now=now
            )

        try:
            return read(known)
        except SignOnError:
            if now - known.at < KEPT_AT_LEAST:
                raise
            return read(self._said(now, anew=True))

    def _said(self, now: datetime, *, anew: bool = False) -> Known:
        found = self._known
        if not anew and _is_fresh(found, now):
            return found
        with self._asking.turn():
            # Whoever asked meanwhile asked for both.
            if self._known is found or not _is_fresh(self._known, now):
                try:
                    self._known = self._ask_all(now)
                except SignOnError:
                    self._asking.rest(now)
                    raise
            return self._known

    def _ask_all(self, now: datetime) -> Known:
        said = self._asking.said(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration", now, headers=JSON)
        try:
            if said["issuer"] != self.issuer:
                raise unreached("other_issuer")
            authorize, token, algorithms = (
                said["authorization_endpoint"],
                said["token_endpoint"],
                said.get("id_token_signing_alg_values_supported"),
            )
            place_of(authorize, self.allowed)
            methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
            keys = _keys_in(self._asking.said(said["jwks_uri"], now, headers=JSON))
            return Known(
                at=now,
                authorize=authorize,
                token=token,
                keys=keys,
                algorithms=None if algorithms is None else tuple(str(each) for each in algorithms),
                by_post="client_secret_basic" not in methods and "client_secret_post" in methods,
                names_itself=said.get("authorization_response_iss_parameter_supported") is True,
            )
        except (KeyError, TypeError, AttributeError, ValueError, OutwardError, JoseError):
            raise unreached("not_understood") from None


def _is_fresh(known: Known | None, now: datetime) -> TypeGuard[Known]:
    return known is not None and timedelta() <= now - known.at < KEPT


def _refused(given: dict[str, Any]) -> SignOnError:
    """Return what to raise when no token came. Only of the code can somebody else be the cause; all else is for the operator."""
    error = given.get("error")
    log.warning("act=exchange_code outcome=%s", error if error in REFUSED else "an error of its own" if error else "no token")
    return SignOnError(Trouble.NOT_SIGNED if error == "invalid_grant" else Trouble.NOT_REACHED)


def _keys_in(said: dict[str, Any]) -> KeySet:
    """Return the keys with which a provider may sign; those of other kinds, and for other uses, do not concern us.

    One that cannot be read is left out. Source: RFC 7517, section 5.

    :raises ValueError: when none is left.
    """
    found: list[Key] = []
    for each in said["keys"]:
        if isinstance(each, dict) and each.get("kty") in {"RSA", "EC", "OKP"} and each.get("use", "sig") == "sig":
            with suppress(JoseError, ValueError, TypeError, KeyError):
                found.append(import_key(each))
    if not found:
        raise ValueError
    return KeySet(found)


def _server(issuer: str) -> str:
    parts = urlsplit(issuer)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"

"""The provider: what it says of itself, its keys, and what it gives for a code. Asked only when somebody uses this door."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from config import Settings
from consensus.outward import Allowed, OutwardError, ask, place_of
from consensus.single_sign_on.attempt import Attempt
from consensus.single_sign_on.tokens import Claims, believed
from consensus.single_sign_on.trouble import SignOnError, Trouble

KEPT = timedelta(hours=1)
"""How long a process goes by what the provider said of itself. Default of the software."""

KEPT_AT_LEAST = timedelta(minutes=1)
"""Within this time keys are not asked for again, whichever key a token names. Default of the software."""

LONGEST_ANSWER = 60 * 1024
"""In bytes: keys of large providers are some 20 kB."""


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
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

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

        :raises SignOnError: ``not_reached``, ``not_signed``, ``declined`` when the provider does not take the code.
        """
        known = self._said(now)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": attempt.verifier}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self.secret is None:
            form["client_id"] = self.client_id
        elif known.by_post:
            form |= {"client_id": self.client_id, "client_secret": self.secret}
        else:
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self.secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        given = self._asked(known.token, "POST", headers, urlencode(form).encode())
        token = given.get("id_token")
        if not isinstance(token, str):
            raise SignOnError(Trouble.DECLINED if "error" in given else Trouble.NOT_REACHED)
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
        with self._lock:
            known = self._known
            if known is None or anew or not timedelta() <= now - known.at < KEPT:
                known = self._known = self._ask_all(now)
            return known

    def _ask_all(self, now: datetime) -> Known:
        said = self._asked(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration", "GET", {"Accept": "application/json"}, b"")
        try:
            if said["issuer"] != self.issuer:
                raise SignOnError(Trouble.NOT_REACHED)
            authorize, token, algorithms = (
                said["authorization_endpoint"],
                said["token_endpoint"],
                said.get("id_token_signing_alg_values_supported"),
            )
            place_of(authorize, self.allowed)
            methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
            keys = _keys_in(self._asked(said["jwks_uri"], "GET", {"Accept": "application/json"}, b""))
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
            raise SignOnError(Trouble.NOT_REACHED) from None

    def _asked(self, address: str, method: str, headers: dict[str, str], content: bytes) -> dict[str, Any]:
        try:
            place = place_of(address, self.allowed)
            answer = ask(place, method=method, headers=headers, content=content, kept_bytes=LONGEST_ANSWER)
            said = json.loads(answer.content)
        except (OutwardError, ValueError, TypeError):
            raise SignOnError(Trouble.NOT_REACHED) from None
        if not isinstance(said, dict) or (not answer.is_good and "error" not in said):
            raise SignOnError(Trouble.NOT_REACHED)
        return said


def _keys_in(said: dict[str, Any]) -> KeySet:
    """Return the keys with which a provider may sign; those of other kinds, and for other uses, do not concern us."""
    signing = [each for each in said["keys"] if each.get("kty") in {"RSA", "EC", "OKP"} and each.get("use", "sig") == "sig"]
    return KeySet.import_key_set({"keys": signing})


def _server(issuer: str) -> str:
    parts = urlsplit(issuer)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"

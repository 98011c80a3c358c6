"""What is believed of what a provider says, and every way in which somebody else could say it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from consensus.single_sign_on.attempt import Attempt, begun, returned
from consensus.single_sign_on.tokens import Claims, believed
from consensus.single_sign_on.trouble import SignOnError, Trouble

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ISSUER, US, NONCE = "https://accounts.invented.example", "consensus-here", "a-nonce"
THEIRS, STRANGE = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}, private=True) for kid in ("one", "two"))
KEYS = KeySet([RSAKey.import_key(THEIRS.as_dict(private=False))])
SAID = {
    "iss": ISSUER,
    "sub": "vera-17",
    "aud": US,
    "exp": int(NOW.timestamp()) + 300,
    "iat": int(NOW.timestamp()) - 5,
    "nonce": NONCE,
    "email": "vera@invented.example",
    "email_verified": True,
}


def token(*, key: Any = THEIRS, header: dict[str, Any] | None = None, **said: Any) -> str:
    claims = {name: value for name, value in (SAID | said).items() if value is not ...}
    head = header or {"alg": "RS256", "kid": "one"}
    return jwt.encode(head, claims, key, algorithms=[head["alg"]])


def read(text: str, *, algorithms: tuple[str, ...] | None = ("RS256",)) -> Claims:
    return believed(text, KEYS, issuer=ISSUER, client_id=US, nonce=NONCE, algorithms=algorithms, now=NOW)


def unsigned(algorithm: str) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(SAID)}."


def test_what_the_provider_signed_for_us_just_now_is_believed() -> None:
    assert read(token()) == Claims(ISSUER, "vera-17", "vera@invented.example", "vera@invented.example")


SECONDS = int(NOW.timestamp())
SHARED = OctKey.import_key(json.dumps(KEYS.as_dict(private=False)))


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(lambda: unsigned("none"), id="unsigned"),
        pytest.param(lambda: unsigned("RS256"), id="signed by nothing"),
        pytest.param(lambda: token(key=STRANGE), id="another's key under the same name"),
        pytest.param(lambda: token(key=STRANGE, header={"alg": "RS256", "kid": "two"}), id="a key the provider has not"),
        pytest.param(
            lambda: token(key=STRANGE, header={"alg": "RS256", "jwk": STRANGE.as_dict(private=False)}), id="a key that it brings itself"
        ),
        pytest.param(lambda: token(key=SHARED, header={"alg": "HS256", "kid": "one"}), id="the public key as a shared word"),
        pytest.param(lambda: token(iss="https://accounts.other.example"), id="another provider"),
        pytest.param(lambda: token(iss=[ISSUER]), id="a provider among several"),
        pytest.param(lambda: token(aud="another-program"), id="for another program"),
        pytest.param(lambda: token(aud=[US, "another-program"]), id="for us and another, and nobody says who asked"),
        pytest.param(lambda: token(azp="another-program"), id="asked by another"),
        pytest.param(lambda: token(aud=...), id="for nobody"),
        pytest.param(lambda: token(exp=SECONDS - 61), id="run out"),
        pytest.param(lambda: token(exp=...), id="without an end"),
        pytest.param(lambda: token(iat=SECONDS - 601), id="made long ago"),
        pytest.param(lambda: token(iat=SECONDS + 3600), id="made in an hour"),
        pytest.param(lambda: token(nonce="another"), id="of another attempt"),
        pytest.param(lambda: token(nonce=...), id="of no attempt"),
        pytest.param(lambda: token(nonce=[NONCE]), id="of several attempts"),
        pytest.param(lambda: token(sub=""), id="about nobody"),
        pytest.param(lambda: token(sub=17), id="about a number"),
        pytest.param(lambda: token(sub="v" * 256), id="about a name that is too long"),
        pytest.param(lambda: token(sub="vera\u202e17"), id="about a name that turns what follows it"),
        pytest.param(lambda: token()[:-6] + "AAAAAA", id="changed on the way"),
        pytest.param(lambda: "a.b.c", id="no token"),
    ],
)
def test_nothing_else_is_believed(forged: Any) -> None:
    with pytest.raises(SignOnError) as refused:
        read(forged())
    assert refused.value.trouble is Trouble.NOT_SIGNED


def test_a_token_for_others_too_is_believed_if_we_asked_for_it() -> None:
    assert read(token(aud=[US, "another-program"], azp=US)).subject == "vera-17"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"email": ...}, "vera-17"),
        ({"email": "\u202evera"}, "vera-17"),
        ({"email": ..., "preferred_username": "vera", "name": "V"}, "vera"),
    ],
)
def test_an_account_is_shown_by_what_its_provider_answers_for(said: dict[str, Any], shown: str) -> None:
    """Anybody can call themselves as they like."""
    found = read(token(**said))
    assert (found.shown, found.email) == (shown, None)


@pytest.mark.parametrize("offered", [("ES256", "none", "HS256"), ("none", "HS256"), ()])
def test_an_algorithm_that_the_provider_does_not_offer_is_not_taken(offered: tuple[str, ...]) -> None:
    with pytest.raises(SignOnError):
        read(token(), algorithms=offered)


@pytest.mark.parametrize("checked", [False, None, "true", 1, ...])
def test_an_address_counts_only_if_the_provider_says_outright_that_it_checked_it(checked: object) -> None:
    assert read(token(email_verified=checked)).email is None


@pytest.fixture
def attempt() -> Attempt:
    return begun(NOW, target="/bodies")


def test_an_attempt_comes_back_by_its_own_word_in_time(attempt: Attempt) -> None:
    assert returned(attempt.kept(), attempt.state, NOW + timedelta(minutes=9)) == attempt


@pytest.mark.parametrize("state", ["another", "", None])
def test_an_answer_to_another_attempt_is_not_taken(attempt: Attempt, state: str | None) -> None:
    with pytest.raises(SignOnError):
        returned(attempt.kept(), state, NOW)


def test_an_answer_to_nothing_or_too_late_is_not_taken(attempt: Attempt) -> None:
    for kept, later in ((None, 0), ({}, 0), (attempt.kept() | {"begun_at": "soon"}, 0), (attempt.kept(), 10), (attempt.kept(), -1)):
        with pytest.raises(SignOnError):
            returned(kept, attempt.state, NOW + timedelta(minutes=later))


def test_the_challenge_is_made_as_the_form_says() -> None:
    """The values of RFC 7636, appendix B."""
    attempt = Attempt("s", "n", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", NOW.isoformat(), "", None)
    assert attempt.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

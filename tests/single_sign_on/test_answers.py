"""What a provider could answer and a good one does not, how often it is asked, and what the operator reads of it in the log."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from consensus.outward import Allowed, Answer, OutwardError, Place
from consensus.outward import Trouble as Outward
from consensus.single_sign_on import asking
from consensus.single_sign_on.attempt import Attempt, begun
from consensus.single_sign_on.provider import Provider
from consensus.single_sign_on.tokens import Claims
from consensus.single_sign_on.trouble import SignOnError, Trouble

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ISSUER, BACK = "https://accounts.invented.example", "https://consensus.invented.example/sign-in/elsewhere/back"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)


@dataclass
class Answers:
    """A provider that answers as it is told to."""

    attempt: Attempt
    said: dict[str, Any] = field(default_factory=dict)
    count: int = 0

    def ask(self, place: Place, **_asked: Any) -> Answer:
        """Answer."""
        self.count += 1
        answer = self.said[place.target]
        if isinstance(answer, Exception):
            raise answer
        status, content = answer if isinstance(answer, tuple) else (200, answer)
        return Answer(status, content if isinstance(content, bytes) else json.dumps(content).encode())

    def known(self) -> Provider:
        """Return what the program knows of it by its settings."""
        return Provider(ISSUER, "us", "a-word", "Accounts", trusts_addresses=False, allowed=Allowed())

    def exchange(self, provider: Provider | None = None) -> Claims:
        """Hand in a code."""
        return (provider or self.known()).exchange("a-code", self.attempt, back=BACK, now=NOW)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """One whose every answer is good."""
    made = Answers(begun(NOW))
    seconds = int(NOW.timestamp())
    claims = {"iss": ISSUER, "sub": "vera-17", "aud": "us", "iat": seconds, "exp": seconds + 300, "nonce": made.attempt.nonce}
    made.said = {
        "/.well-known/openid-configuration": {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        },
        "/keys": {"keys": [KEY.as_dict(private=False)]},
        "/token": {"id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)},
    }
    monkeypatch.setattr(asking, "ask", made.ask)
    return made


def trouble(answers: Answers, provider: Provider | None = None) -> Trouble:
    with pytest.raises(SignOnError) as found:
        answers.exchange(provider)
    return found.value.trouble


def test_keys_that_nobody_here_can_read_do_not_spoil_the_others(answers: Answers) -> None:
    """Source: RFC 7517, section 5."""
    strange = [
        {"kty": "EC", "crv": "P-999", "x": "AA", "y": "AA"},
        {"kty": "RSA", "kid": "two"},
        {"kty": "RSA", "n": "A", "e": ""},
        "none",
        5,
    ]
    answers.said["/keys"]["keys"][:0] = strange
    assert answers.exchange().subject == "vera-17"
    answers.said["/keys"]["keys"] = strange
    assert trouble(answers) is Trouble.NOT_REACHED


@pytest.mark.parametrize("asked_for", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"a":' + b"[" * 20_000, (301, {}), (500, {}), b"\xff"], ids=range(7))
def test_an_answer_that_is_none_is_one_of_a_provider_that_is_away(answers: Answers, asked_for: str, answer: Any) -> None:
    answers.said[asked_for] = answer
    assert trouble(answers) is Trouble.NOT_REACHED


@pytest.mark.parametrize("named", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["http://accounts.invented.example/token", "https://169.254.169.254/", "javascript:alert(1)", 5, None])
def test_a_provider_sends_nobody_to_where_nothing_is_asked(answers: Answers, named: str, address: Any) -> None:
    answers.said["/.well-known/openid-configuration"][named] = address
    assert trouble(answers) is Trouble.NOT_REACHED


def test_a_provider_that_is_away_is_not_asked_again_at_once(answers: Answers) -> None:
    provider, good = answers.known(), answers.said["/keys"]
    answers.said["/keys"] = OutwardError(Outward.TOO_SLOW)
    for _ in range(3):
        with pytest.raises(SignOnError):
            provider.address_to_sign_in(answers.attempt, back=BACK, now=NOW)
    assert answers.count == 2
    answers.said["/keys"] = good
    provider.address_to_sign_in(answers.attempt, back=BACK, now=NOW + asking.AWAY)


def test_nobody_waits_for_long_behind_another_who_asks_a_provider_that_is_slow(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or whoever opens this door a few times would keep all others shut, behind which passwords are read as well."""
    monkeypatch.setattr(asking, "WAITS", 0.01)
    provider, is_asked, goes_on = answers.known(), threading.Event(), threading.Event()

    def slow(place: Place, **more: Any) -> Answer:
        is_asked.set()
        assert goes_on.wait(30)
        return answers.ask(place, **more)

    monkeypatch.setattr(asking, "ask", slow)
    first = threading.Thread(target=provider.address_to_sign_in, args=(answers.attempt,), kwargs={"back": BACK, "now": NOW})
    first.start()
    assert is_asked.wait(30)
    with pytest.raises(SignOnError):
        provider.address_to_sign_in(answers.attempt, back=BACK, now=NOW)
    goes_on.set()
    first.join(30)
    assert provider.address_to_sign_in(answers.attempt, back=BACK, now=NOW).startswith(f"{ISSUER}/authorize?")


def test_keys_are_asked_for_anew_once_a_token_names_another_and_not_at_every_one(answers: Answers) -> None:
    provider = answers.known()
    answers.said["/token"] = {"id_token": "a.b.c"}
    assert trouble(answers, provider) is Trouble.NOT_SIGNED
    assert answers.count == 3
    with pytest.raises(SignOnError):
        provider.exchange("a-code", answers.attempt, back=BACK, now=NOW + timedelta(minutes=1))
    assert answers.count == 6


@pytest.mark.parametrize(
    ("error", "why", "logged"),
    [
        ("invalid_grant", Trouble.NOT_SIGNED, "invalid_grant"),
        ("invalid_client", Trouble.NOT_REACHED, "invalid_client"),
        ("vera-17 said:\nso", Trouble.NOT_REACHED, "an error of its own"),
    ],
)
def test_the_operator_reads_why_and_nothing_of_anybody(
    answers: Answers, caplog: pytest.LogCaptureFixture, error: str, why: Trouble, logged: str
) -> None:
    answers.said["/token"] = (400, {"error": error, "error_description": "of vera-17"})
    with caplog.at_level(logging.INFO, "consensus.single_sign_on"):
        assert trouble(answers) is why
    assert logged in caplog.text
    for secret in ("vera-17", "a-code", "a-word", answers.attempt.state, answers.attempt.verifier):
        assert secret not in caplog.text
    assert len(caplog.records) == 1

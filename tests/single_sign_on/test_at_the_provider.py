"""What the provider itself judges, and what the program does when it rotates its keys, is set otherwise, or has another time."""

from __future__ import annotations

import base64
import dataclasses
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from consensus.outward import Answer, Place, ask
from consensus.single_sign_on import asking
from consensus.single_sign_on.attempt import begun
from consensus.single_sign_on.trouble import SignOnError
from consensus.web.now import now
from tests.single_sign_on.door import WORDS, Door
from tests.support.browsing import text_of
from tests.support.provider import ALONE, ANOTHER, BACK, US, WORD
from tests.support.provider.running import Running
from tests.support.provider.settings import new_key
from tests.support.provider.there import There

with_a_network = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_a_stolen_code_is_of_no_use_to_a_thief(provider: Running) -> None:
    """Whoever reads it on its way has neither the word that was drawn for it nor, mostly, that which we share with the provider."""
    known, attempt = provider.known_as(), begun(now())
    code = query_of(provider.visitor("vera-17").goes_to(known.address_to_sign_in(attempt, back=BACK, now=now())))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": US, "client_secret": WORD}
    whole = form | {"code_verifier": attempt.verifier}
    thief = There(provider.issuer)

    def handed_in(**changed: str) -> tuple[int, bool]:
        status, _where, said = thief.sent("token/", {name: value for name, value in (whole | changed).items() if value})
        return status, "id_token" in said

    assert handed_in(code_verifier="") == (400, False)
    assert handed_in(code_verifier=begun(now()).verifier) == (400, False)
    assert handed_in(code_verifier=attempt.challenge) == (400, False)
    assert handed_in(client_secret="another word") == (401, False)
    assert handed_in(client_id=ANOTHER) == (400, False)
    assert handed_in(redirect_uri=BACK + "/") == (400, False)
    assert handed_in() == (200, True), "each was refused for what was changed in it"
    assert handed_in() == (400, False), "once"


def test_the_provider_sends_nobody_back_who_left_without_a_challenge_or_for_elsewhere(provider: Running) -> None:
    address = provider.known_as().address_to_sign_in(begun(now()), back=BACK, now=now())
    vera = provider.visitor("vera-17")
    for name in ("code_challenge", "code_challenge_method"):
        asked = {key: value for key, value in query_of(address).items() if key != name}
        answer = query_of(vera.goes_to(There.address_of(address, asked)))
        assert ("code" in answer, answer["error"]) == (False, "invalid_request"), name
    status, where, _page = vera.sent(There.address_of(address, query_of(address) | {"redirect_uri": "https://evil.example/back"}))
    assert (status, where) == (400, "")


@pytest.mark.parametrize(
    ("client_id", "secret", "methods"),
    [(US, WORD, ["client_secret_basic"]), (US, WORD, ["client_secret_post"]), (ALONE, None, ["none"])],
    ids=["in the head", "in the form", "without a word"],
)
def test_the_program_shows_who_it_is_as_the_provider_wants_it(
    provider: Running, monkeypatch: pytest.MonkeyPatch, client_id: str, secret: str | None, methods: list[str]
) -> None:
    sent: list[tuple[str, str]] = []

    def listening(place: Place, **asked: Any) -> Answer:
        sent.append((asked["headers"].get("Authorization", ""), asked["content"].decode()))
        return ask(place, **asked)

    monkeypatch.setattr(asking, "ask", listening)
    provider.configure(OIDC_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED=methods)
    known, attempt = provider.known_as(client_id, secret=secret), begun(now())
    back = query_of(provider.visitor("vera-17").goes_to(known.address_to_sign_in(attempt, back=BACK, now=now())))
    claims = known.exchange(back["code"], attempt, back=BACK, now=now())
    assert (claims.issuer, claims.subject, claims.email) == (provider.issuer, "vera-17", "vera.verified@invented.example")
    head, form = sent[-1]
    assert head.startswith("Basic ") is (methods == ["client_secret_basic"])
    assert ("client_secret=" in form) is (methods == ["client_secret_post"])
    assert base64.b64decode(head.removeprefix("Basic ")).decode().partition(":")[2] in ("", "one+word%2Ffor+the+two%2Bof+us")


def test_a_provider_whose_clock_is_a_little_wrong_is_believed_and_one_that_speaks_of_another_time_is_not(provider: Running) -> None:
    known, vera = provider.known_as(), provider.visitor("vera-17")

    def at(difference: timedelta) -> str:
        attempt = begun(now() + difference)
        code = query_of(vera.goes_to(known.address_to_sign_in(attempt, back=BACK, now=now() + difference)))["code"]
        try:
            return known.exchange(code, attempt, back=BACK, now=now() + difference).subject
        except SignOnError as error:
            return str(error)

    minute = timedelta(minutes=1)
    found = {minutes: at(minutes * minute) for minutes in (-2, -0.5, 9, 11)}
    assert found == {-2: "not_signed", -0.5: "vera-17", 9: "vera-17", 11: "not_signed"}


@with_a_network
def test_people_come_in_after_the_provider_has_taken_new_keys(door: Door, provider: Running) -> None:
    door.binds(door.person(), "vera-17")
    provider.configure(OIDC_RSA_PRIVATE_KEY=new_key())
    assert door.goes(door.browser(), "vera-17").status_code == 400, "its keys were asked for a moment ago"
    soon = now() + timedelta(minutes=1)
    door.app.config["CLOCK"] = lambda: soon
    browser = door.browser()
    assert door.goes(browser, "vera-17").status_code == 303
    assert door.signed_in(browser) == "Vera Verified"


@with_a_network
def test_what_the_provider_says_under_another_name_is_not_believed(door: Door, provider: Running, caplog: pytest.LogCaptureFixture) -> None:
    door.binds(door.person(), "vera-17")
    provider.configure(OIDC_ISS_ENDPOINT="https://accounts.other.example", COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS=False)
    browser = door.browser()
    back = door.answers(door.leaves(browser), "vera-17")
    assert "iss=" not in back
    door.provider = dataclasses.replace(door.provider, _known=dataclasses.replace(door.provider._said(now()), names_itself=False))
    assert browser.get(back).status_code == 400
    assert "InvalidClaimError:iss" in caplog.text, "its token names another"
    door.provider = dataclasses.replace(door.provider, _known=None)
    assert browser.get("/sign-in/elsewhere").status_code == 502, "and so does what it says of itself"
    assert door.signed_in(browser) is None


@with_a_network
def test_while_the_provider_is_away_people_come_in_by_the_other_doors(door: Door) -> None:
    vera = door.person()
    door.binds(vera, "vera-17")
    door.provider = dataclasses.replace(door.provider, issuer="http://127.0.0.1:1", _known=None)
    browser = door.browser()
    answer = browser.get("/sign-in/elsewhere")
    assert answer.status_code == 502
    assert 'href="/sign-in"' in text_of(answer)
    door.session.rollback()
    assert browser.post("/sign-in", {"email": "vera.verified@invented.example", "password": WORDS}).status_code == 303
    assert door.signed_in(browser) == "Vera Verified"


@with_a_network
def test_signing_out_here_and_signing_out_there_are_two_things(door: Door, provider: Running) -> None:
    door.binds(door.person(), "vera-17")
    browser, there = door.browser(), There(provider.issuer).sign_in("vera-17")
    address = door.leaves(browser)
    browser.get(there.goes_to(address).removeprefix("http://127.0.0.1:8000"))
    page = there.sent("logout/")[2]
    assert there.sent("logout/", There.fields_of(page) | {"allow": "yes"})[0] == 302
    assert there.goes_to(address).startswith("/login/"), "there they sign in anew"
    assert door.signed_in(browser) == "Vera Verified"
    browser.post("/sign-out")
    assert door.signed_in(browser) is None
    assert browser.get("/account").status_code == 303


@with_a_network
def test_whoever_has_no_address_there_binds_their_account_and_comes_in(door: Door) -> None:
    nora = door.person("Nora None")
    door.provider.trusts_addresses = True
    assert door.goes(door.browser(), "nora-5").status_code == 403
    door.binds(nora, "nora-5")
    browser = door.browser()
    door.goes(browser, "nora-5")
    assert door.signed_in(browser) == "Nora None"

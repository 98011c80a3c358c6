"""What every page keeps to: its policy, its headers, its cookies; and no form without a token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from config import Settings
from consensus.app import create_app
from consensus.db import db
from consensus.web.security import CONTENT_SECURITY_POLICY
from tests.people.place import Place
from tests.support.browsing import FROM_HERE, text_of
from tests.support.budget import Budget

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

INLINE = re.compile(r"""<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|hx-on|javascript:|<script(?![^>]*\ssrc=)|hx-vals=["']js:""", re.IGNORECASE)


def rules(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """Give the endpoint and an address of each route that takes ``method``."""
    adapter = app.url_map.bind("127.0.0.1:8000")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or set()):
            yield rule.endpoint, adapter.build(rule.endpoint, _arguments(rule), method=method)


def _arguments(rule: Rule) -> dict[str, object]:
    return {name: _argument(converter) for name, converter in rule._converters.items()}


def _argument(converter: BaseConverter) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "x"


def test_no_post_is_taken_without_a_token(place: Place) -> None:
    app = create_app(replace(place.settings, demonstration=True))
    client = app.test_client()
    posts = dict(rules(app, "POST"))
    assert "people.sign_in" in posts
    assert "demonstration.sign_in_as" in posts
    for endpoint, address in posts.items():
        if endpoint.startswith("interface."):  # which no session opens: see tests/api/test_tokens.py
            continue
        if endpoint == "notifications.less":  # a mail program has none; a seal stands for it: see tests/notifications/test_pages.py
            continue
        answer = client.post(address, data={"reason": "words that I typed"}, headers=FROM_HERE)
        assert answer.status_code == 400, endpoint
        assert "words that I typed" in text_of(answer), endpoint
    with app.app_context():
        db.engine.dispose()


def test_no_page_holds_anything_inline_or_costs_too_much_and_each_says_so_to_the_browser(place: Place) -> None:
    steward, budget = place.as_steward(), Budget(place.app)
    for endpoint, address in rules(place.app, "GET"):
        answer = steward.get(address)
        assert answer.status_code < 500, endpoint
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY, endpoint
        if answer.mimetype == "text/html":
            assert INLINE.findall(text_of(answer)) == [], endpoint
        assert budget.spent_beyond(answer) == [], endpoint


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cache-Control", "private, no-cache"),
    ],
)
def test_each_page_has_its_headers(app: Flask, header: str, value: str) -> None:
    assert app.test_client().get("/sign-in").headers[header] == value


def test_a_page_varies_with_htmx(app: Flask) -> None:
    assert "HX-Request" in app.test_client().get("/sign-in").vary


def test_cookies_of_an_installation_on_https_travel_over_it_alone(settings: Settings) -> None:
    app = create_app(replace(settings, base_url="https://decide.example.org"))
    answer = app.test_client().get("/sign-in", base_url="https://decide.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-consensus=")
    assert [part for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax") if f"; {part}" not in cookie] == []
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_on_the_own_machine_plain_http_works(app: Flask) -> None:
    answer = app.test_client().get("/sign-in")
    assert "Secure" not in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(
    ("proxies", "believed"), [(0, ("127.0.0.1", "http://localhost/")), (1, ("203.0.113.7", "https://decide.example.org/"))]
)
def test_what_a_proxy_says_is_believed_as_far_as_proxies_are_trusted(settings: Settings, proxies: int, believed: tuple[str, str]) -> None:
    from flask import request

    app = create_app(replace(settings, trusted_proxies=proxies))
    seen: list[tuple[str | None, str]] = []
    app.before_request(lambda: seen.append((request.remote_addr, request.host_url)))
    said = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "decide.example.org"}
    app.test_client().get("/health", headers=said)
    assert seen == [believed]


def test_the_health_page_begins_no_session(app: Flask) -> None:
    answer = app.test_client().get("/health")
    assert (answer.status_code, text_of(answer), "Set-Cookie" in answer.headers) == (200, "ok\n", False)

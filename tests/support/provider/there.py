"""Somebody's browser at the provider: signs in on its page, and says yes or no where it is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPErrorProcessor, OpenerDirector, Request, build_opener

from tests.support.provider import PASSWORD

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')


class _AsItIs(HTTPErrorProcessor):
    """Follows nothing."""

    def http_response(self, request: Request, response: Any) -> Any:
        return response


@dataclass
class There:
    """A browser at the provider, with its cookies."""

    issuer: str
    opener: OpenerDirector = field(default_factory=lambda: build_opener(_AsItIs, HTTPCookieProcessor()))

    @staticmethod
    def address_of(address: str, asked: dict[str, str]) -> str:
        """Return an address with another query."""
        return f"{address.partition('?')[0]}?{urlencode(asked)}"

    @staticmethod
    def fields_of(page: str) -> dict[str, str]:
        """Return what the form of a page holds that nobody sees."""
        return {name: unescape(value) for name, value in _HIDDEN.findall(page)}

    def sent(self, address: str, form: dict[str, str] | None = None, *, headers: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Send one request, and return with which status, to where and with what it is answered."""
        data = None if form is None else urlencode(form).encode()
        request = Request(urljoin(f"{self.issuer}/", address), data, headers or {})  # noqa: S310 - on this machine
        with self.opener.open(request, timeout=20) as answer:
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    def sign_in(self, name: str) -> There:
        """Sign in on its page."""
        status, _where, page = self.sent("/login/")
        assert status == 200
        form = self.fields_of(page) | {"username": name, "password": PASSWORD, "next": "/o/"}
        assert self.sent("/login/", form)[:2] == (302, "/o/")
        return self

    def goes_to(self, address: str) -> str:
        """Open an address, and return where it leads."""
        status, where, page = self.sent(address)
        assert status == 302, page
        return where

    def answers(self, address: str, **said: str) -> str:
        """Say on its page whether a program may know who one is, and return where that leads."""
        status, _where, page = self.sent(address)
        assert status == 200
        status, where, page = self.sent(address, self.fields_of(page) | said)
        assert status == 302, page
        return where

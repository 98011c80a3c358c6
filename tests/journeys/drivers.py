"""Two ways to go through the same pages: with a browser, and over HTTP without one, as somebody does whose scripts are off."""

from __future__ import annotations

import html
import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Protocol

from playwright.sync_api import expect

from tests.support.axe import violations_on

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_SECONDS = 30.0
HTTP_UNPROCESSABLE = 422


class Driver(Protocol):
    """One person in front of the pages."""

    def open(self, path: str) -> None:
        """Go to an address."""

    def follow(self, words: str, *, within: str = "") -> None:
        """Follow the link of these words, inside the element with the id ``within`` if one is named."""

    def send(self, button: str, **fields: str | bool) -> None:
        """Fill in the form of this button and send it."""

    def text(self) -> str:
        """Return what the page says."""

    def source(self) -> str:
        """Return the page as HTML."""

    def sees(self, words: str) -> None:
        """Assert that the page says ``words``, as soon as it has settled."""

    def fits_a_telephone(self) -> None:
        """Assert that nothing stands in the way of anybody on a small screen, where there is one."""


@dataclass
class _Form:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """The words on each button, its name and its value."""


class _Reader(HTMLParser):
    """Reads the forms, the links with the ids around them, and the text of a page."""

    VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.links: list[tuple[str, str, tuple[str, ...]]] = []
        self.words: list[str] = []
        self._form: _Form | None = None
        self._open: list[tuple[str, str]] = []
        self._link: tuple[str, list[str]] | None = None
        self._button: tuple[str, str, list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select: tuple[str, list[str], str | None] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in self.VOID:
            self._open.append((tag, given.get("id", "")))
        match tag:
            case "form":
                self._form = _Form(given.get("action", ""), given.get("method", "get"))
                self.forms.append(self._form)
            case "a":
                self._link = (given.get("href", ""), [])
            case "button":
                self._button = (given.get("name", ""), given.get("value", ""), [])
            case "textarea":
                self._area = (given.get("name", ""), [])
            case "select":
                self._select = (given.get("name", ""), [], None)
            case "option" if self._select is not None:
                name, values, chosen = self._select
                values.append(given.get("value", ""))
                self._select = (name, values, given.get("value", "") if "selected" in given else chosen)
            case "input" if self._form is not None and given.get("name"):
                kind = given.get("type", "text")
                if kind not in {"radio", "checkbox", "submit"} or "checked" in given:
                    self._form.fields.append((given["name"], given.get("value", "on")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(each == tag for each, _ in self._open):
            if self._open.pop()[0] == tag:
                break
        if tag == "form":
            self._form = None
        elif tag == "a" and self._link is not None:
            address, words = self._link
            self.links.append((address, _squeezed(words), tuple(each for _, each in self._open if each)))
            self._link = None
        elif tag == "button" and self._button is not None and self._form is not None:
            name, value, words = self._button
            self._form.buttons.append((_squeezed(words), name, value))
            self._button = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            self._form.fields.append((self._area[0], "".join(self._area[1]).removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select is not None and self._form is not None:
            name, values, chosen = self._select
            if values:
                self._form.fields.append((name, chosen if chosen is not None else values[0]))
            self._select = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        for holder in (self._link, self._area):
            if holder is not None:
                holder[1].append(data)
        if self._button is not None:
            self._button[2].append(data)


def _squeezed(words: list[str]) -> str:
    return " ".join("".join(words).split())


class HttpDriver:
    """Follows links and sends forms as they stand in the HTML, and nothing else."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.address = base_url
        self._page, self._read = "", _Reader("")
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def open(self, path: str) -> None:
        self._ask(urllib.request.Request(urllib.parse.urljoin(self.base_url, path)))  # noqa: S310 - a server of the test's own

    def follow(self, words: str, *, within: str = "") -> None:
        found = [address for address, said, around in self._read.links if said == words and (not within or within in around)]
        assert found, f"no link {words!r} on {self.address}: {self.text()[:2000]}"
        self.open(urllib.parse.urljoin(self.address, found[0]))

    def send(self, button: str, **fields: str | bool) -> None:
        for form in self._read.forms:
            for words, name, value in form.buttons:
                if words == button:
                    self._send(form, name, value, fields)
                    return
        raise AssertionError(f"no button {button!r} on {self.address}: {self.text()[:2000]}")

    def text(self) -> str:
        return html.unescape(" ".join(" ".join(self._read.words).split()))

    def source(self) -> str:
        return html.unescape(self._page)

    def sees(self, words: str) -> None:
        assert words in self.text(), f"{words!r} is not on {self.address}: {self.text()[:4000]}"

    def fits_a_telephone(self) -> None:
        """There is no screen."""

    def _send(self, form: _Form, name: str, value: str, given: dict[str, str | bool]) -> None:
        said = [(each, stands) for each, stands in form.fields if each not in given]
        said += [(each, "y" if wanted is True else str(wanted)) for each, wanted in given.items() if wanted is not False]
        if name:
            said.append((name, value))
        assert form.method.lower() == "post"
        address = urllib.parse.urljoin(self.address, form.action or self.address)
        body = urllib.parse.urlencode(said).encode()
        headers = {"Sec-Fetch-Site": "same-origin", "Referer": self.address}
        self._ask(urllib.request.Request(address, data=body, headers=headers))  # noqa: S310 - a server of the test's own

    def _ask(self, request: urllib.request.Request) -> None:
        try:
            with self._opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                self.address, self._page = answer.url, answer.read().decode()
        except urllib.error.HTTPError as refused:
            self.address, self._page = refused.url or self.address, refused.read().decode()
        self._read = _Reader(self._page)


class BrowserDriver:
    """Clicks and types in a real browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, path: str) -> None:
        self.page.goto(path)

    def follow(self, words: str, *, within: str = "") -> None:
        place = self.page.locator(f"#{within}") if within else self.page
        place.get_by_role("link", name=words, exact=True).first.click()
        self.page.wait_for_load_state()

    def send(self, button: str, **fields: str | bool) -> None:
        pressed = self.page.get_by_role("button", name=button, exact=True).first
        form = self.page.locator("form").filter(has=pressed).first
        for name, value in fields.items():
            control = form.locator(f'[name="{name}"]')
            kind = control.first.evaluate("field => field.type || field.tagName.toLowerCase()")
            if kind == "radio" or (kind == "checkbox" and isinstance(value, str)):
                form.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind == "checkbox":
                control.first.set_checked(bool(value))
            elif kind.startswith("select"):
                control.first.select_option(str(value))
            else:
                control.first.fill(str(value))
        self.page.locator("html").evaluate("page => { page.dataset.left = '' }")
        with self.page.expect_response(lambda response: response.request.method == "POST") as answer:
            pressed.click()
        # Until htmx has put in place what came, or another page stands where this one was.
        is_shortened = "hx-request" in answer.value.request.headers
        settled = ":not(:has(.htmx-request, .htmx-swapping, .htmx-settling))" if is_shortened else ":not([data-left])"
        self.page.locator(f"html{settled}").wait_for(state="attached")
        self.page.wait_for_load_state()

    def text(self) -> str:
        return " ".join(self.page.locator("body").inner_text().split())

    def source(self) -> str:
        return self.page.content()

    def sees(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words, timeout=PATIENCE_SECONDS * 1000)

    def fits_a_telephone(self) -> None:
        wide = self.page.viewport_size
        self.page.set_viewport_size({"width": 360, "height": 740})
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360, self.page.url
        assert violations_on(self.page) == (), self.page.url
        if wide is not None:
            self.page.set_viewport_size(wide)

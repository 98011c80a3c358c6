"""Formatted text that is pasted where Markdown is written becomes Markdown, and loses no word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from consensus.web.markdown import markdown
from tests.support.tree import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PASTE = """html => {
    const field = document.querySelector("textarea"), carried = new DataTransfer();
    carried.setData("text/html", html);
    field.value = "Before. ";
    field.focus();
    field.setSelectionRange(8, 8);
    const taken = !field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: carried, bubbles: true, cancelable: true}));
    return taken ? field.value.slice(8) : null;
}"""


@pytest.fixture(scope="module")
def field(chromium: Browser) -> Iterator[Page]:
    """A page with nothing but the field and the script."""
    page = chromium.new_page()
    page.set_content("<textarea data-markdown='yes'></textarea>")
    page.add_script_tag(content=(ROOT / "consensus/static/consensus.js/4_pasting.js").read_text(encoding="utf-8"))
    yield page
    page.close()


@pytest.mark.parametrize(
    ("pasted", "becomes"),
    [
        ("<h2>Why</h2><p>We <b>carry</b> the <i>water</i>.</p>", "## Why\n\nWe **carry** the *water*."),
        ("<ul><li>one</li><li>two<ol start=3><li>deep</li></ol></li></ul>", "- one\n- two\n  3. deep"),
        ('<p>See <a href="https://example.org/a(b)">the well</a>.</p>', "See [the well](https://example.org/a%28b%29)."),
        ('<a href="javascript:alert(1)">here</a><b>!</b>', "here**!**"),
        # What an office program says of a weight, and of a list
        ('<b style="font-weight:normal"><span style="font-weight:700">all</span> of it</b>', "**all** of it"),
        ('<p style="mso-list:l0 level1"><span style="mso-list:Ignore">·</span>one</p>', "- one"),
        ("<blockquote><p>said</p><p>and said</p></blockquote>", "> said\n> \n> and said"),
        ("<table><tr><th>who</th><th>when</th></tr><tr><td>a|b</td></tr></table>", "| who | when |\n| --- | --- |\n| a\\|b |  |"),
        # Signs that would mean something by chance
        ("<p>3 * 4 * 5 <b>[sic]</b></p><p>1. May</p>", "3 \\* 4 \\* 5 **\\[sic\\]**\n\n1\\. May"),
        ("<div>one<br>two</div><div><em>three</em></div>", "one\ntwo\n\n*three*"),
        # Nothing in it is formatted: the browser pastes the plain text
        ("<div><span style='color:red'>x_y</span></div>", None),
    ],
)
def test_formatted_text_becomes_markdown(field: Page, pasted: str, becomes: str | None) -> None:
    assert field.evaluate(PASTE, pasted) == becomes


def test_what_was_pasted_is_shown_as_it_was_formatted(field: Page) -> None:
    pasted = field.evaluate(PASTE, "<h1>Why</h1><ul><li>one <b> two </b></li><li><p>three</p><p>four</p></li></ul><pre>a * b</pre>")
    shown = str(markdown(pasted))
    for part in ("<h3", "<li", "<strong>two</strong>", "three", "four", "<pre><code>a * b"):
        assert part in shown


def test_a_field_that_takes_no_markdown_is_let_be(field: Page) -> None:
    field.evaluate("document.querySelector('textarea').removeAttribute('data-markdown')")
    assert field.evaluate(PASTE, "<b>bold</b>") is None

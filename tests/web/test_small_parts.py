"""The parts that need no application: addresses, pages of lists, Markdown, words for time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consensus.web.addresses import safe_next
from consensus.web.markdown import markdown, plain_text
from consensus.web.paging import FURTHEST_PAGE, Page, offset_of, page_number
from consensus.web.times import day_in_words, distance_in_words, instant_in_words, machine_text

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("target", ["/", "/proposals/3", "/archive?q=a%20b&page=2", "/a#b"])
def test_a_path_of_ours_is_gone_on_to(target: str) -> None:
    assert safe_next(target, "/home") == target


@pytest.mark.parametrize(
    "target",
    [
        *(None, "", "proposals/3", "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"),
        *("javascript:alert(1)", "/\n/evil.example", "/\t/evil.example", " /a", "/a b", "/\x00", "http:/evil.example"),
    ],
)
def test_nothing_else_is(target: str | None) -> None:
    assert safe_next(target, "/home") == "/home"


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 1), ("1", 1), ("7", 7), ("0", 1), ("-3", 1), ("x", 1), ("٣", 1), ("1e3", 1), ("99999", FURTHEST_PAGE), ("9" * 400, 1)],
)
def test_a_page_number_is_read_from_the_address(text: str, number: int) -> None:
    assert page_number({"page": text}) == number


def test_an_address_without_one_is_the_first_page() -> None:
    assert page_number({}) == 1


@pytest.mark.parametrize(("total", "last"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3)])
def test_a_list_has_as_many_pages_as_it_fills(total: int, last: int) -> None:
    assert Page((), 1, total).last == last


def test_a_page_says_which_items_it_shows() -> None:
    page = Page(("a", "b"), 3, 102)
    assert (page.first_item, page.last_item, offset_of(page.number)) == (101, 102, 100)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        # a text's own headings stand below the page's
        ("# One", '<h3 dir="auto">One</h3>\n'),
        ("## One", '<h3 dir="auto">One</h3>\n'),
        ("## One\n### Two\n# Three", '<h3 dir="auto">One</h3>\n<h4 dir="auto">Two</h4>\n<h3 dir="auto">Three</h3>\n'),
        ("# One\n#### Two", '<h3 dir="auto">One</h3>\n<h4 dir="auto">Two</h4>\n'),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5", '<h6 dir="auto">4</h6>\n<h6 dir="auto">5</h6>\n'),
        ("a *b* **c**", '<p dir="auto">a <em>b</em> <strong>c</strong></p>\n'),
        # HTML is shown, not obeyed
        ("<b>x</b>", '<p dir="auto">&lt;b&gt;x&lt;/b&gt;</p>\n'),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        # links say nothing of where they were found
        ("[a](https://x.example/)", '<p dir="auto"><a href="https://x.example/" rel="noopener noreferrer nofollow">a</a></p>\n'),
        # addresses that would run something are no links
        ("[a](javascript:alert(1))", '<p dir="auto">[a](javascript:alert(1))</p>\n'),
        ("[a](data:text/html,x)", '<p dir="auto">[a](data:text/html,x)</p>\n'),
    ],
)
def test_markdown_becomes_safe_html(text: str, html: str) -> None:
    assert html in str(markdown(text))


def test_an_image_becomes_a_link_so_that_no_other_host_is_asked() -> None:
    html = str(markdown("![a map](https://elsewhere.example/map.png)"))
    assert "<img" not in html
    assert '<a href="https://elsewhere.example/map.png" rel="noopener noreferrer nofollow">a map</a>' in html


def test_tables_and_lists_find_their_own_direction() -> None:
    html = str(markdown("| a |\n|---|\n| ب |\n\n- c"))
    assert html.count('dir="auto"') == 4


def test_plain_text_is_one_line_of_words() -> None:
    assert plain_text("# A & B\n\n* c\n* `d`") == "A & B c d"
    assert plain_text("word " * 100, 20) == "word word word word…"


def test_an_instant_is_read_in_the_readers_zone_with_its_name() -> None:
    assert instant_in_words(NOON, ZoneInfo("Asia/Kathmandu")) == "22 November 2026, 17:45 (Asia/Kathmandu)"
    assert instant_in_words(NOON, UTC) == "22 November 2026, 12:00 (UTC)"


def test_machines_read_utc() -> None:
    assert machine_text(NOON.astimezone(ZoneInfo("America/Lima"))) == "2026-11-22T12:00:00Z"


def test_a_day_is_written_out() -> None:
    assert day_in_words(date(2026, 3, 2)) == "2 March 2026"


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(seconds=59), "in less than a minute"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=59, seconds=59), "in 59 minutes"),
        (timedelta(hours=1), "in 1 hour"),
        (timedelta(hours=47), "in 47 hours"),
        (timedelta(hours=48), "in 2 days"),
        (timedelta(days=3, hours=23), "in 3 days"),
        (-timedelta(seconds=1), "just now"),
        (-timedelta(minutes=2), "2 minutes ago"),
        (-timedelta(days=9), "9 days ago"),
    ],
)
def test_how_far_away_an_instant_is(away: timedelta, words: str) -> None:
    assert distance_in_words(NOON + away, NOON) == words

"""Feeds and registers: who sees what in them, that they are well formed, and that no decision is without its marker."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

import pytest

from consensus.domain.terms import Visibility
from consensus.voting import commands as voting
from tests.archive.conftest import Readers
from tests.archive.scenes import plain
from tests.bodies.statements import counted_statements
from tests.support.browsing import text_of
from tests.support.remembered import told_once
from tests.voting.story import Network

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ATOM = "{http://www.w3.org/2005/Atom}"
ASSEMBLY = ("Alpha", "Beta", "Gamma", "Delta")


@pytest.fixture
@told_once
def two(network: Network) -> Network:
    """A public decision with dissent, then one of the network."""
    network.voices(*ASSEMBLY)
    plain(network, visibility=Visibility.PUBLIC, question="Public & <first>?").stated("Beta", "We were not heard.")
    plain(network, question="=HYPERLINK(0)")
    return network


def entries(feed: str) -> list[ET.Element]:
    return ET.fromstring(feed).findall(f"{ATOM}entry")  # noqa: S314 - our own


def test_a_feed_tells_each_reader_what_they_may_see_with_its_marker(two: Network, readers: Readers) -> None:
    for address in ("/archive/feed.atom", "/archive/ASM.atom"):
        titles = [
            [each.findtext(f"{ATOM}title") for each in entries(text_of(browser.get(address)))]
            for browser in (readers.visitor(), readers.of("Beta"))
        ]
        public = "ASM/2026/001 (with dissent): Public & <first>?"
        assert titles == [[public], ["ASM/2026/002: =HYPERLINK(0)", public]]


def test_a_feed_has_what_its_form_wants(two: Network, readers: Readers) -> None:
    answer = readers.visitor().get("/archive/feed.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.data)  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    for parent in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1, name
        assert str(parent.findtext(f"{ATOM}id")).startswith("urn:uuid:")
        assert str(parent.findtext(f"{ATOM}updated")).endswith("Z")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "The invented network"
    links = {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://localhost/archive/feed.atom", "alternate": "http://localhost/archive"}


def test_an_entry_is_called_the_same_in_every_feed_and_keeps_its_instants(two: Network, readers: Readers) -> None:
    def names(address: str) -> list[tuple[str | None, ...]]:
        found = entries(text_of(readers.of("Beta").get(address)))
        return [tuple(each.findtext(f"{ATOM}{name}") for name in ("id", "published", "updated")) for each in found]

    before = names("/archive/feed.atom")
    assert len({name for name, _, _ in before}) == 2
    assert names("/archive/ASM.atom") == before
    plain(two, visibility=Visibility.PUBLIC, question="Third?")
    assert names("/archive/feed.atom")[1:] == before


def test_a_feed_that_has_not_changed_is_not_sent_again(two: Network, readers: Readers) -> None:
    name = readers.visitor().get("/archive/feed.atom").headers["ETag"]
    assert readers.visitor().get("/archive/feed.atom", headers={"If-None-Match": name}).status_code == 304


def test_older_entries_follow_in_feeds_of_their_own(two: Network, readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consensus.archive.queries.lists.PAGE_SIZE", 1)
    browser, address, seen = readers.of("Beta"), "/archive/feed.atom", []
    for _ in range(2):
        root = ET.fromstring(text_of(browser.get(address)))  # noqa: S314 - our own
        seen += [each.findtext(f"{ATOM}title") for each in root.findall(f"{ATOM}entry")]
        older = root.find(f"{ATOM}link[@rel='next']")
        address = "" if older is None else str(older.get("href"))
    assert seen == ["ASM/2026/002: =HYPERLINK(0)", "ASM/2026/001 (with dissent): Public & <first>?"]
    assert address == ""


def test_an_empty_feed_is_a_feed(network: Network, readers: Readers) -> None:
    assert entries(text_of(readers.visitor().get("/archive/feed.atom"))) == []


def test_a_register_has_a_row_for_each_decision_that_the_reader_may_see(two: Network, readers: Readers) -> None:
    rows = {}
    for who, browser in (("visitor", readers.visitor()), ("Beta", readers.of("Beta"))):
        answer = browser.get("/archive/ASM.csv")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="register-ASM.csv"'
        rows[who] = list(csv.DictReader(io.StringIO(text_of(answer).removeprefix("\ufeff"))))
    first, second = rows["Beta"]
    assert rows["visitor"] == [first]
    assert (first["number"], first["dissent"], second["dissent"]) == ("ASM/2026/001", "with dissent", "without dissent")
    assert first["address"] == "http://localhost/archive/ASM/2026/001"
    assert second["question"] == "'=HYPERLINK(0)", "no formula"


def test_the_feed_and_register_of_a_body_that_is_not_open_are_not_there(network: Network, readers: Readers) -> None:
    network.voice("Alpha")
    story = network.propose("Alpha")
    voting.withdraw_proposal(network.session, actor=story.owner, proposal_id=story.id, reason="No.", now=network.tick())
    for ending in ("atom", "csv"):
        assert readers.visitor().get(f"/archive/ASM.{ending}").status_code == 404
        assert readers.of("Alpha").get(f"/archive/ASM.{ending}").status_code == 200


def test_feeds_and_registers_take_a_fixed_number_of_statements(two: Network, readers: Readers) -> None:
    for address in ("/archive/feed.atom", "/archive/ASM.atom", "/archive/ASM.csv"):
        with counted_statements() as statements:
            readers.of("Beta").get(address)
        assert sum(1 for each in statements if not each.startswith(("BEGIN", "PRAGMA"))) <= 8

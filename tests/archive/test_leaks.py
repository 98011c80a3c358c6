"""What was sealed or reduced is readable nowhere else: pages, JSON, search, counts, order, times. Source: process.md section 8.10."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from sqlalchemy import update

from consensus.archive import views
from consensus.domain.terms import Attribution, Visibility
from consensus.voting import commands as voting
from consensus.voting.models import Objection
from tests.archive.conftest import Readers
from tests.archive.scenes import REASONS, at_every_level
from tests.support.browsing import text_of
from tests.support.remembered import told_once
from tests.voting.story import Network, Story

ADDRESS = "/archive/WG/2026/001"

SEALED_WORDS = ("hush", "xylophones", "muffle", "statutes", "zephyrs", "sphinx")
"""Words of sealed dissent, and of the answers to it."""

FEEDS = ("/archive/feed.atom", "/archive/WG.atom", "/archive/WG.csv")

OPEN_WORDS = ("quixotically", "jabberwocks", "whimsical", "marzipan", "wombats")
"""Words of dissent that is named, or told by kind and region."""

UNNAMED = ("Cinder", "Drift", "Ember", "Fennel", "Juniper", "Heath", "Gale")
"""Who dissented without a name, who seconded a sealed block, who raised an issue."""


@pytest.fixture
@told_once
def story(network: Network) -> Story:
    return at_every_level(network)


@pytest.fixture(autouse=True)
def as_html(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hand out the very page that would be set, instead of the PDF: what stands in one stands in the other."""
    monkeypatch.setattr(views, "pdf_of", str.encode)


def pages_of(browser: Any) -> str:
    """Everything that a reader can open of the decision, with what files are called."""
    files = (f"{ADDRESS}.{kind}" for kind in ("json", "md", "bib", "pdf"))
    addresses = (ADDRESS, *files, "/archive", "/archive/WG", "/archive?dissent=yes", "/archive?q=spring", "/", *FEEDS)
    answers = [browser.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(f"{answer.headers.get('Content-Disposition')}\n{text_of(answer)}" for answer in answers)


def test_to_a_visitor_and_to_the_network_sealed_words_are_readable_nowhere(story: Story, readers: Readers) -> None:
    for browser in (readers.visitor(), readers.of("Outsider")):
        shown = pages_of(browser).lower()
        assert [word for word in SEALED_WORDS if word in shown] == []


def test_words_that_are_open_are_shown_to_everybody(story: Story, readers: Readers) -> None:
    shown = pages_of(readers.visitor())

    assert [word for word in OPEN_WORDS if word not in shown] == []


def test_nobody_who_did_not_choose_to_be_named_is(story: Story, readers: Readers) -> None:
    for browser in (readers.visitor(), readers.of("Outsider")):
        shown = pages_of(browser)
        assert [name for name in UNNAMED if name in shown] == []
        assert "Brook" in shown


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_no_line_of_the_log_holds_what_was_said_or_who_said_it(network: Network, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="consensus")
    story = at_every_level(network)
    voting.look_at_sealed(story.session, actor=network.world.steward, proposal_id=story.id, reason="A complaint.", now=network.tick())
    assert "look_at_sealed" in caplog.text
    assert [word for word in (*SEALED_WORDS, *OPEN_WORDS, *UNNAMED, "complaint") if word in caplog.text] == []


def test_inside_the_body_everything_is_open(story: Story, readers: Readers) -> None:
    shown = text_of(readers.of("Iris").get(ADDRESS)).lower()

    assert [word for word in (*SEALED_WORDS, *OPEN_WORDS) if word not in shown] == []
    assert [name for name in UNNAMED if name.lower() not in shown] == []


def test_the_network_knows_how_many_are_sealed(story: Story, readers: Readers) -> None:
    data = readers.visitor().get(f"{ADDRESS}.json").get_json()

    dissent = data["dissent"]
    assert dissent["stand_asides"] == {"said": [], "sealed": 1}
    assert dissent["objections"]["sealed"] == {"unresolved": 1}
    assert dissent["statements"]["sealed"] == 1
    assert [each["who"] for each in dissent["reservations"]["said"]] == ["Brook", "A movement in Region ASIA_PAC"]


def test_what_is_not_named_has_no_time(story: Story, readers: Readers) -> None:
    dissent = readers.visitor().get(f"{ADDRESS}.json").get_json()["dissent"]

    sections = (dissent[name]["said"] for name in ("reservations", "stand_asides", "statements", "dissociations", "objections"))
    said = [each for section in sections for each in section]
    assert {each["at"] for each in said if each["level"] != "named"} == {None}
    assert None not in {each["at"] for each in said if each["level"] == "named"}
    reduced = dissent["objections"]["said"][0]
    assert (reduced["fate_at"], reduced["answers"][0]["at"], reduced["answers"][0]["by"]) == (None, None, "")


def test_counts_by_region_are_held_back_where_they_would_tell(story: Story, readers: Readers) -> None:
    outside = readers.visitor().get(f"{ADDRESS}.json").get_json()

    assert {region["positions"] for region in outside["regions"]} == {None}
    assert dict(outside["positions"])["stand_aside"] == 1
    assert outside["parties"]["names"] is None


def test_the_working_within_a_region_is_held_back_where_it_would_tell(story: Story, readers: Readers) -> None:
    inside, outside = text_of(readers.of("Iris").get(ADDRESS)), text_of(readers.visitor().get(ADDRESS))

    assert "In Region AFR, 1 of 4 voices that spoke stand aside" in inside
    assert "In Region AFR" not in outside


@pytest.mark.parametrize("word", SEALED_WORDS)
def test_search_does_not_find_by_sealed_words(story: Story, readers: Readers, word: str) -> None:
    for browser in (readers.visitor(), readers.of("Outsider"), readers.steward()):
        assert "WG/2026/001" not in text_of(browser.get(f"/archive?q={word}"))


def test_search_finds_by_sealed_words_inside_the_body(story: Story, readers: Readers) -> None:
    page = text_of(readers.of("Iris").get("/archive?q=zephyrs"))
    assert "WG/2026/001" in page
    assert "<mark>zephyrs</mark>" in page


@pytest.mark.parametrize("word", OPEN_WORDS)
def test_search_finds_everybody_what_everybody_may_read(story: Story, readers: Readers, word: str) -> None:
    page = text_of(readers.visitor().get(f"/archive?q={word}"))

    assert "WG/2026/001" in page
    assert f"<mark>{word}</mark>" in page
    assert "With dissent" in page


def test_search_finds_nobody_by_name(story: Story, readers: Readers) -> None:
    for name in ("Drift", "Fennel", "Brook"):
        assert "WG/2026/001" not in text_of(readers.visitor().get(f"/archive?q={name}"))


def test_an_attribution_that_became_less_holds_from_then_on(story: Story, readers: Readers) -> None:
    assert "whimsical" in text_of(readers.visitor().get(ADDRESS))
    story.session.execute(update(Objection).where(Objection.reason == REASONS["Ember"]).values(attribution=Attribution.SEALED))
    story.session.commit()

    assert "whimsical" not in text_of(readers.visitor().get(ADDRESS))
    assert "whimsical" not in text_of(readers.visitor().get(f"{ADDRESS}.json"))


def test_the_order_of_words_without_a_name_tells_nothing(network: Network, readers: Readers) -> None:
    first = _reservations(network, readers, ("Beta", "Gamma"))
    second = _reservations(network, readers, ("Gamma", "Beta"))

    assert first == second


def _reservations(network: Network, readers: Readers, order: tuple[str, str]) -> list[str]:
    words = {"Beta": "Only if it is cheap.", "Gamma": "Only if it is near."}
    if not network.people:
        network.voices("Alpha", "Beta", "Gamma", "Delta")
    story = network.propose("Alpha", visibility=Visibility.PUBLIC).commented().called_for_objections().called_for_consensus()
    story.supported_by("Alpha", "Delta")
    for name in order:
        story.said(name, "reservation", words[name], attribution=Attribution.KIND_AND_REGION)
    number = story.over().decision.number
    data = json.loads(text_of(readers.visitor().get(f"/archive/{number}.json")))
    return [each["text"] for each in data["dissent"]["reservations"]["said"]]


def test_a_lone_voice_is_not_told_by_its_region_or_kind(network: Network, readers: Readers) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    story = network.propose("Alpha", visibility=Visibility.PUBLIC).commented().called_for_objections().called_for_consensus()
    story.supported_by("Alpha", "Beta", "Gamma").said("Delta", "reservation", "If near.", attribution=Attribution.KIND_AND_REGION).over()

    data = readers.visitor().get("/archive/ASM/2026/001.json").get_json()

    assert [each["who"] for each in data["dissent"]["reservations"]["said"]] == ["A non-governmental organisation"]


def test_a_sealed_objection_that_is_stood_on_stays_sealed(network: Network, readers: Readers) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    story = network.propose("Alpha", visibility=Visibility.PUBLIC).commented().called_for_objections()
    objection = story.objected("Delta", "Furtive gherkins.", attribution=Attribution.SEALED)
    story.answered(objection, "No.").unresolved(objection).called_for_consensus().supported_by("Alpha", "Beta", "Gamma")
    story.said("Delta", "object", "").over()

    shown = "".join(text_of(readers.visitor().get(f"/archive/ASM/2026/001{ending}")) for ending in ("", ".json"))

    assert [voice["positions"][0]["attribution"] for voice in story.record["voices"] if voice["label"] == "Delta"] == ["sealed"]
    assert "gherkins" not in shown
    assert "Delta" not in shown

"""The page of a decision: all of it, as of now, each reader seeing what they may see. Source: record.md sections 2 to 5."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consensus.domain.terms import BodyKind, Relation, Visibility
from consensus.ledger.canonical import parse_canonical
from consensus.proposals.texts import text_sha256
from tests.archive.conftest import Readers
from tests.archive.scenes import plain, seated_board
from tests.support.browsing import text_of
from tests.voting.story import Network, Story

FIRST = "/archive/ASM/2026/001"

ASSEMBLY = ("Alpha", "Beta", "Gamma", "Delta")


@pytest.fixture
def four(network: Network) -> Network:
    """Four members in four regions."""
    network.voices(*ASSEMBLY)
    return network


def with_stand_aside(network: Network) -> Story:
    story = network.propose("Alpha", visibility=Visibility.PUBLIC).commented().called_for_objections().called_for_consensus()
    return story.supported_by("Alpha", "Beta", "Gamma").said("Delta", "stand_aside", "We cannot pay the fare.").over()


def test_a_decision_shows_its_text_outcome_and_working_in_sentences(four: Network, readers: Readers) -> None:
    plain(four)

    page = text_of(readers.of("Beta").get(FIRST))

    assert "Adopted unanimously" in page
    assert "<strong>spring</strong>" in page
    assert "4 of 4 voices spoke" in page
    assert "the quorum needs 2" in page


def test_dissent_stands_in_full_with_its_marker(four: Network, readers: Readers) -> None:
    with_stand_aside(four)

    page = text_of(readers.visitor().get(FIRST))

    assert "We cannot pay the fare." in page
    assert "With dissent" in page
    assert "(with dissent)" in page.partition("</title>")[0]


def test_a_steering_body_stands_with_the_verdict_on_it(session: Session, app: Flask) -> None:
    board = seated_board(Network(session, kind=BodyKind.STEERING))
    plain(board)

    page = text_of(Readers(app, session, board).of("Alpha").get(FIRST))

    assert "The body at closing" in page
    assert "Does not hold" in page
    assert "AFR" in page.partition("The body at closing")[2]


def test_a_decision_without_dissent_has_no_marker(four: Network, readers: Readers) -> None:
    plain(four)

    page = text_of(readers.of("Beta").get(FIRST))

    assert "With dissent" not in page
    assert "Nobody dissented" in page


def test_a_citation_names_the_dissent(four: Network, readers: Readers) -> None:
    with_stand_aside(four)

    page = text_of(readers.visitor().get(FIRST))

    cited = page.partition('id="cite"')[2]
    assert "Decision ASM/2026/001" in cited
    assert f"http://localhost{FIRST}" in cited
    assert "@misc{ASM-2026-001," in cited
    assert cited.count("with dissent") == 2


def test_a_statement_and_a_dissociation_are_shown_with_the_decision(four: Network, readers: Readers) -> None:
    plain(four).stated("Beta", "We were not heard.").dissociated("Gamma", "Not in our name.")

    page = text_of(readers.of("Alpha").get(FIRST))

    assert "We were not heard." in page
    assert "Not in our name." in page
    assert "With dissent" in page


def test_a_member_that_dissociated_is_named_as_party_nowhere(four: Network, readers: Readers) -> None:
    story = plain(four)
    assert "Gamma" in text_of(readers.of("Alpha").get(FIRST)).partition('id="parties"')[2].partition("</section>")[0]

    story.dissociated("Gamma")

    parties = text_of(readers.of("Alpha").get(FIRST)).partition('id="parties"')[2].partition("</section>")[0]
    assert "3 voices are party" in parties
    assert "Gamma" not in parties
    data = readers.of("Alpha").get(f"{FIRST}.json").get_json()
    assert data["parties"] == {"total": 3, "names": ["Alpha", "Beta", "Delta"], "unnamed": 0}


def test_a_decision_that_was_superseded_links_to_the_one_that_did(four: Network, readers: Readers) -> None:
    old = plain(four).decision
    new = four.propose("Alpha", "Autumn, then?", relation=Relation.SUPERSEDES, names=old).commented()
    new.called_for_objections().called_for_consensus().supported_by(*ASSEMBLY).over()

    before, after = (text_of(readers.of("Beta").get(f"/archive/ASM/2026/00{number}")) for number in (1, 2))

    assert "Superseded" in before
    assert re.search(r'was superseded by\s+<a href="/archive/ASM/2026/002">', before)
    assert re.search(r'It supersedes\s+<a href="/archive/ASM/2026/001">', after)


def test_a_link_to_a_decision_that_is_not_open_to_the_reader_tells_nothing_of_it(four: Network, readers: Readers) -> None:
    old = plain(four, visibility=Visibility.PUBLIC).decision
    new = four.propose("Alpha", "Autumn, then?", relation=Relation.SUPERSEDES, names=old).commented()
    new.called_for_objections().called_for_consensus().supported_by(*ASSEMBLY).over()

    page = text_of(readers.visitor().get(FIRST))

    assert "a decision that is not open to you" in page
    assert "ASM/2026/002" not in page


def test_a_provisional_adoption_says_when_it_lapses(four: Network, readers: Readers) -> None:
    four.propose("Alpha", class_code="urgent").commented().called_for_objections().called_for_consensus().supported_by(*ASSEMBLY).over()

    page = text_of(readers.of("Beta").get(FIRST))

    assert "Adopted provisionally (adopted unanimously)" in page
    assert "unless an ordinary proposal ratifies it" in page


# -- who may know of it ------------------------------------------------------------------------------------------------

MAY_READ: tuple[tuple[str, Visibility, str, int], ...] = (
    ("a visitor reads what is public", Visibility.PUBLIC, "visitor", 200),
    ("a visitor does not learn of what is the network's", Visibility.NETWORK, "visitor", 404),
    ("nor of what is the body's", Visibility.BODY, "visitor", 404),
    ("who speaks for nobody is a visitor", Visibility.NETWORK, "stranger", 404),
    ("and reads what is public", Visibility.PUBLIC, "stranger", 200),
    ("who speaks for a member reads what is the network's", Visibility.NETWORK, "Outsider", 200),
    ("but does not learn of what is another body's", Visibility.BODY, "Outsider", 404),
    ("the people of the body read it all", Visibility.BODY, "Alpha", 200),
    ("the steward reads it all", Visibility.BODY, "steward", 200),
)


@pytest.mark.parametrize(("visibility", "who", "status"), [row[1:] for row in MAY_READ], ids=[row[0] for row in MAY_READ])
@pytest.mark.parametrize("ending", ["", ".json"])
def test_who_may_know_of_a_decision(network: Network, readers: Readers, visibility: Visibility, who: str, status: int, ending: str) -> None:
    group = network.add_body("WG")
    for name, region in zip(ASSEMBLY, ("AFR", "ASIA_PAC", "LAC", "MENA"), strict=True):
        network.voice(name, region, join=group)
    network.voice("Outsider", "NAM")
    story = network.propose("Alpha", visibility=visibility, body=group).commented().called_for_objections().called_for_consensus()
    story.supported_by(*ASSEMBLY).over()

    browser = {"visitor": readers.visitor, "stranger": readers.stranger, "steward": readers.steward}.get(who, lambda: readers.of(who))()

    assert browser.get(f"/archive/WG/2026/001{ending}").status_code == status


def test_what_may_not_be_known_looks_like_what_is_not_there(four: Network, readers: Readers) -> None:
    plain(four, visibility=Visibility.NETWORK)

    hidden, missing = (text_of(readers.visitor().get(f"/archive/ASM/2026/{number}")) for number in ("001", "002"))

    assert hidden.replace("/ASM/2026/001", "/ASM/2026/002") == missing


@pytest.mark.parametrize("address", ["/archive/ASM/2026/1", "/archive/ASM/2026/0001", "/archive/asm/2026/001", "/archive/ASM/26/001"])
def test_a_number_has_one_address(four: Network, readers: Readers, address: str) -> None:
    plain(four, visibility=Visibility.PUBLIC)

    assert readers.visitor().get(address).status_code == 404


# -- taken away --------------------------------------------------------------------------------------------------------


def test_the_people_of_the_body_take_the_record_itself_away(four: Network, readers: Readers) -> None:
    story = with_stand_aside(four)
    decision = story.decision
    record, sha256 = decision.record, decision.record_sha256

    answer = readers.of("Beta").get(f"{FIRST}.json")

    assert answer.content_type == "application/json"
    assert record in text_of(answer), "byte for byte"
    assert text_sha256(record) == answer.get_json()["record_sha256"] == sha256


def test_json_is_canonical_for_everybody(four: Network, readers: Readers) -> None:
    with_stand_aside(four)

    for browser in (readers.visitor(), readers.of("Beta")):
        assert parse_canonical(text_of(browser.get(f"{FIRST}.json")))


def test_everybody_else_takes_away_what_the_page_shows(four: Network, readers: Readers) -> None:
    with_stand_aside(four)

    data = json.loads(text_of(readers.visitor().get(f"{FIRST}.json")))

    assert data["reduced"] is True
    assert data["has_dissent"] is True
    assert data["dissent"]["stand_asides"]["said"][0]["text"] == "We cannot pay the fare."
    assert data["record_sha256"] is None
    assert data["voices"] == []
    assert data["owners"] == []

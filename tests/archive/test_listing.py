"""The list of the archive: what a reader may see of it, narrowed down, a page at a time. Source: record.md sections 4 and 5."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.archive.queries import Filters, Reader, listing, reader_of, search
from consensus.bodies.queries import is_in_body
from consensus.bodies.queries.belonging import bodies_of
from consensus.domain.terms import DecisionStatus, MemberStatus, Outcome, Relation, Visibility
from consensus.ledger.signing import signer_of
from consensus.proposals import commands as drafting
from consensus.proposals.texts import TextIn
from consensus.voting import commands as voting
from consensus.voting.models import Decision
from consensus.voting.models_catalogue import CatalogueCard
from tests.archive.conftest import Readers
from tests.archive.scenes import plain
from tests.bodies.statements import counted_statements
from tests.bodies.world import DAY
from tests.support.browsing import HTMX, text_of
from tests.support.remembered import told_once
from tests.voting.story import Network

ASSEMBLY = ("Alpha", "Beta", "Gamma", "Delta")

EVERYTHING = Reader(frozenset(Visibility), is_inside_all=True)
PUBLIC = Reader(frozenset({Visibility.PUBLIC}))


@pytest.fixture
def four(network: Network) -> Network:
    """Four members in four regions."""
    network.voices(*ASSEMBLY)
    return network


@pytest.fixture
@told_once
def several(four: Network) -> Network:
    """Decisions of every kind: with dissent, superseded, withdrawn, public, of another body and another year."""
    first = plain(four, question="First, in 2026?")
    first.stated("Beta", "We were not heard.")
    second = four.propose("Alpha", "Second, instead?", relation=Relation.SUPERSEDES, names=first.decision).commented()
    second.called_for_objections().called_for_consensus().supported_by(*ASSEMBLY).over()
    four.later(300 * DAY)
    plain(four, visibility=Visibility.PUBLIC, question="Third, for everybody?")
    third = four.propose("Alpha", "Fourth, withdrawn?")
    voting.withdraw_proposal(four.session, actor=third.owner, proposal_id=third.id, reason="We thought again.", now=four.tick())
    return four


def questions(session: Session, filters: Filters | None = None, reader: Reader = EVERYTHING) -> list[str]:
    """The first word of each question in the list."""
    return [each.question.partition(",")[0] for each in listing(session, reader, filters or Filters()).decisions]


def test_the_newest_come_first(several: Network) -> None:
    assert questions(several.session) == ["Fourth", "Third", "Second", "First"]


FILTERS: tuple[tuple[str, Filters, list[str]], ...] = (
    ("a body", Filters(body="ASM"), ["Fourth", "Third", "Second", "First"]),
    ("a body that is not there", Filters(body="NOPE"), []),
    ("a class", Filters(class_code="urgent"), []),
    ("a year", Filters(year=2026), ["Second", "First"]),
    ("another year", Filters(year=2027), ["Fourth", "Third"]),
    ("an outcome", Filters(outcome=Outcome.WITHDRAWN), ["Fourth"]),
    ("in force", Filters(status=DecisionStatus.IN_FORCE), ["Third", "Second"]),
    ("superseded", Filters(status=DecisionStatus.SUPERSEDED), ["First"]),
    ("with dissent", Filters(dissent=True), ["First"]),
    ("without", Filters(dissent=False), ["Fourth", "Third", "Second"]),
    ("several at once", Filters(year=2026, status=DecisionStatus.IN_FORCE), ["Second"]),
)


@pytest.mark.parametrize(("filters", "expected"), [row[1:] for row in FILTERS], ids=[row[0] for row in FILTERS])
def test_a_list_is_narrowed_down(several: Network, filters: Filters, expected: list[str]) -> None:
    assert questions(several.session, filters) == expected


@pytest.mark.parametrize("rare", [0, 2_000], ids=["by the cards", "by the language"])
def test_a_language_lists_what_can_be_read_in_it(four: Network, monkeypatch: pytest.MonkeyPatch, rare: int) -> None:
    monkeypatch.setattr("consensus.archive.queries.lists.RARE", rare)
    _withdrawn(four, "English, alone?")
    actor, texts = four.actor("Alpha"), {"es": TextIn("Both, in two?", "Sí."), "en": TextIn("Both, in two?", "Yes.")}
    said: dict[str, Any] = {
        "body_id": four.body.id,
        "class_code": "project",
        "visibility": Visibility.NETWORK,
        "facilitator_id": four.facilitator.id,
    }
    both = drafting.create_proposal(four.session, actor=actor, texts=texts, authentic_language="es", now=four.tick(), **said)
    voting.withdraw_proposal(four.session, actor=actor, proposal_id=both, reason="No.", now=four.tick())

    asked = {code: questions(four.session, Filters(language=code)) for code in ("en", "es", "ar")}

    assert asked == {"en": ["Both", "English"], "es": ["Both"], "ar": []}
    assert [hit.decision.question for hit in search(four.session, EVERYTHING, "yes", Filters(language="es")).hits] == ["Both, in two?"]


def test_a_visitor_sees_what_is_public_and_no_trace_of_the_rest(several: Network, readers: Readers) -> None:
    page = text_of(readers.visitor().get("/archive"))

    assert "Third, for everybody?" in page
    assert [each for each in ("First", "Second", "Fourth", "ASM/2026/001") if each in page] == []


def test_the_people_of_the_network_see_what_is_the_networks(several: Network, readers: Readers) -> None:
    page = text_of(readers.of("Beta").get("/archive"))

    assert all(each in page for each in ("First", "Second", "Third", "Fourth"))


def test_no_decision_with_dissent_is_listed_without_its_marker(several: Network, readers: Readers) -> None:
    for address in ("/archive?dissent=yes", "/archive/ASM"):
        row = next(
            part for part in re.split(r"<li class=\"card\">|<tr>", text_of(readers.of("Beta").get(address))) if "ASM/2026/001" in part
        )
        assert "With dissent" in row


def test_filters_that_make_no_sense_are_none(several: Network, readers: Readers) -> None:
    address = "/archive?year=x&outcome=y&status=z&dissent=perhaps&before=then&after=99999999999999999-1&page=-3&class=%00"

    assert "Third, for everybody?" in text_of(readers.visitor().get(address))


def test_pages_follow_one_another_without_a_gap(four: Network, readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consensus.archive.queries.lists.PAGE_SIZE", 2)
    for number in range(5):
        _withdrawn(four, f"Number {number}?")

    browser, seen, address, page = readers.of("Alpha"), [], "/archive", ""
    for _ in range(3):
        page = text_of(browser.get(address))
        seen.append(re.findall(r"Number (\d)\?</a>", page))
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1] if older else ""
    newer = re.search(r'rel="prev" href="([^"]+)"', page)
    back = re.findall(r"Number (\d)\?</a>", text_of(browser.get(newer[1]))) if newer else []

    assert seen == [["4", "3"], ["2", "1"], ["0"]]
    assert address == ""
    assert back == ["2", "1"]


def test_filters_stay_from_page_to_page(four: Network, readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consensus.archive.queries.lists.PAGE_SIZE", 1)
    _withdrawn(four, "One?")
    _withdrawn(four, "Two?")

    older = re.search(r'rel="next" href="([^"]+)"', text_of(readers.of("Alpha").get("/archive?outcome=withdrawn&body=ASM")))

    assert older is not None
    assert {"outcome=withdrawn", "body=ASM"} <= set(older[1].partition("?")[2].replace("&amp;", "&").split("&"))


def test_htmx_gets_the_list_alone(several: Network, readers: Readers) -> None:
    fragment = text_of(readers.visitor().get("/archive", headers=HTMX))

    assert fragment.lstrip().startswith('<section id="decisions"')
    assert "<html" not in fragment


def test_only_bodies_of_which_something_is_seen_are_offered(several: Network, readers: Readers) -> None:
    group = several.add_body("HID")
    several.voice("Lone", "NAM", join=group)
    story = several.propose("Lone", visibility=Visibility.BODY, body=group)
    voting.withdraw_proposal(several.session, actor=story.owner, proposal_id=story.id, reason="No.", now=several.tick())

    assert "HID" not in text_of(readers.of("Beta").get("/archive"))
    assert "HID" in text_of(readers.of("Lone").get("/archive"))
    assert readers.of("Beta").get("/archive/HID").status_code == 404
    assert readers.of("Lone").get("/archive/HID").status_code == 200


def test_the_register_of_a_body_has_its_numbers(several: Network, readers: Readers) -> None:
    page = text_of(readers.of("Beta").get("/archive/ASM"))

    assert re.findall(r">(ASM/\d+/\d+)<", page) == ["ASM/2027/002", "ASM/2027/001", "ASM/2026/002", "ASM/2026/001"]


def test_the_page_of_the_record_shows_the_key_and_the_latest_checkpoint(several: Network, readers: Readers) -> None:
    browser = readers.visitor()

    page, note = text_of(browser.get("/archive/record")), text_of(browser.get("/archive/checkpoint"))

    signer = signer_of(several.session)
    assert signer.verifier.text in page
    assert signer.verifier.open(note).startswith(f"{signer.name}\n")
    assert note.splitlines()[2] in page


# -- the cards follow ----------------------------------------------------------------------------------------------------


def test_a_decision_that_is_opened_to_the_public_is_found_by_it(four: Network, readers: Readers) -> None:
    story = plain(four)
    assert questions(four.session, reader=PUBLIC) == []

    drafting.change_visibility(four.session, actor=story.owner, proposal_id=story.id, visibility=Visibility.PUBLIC, now=four.tick())

    assert len(questions(four.session, reader=PUBLIC)) == 1
    assert "ASM/2026/001" in text_of(readers.visitor().get("/archive?q=spring"))


def test_a_card_says_what_its_decision_says(several: Network) -> None:
    columns = (CatalogueCard.status, CatalogueCard.has_dissent, Decision.status, Decision.has_dissent)
    rows = several.session.execute(select(*columns).join(Decision, Decision.id == CatalogueCard.decision_id)).all()

    assert len(rows) == 4
    assert all(row[:2] == row[2:] for row in rows)


# -- who reads -----------------------------------------------------------------------------------------------------------


def test_in_which_bodies_somebody_speaks_is_the_same_for_one_as_for_all(four: Network) -> None:
    group, other = four.add_body("WG"), four.add_body("OTH")
    four.voice("Inside", "AFR", join=group)
    left = four.voice("Gone", "AFR", join=group)
    four.members["Gone"].status = MemberStatus.LEFT
    four.session.commit()
    people = [four.people["Alpha"], four.people["Inside"], left, four.facilitator]

    for person in people:
        one_by_one = {body.id for body in (four.body, group, other) if is_in_body(four.session, person.id, body.id, four.now)}
        assert bodies_of(four.session, person.id, four.now) == one_by_one


def test_a_visitor_costs_no_statement(session: Session, network: Network) -> None:
    with counted_statements() as statements:
        reader_of(session, None, network.now)

    assert [each for each in statements if not each.startswith("BEGIN")] == []


def test_a_page_of_the_list_takes_a_fixed_number_of_statements(several: Network, readers: Readers) -> None:
    for browser in (readers.visitor(), readers.of("Beta"), readers.steward()):
        for address in ("/archive", "/archive?q=spring", "/archive/ASM", "/archive?dissent=yes&q=heard"):
            with counted_statements() as statements:
                browser.get(address)
            assert sum(1 for each in statements if not each.startswith(("BEGIN", "PRAGMA"))) <= 12


def _withdrawn(network: Network, question: str) -> None:
    story = network.propose("Alpha", question)
    voting.withdraw_proposal(network.session, actor=story.owner, proposal_id=story.id, reason="No.", now=network.tick())

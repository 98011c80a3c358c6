"""A decision as a file: all of it, by the reader's own right, never without its marker, and with what it takes to check it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.archive import views
from consensus.archive.queries import evidence
from consensus.domain.actor import CLOCK
from consensus.domain.terms import BodyKind, Relation, Visibility
from consensus.people.commands import name_auditor
from consensus.web.printing import can_print
from tests.archive.conftest import Readers
from tests.archive.scenes import REASONS, at_every_level, plain
from tests.bodies.statements import counted_statements
from tests.bodies.world import DAY
from tests.support.browsing import text_of
from tests.support.missing import report_missing
from tests.support.pdf import unpacked
from tests.support.records import problems_of_taken
from tests.voting.story import Network, Story

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

GROUP = "/archive/WG/2026/001"
ASSEMBLY = ("Alpha", "Beta", "Gamma", "Delta")
KINDS = ("md", "pdf", "bib")


@pytest.fixture
def as_html(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hand out the very page that would be set, instead of the PDF."""
    monkeypatch.setattr(views, "pdf_of", str.encode)


def test_json_holds_to_its_published_form_for_every_reader(network: Network, readers: Readers) -> None:
    at_every_level(network)
    for browser in (readers.visitor(), readers.of("Outsider"), readers.of("Iris"), readers.steward()):
        data = browser.get(f"{GROUP}.json").get_json()
        assert problems_of_taken(data) == []
        assert problems_of_taken(data | {"more": 1}) != []
        assert problems_of_taken({name: value for name, value in data.items() if name != "as_of"}) != []


@pytest.mark.usefixtures("as_html")
def test_a_file_to_read_speaks_the_readers_language_and_one_for_programs_none(network: Network, readers: Readers) -> None:
    at_every_level(network)
    arabic: dict[str, Any] = {"headers": {"Accept-Language": "ar"}}
    visitor = readers.visitor()
    assert '<html lang="ar" dir="rtl">' in text_of(visitor.get(f"{GROUP}.pdf", **arabic))
    assert "17 أبريل 2026" in text_of(visitor.get(f"{GROUP}.md", **arabic))
    in_english, in_arabic = (visitor.get(f"{GROUP}.json", **asked).get_json() | {"as_of": ""} for asked in ({}, arabic))
    assert in_english == in_arabic


@pytest.mark.usefixtures("as_html")
def test_every_kind_of_file_bears_the_marker_and_is_named_after_the_number(network: Network, readers: Readers) -> None:
    at_every_level(network)
    for kind in KINDS:
        file = readers.visitor().get(f"{GROUP}.{kind}")
        assert "with dissent" in text_of(file).lower()
        assert file.headers["Content-Disposition"] == f'attachment; filename="WG-2026-001.{kind}"'


@pytest.mark.usefixtures("as_html")
def test_dissent_stands_in_full_in_files_with_every_name_inside_the_body(network: Network, readers: Readers) -> None:
    at_every_level(network)
    for kind in ("md", "pdf"):
        inside = text_of(readers.of("Iris").get(f"{GROUP}.{kind}"))
        assert [word for word in (*REASONS, *REASONS.values(), "Vexed wombats.", "Muffle them.") if word not in inside] == []


@pytest.mark.usefixtures("as_html")
def test_a_file_says_as_of_when_and_holds_the_checkpoint_that_covers_it(network: Network, readers: Readers) -> None:
    network.voices(*ASSEMBLY)
    plain(network, visibility=Visibility.PUBLIC)
    signed, key = ledger.latest_checkpoint(network.session), ledger.signer_of(network.session).verifier.text
    assert signed is not None
    root = signed.note.splitlines()[2]
    for kind in ("md", "pdf"):
        end = text_of(readers.visitor().get(f"/archive/ASM/2026/001.{kind}"))
        assert "as of" in end
        assert root in end[-1_500:]
        assert key in end
        assert re.search(rf"entry in the ledger\D*{signed.size - 1}\b", end)


def test_a_checkpoint_from_before_the_decision_is_not_said_to_cover_it(network: Network) -> None:
    network.voices(*ASSEMBLY)
    decision, latest = plain(network).decision, ledger.latest_checkpoint(network.session)
    assert latest is not None
    assert evidence.evidence_of(network.session, decision.proposal_id).checkpoint == latest
    ledger.append(network.session, at=network.now, actor=CLOCK, act="decide", data={}, proposal_id=decision.proposal_id)
    assert evidence.evidence_of(network.session, decision.proposal_id).checkpoint is None


@pytest.mark.usefixtures("as_html")
def test_files_of_what_may_not_be_known_are_not_there(network: Network, readers: Readers) -> None:
    network.voices(*ASSEMBLY)
    plain(network, visibility=Visibility.NETWORK)
    for kind in KINDS:
        assert readers.visitor().get(f"/archive/ASM/2026/001.{kind}").status_code == 404
        assert readers.of("Beta").get(f"/archive/ASM/2026/001.{kind}").status_code == 200


def test_words_of_people_are_no_marks_of_ours(network: Network, readers: Readers) -> None:
    network.voices(*ASSEMBLY)
    story = network.propose("Alpha", "# Not a `heading`?", "# Nor this", visibility=Visibility.PUBLIC).commented()
    story.called_for_objections().called_for_consensus().supported_by("Alpha", "Beta", "Gamma")
    story.said("Delta", "reservation", "```\n## Parties").over()

    made = text_of(readers.visitor().get("/archive/ASM/2026/001.md"))

    assert made.startswith("# ASM/2026/001: \\# Not a \\`heading\\`?\n")
    assert "> # Nor this\n" in made
    assert "> ```\n> ## Parties\n" in made


def test_the_pdf_is_tagged_its_fonts_are_inside_and_its_head_names_no_person(network: Network, readers: Readers) -> None:
    if not can_print():
        report_missing("pango", "Pango is not installed.")
    at_every_level(network)

    file = readers.of("Iris").get(f"{GROUP}.pdf")

    assert file.content_type == "application/pdf"
    inside = unpacked(file.data)
    for mark in (b"pdfuaid:part", b"/MarkInfo", b"/StructTreeRoot", b"/FontFile", b"/Lang (en)"):
        assert mark in inside, mark
    head = inside[inside.index(b"<x:xmpmeta") : inside.index(b"</x:xmpmeta>")].decode()
    assert "WG/2026/001 (with dissent)" in head
    assert [name for name in (*network.people, "Person") if name in head] == []


@pytest.mark.usefixtures("as_html")
def test_a_decision_and_its_files_take_twelve_statements_at_most_whoever_reads(app: Flask, session: Session) -> None:
    network = Network(session, kind=BodyKind.WORKING_GROUP)
    for name in ASSEMBLY:
        network.voice(name, join=network.body)
    network.voice("In no body")
    old = _decided(network).stated("Beta", "We were not heard.").dissociated("Gamma")
    _decided(network, relation=Relation.SUPERSEDES, names=old.decision)
    auditor, steward, until = network.world.stranger, network.world.steward, network.now + 9 * DAY
    assert auditor.person_id is not None
    name_auditor(session, actor=steward, person_id=auditor.person_id, reason="Chosen.", ends_at=until, now=network.tick())
    readers = Readers(app, session, network)

    taken: dict[str, int] = {}
    for browser in (readers.visitor(), readers.of("Beta"), readers.of("In no body"), readers.steward(), readers.stranger()):
        for ending in ("", ".json", *(f".{kind}" for kind in KINDS)):
            with counted_statements() as statements:
                assert browser.get(f"/archive/ASM/2026/001{ending}").status_code == 200
            count = sum(1 for each in statements if not each.startswith(("BEGIN", "PRAGMA")))
            taken[ending] = max(count, taken.get(ending, 0))

    assert [ending for ending, most in taken.items() if most > 12] == [], taken


def _decided(network: Network, **names: Any) -> Story:
    story = network.propose("Alpha", visibility=Visibility.PUBLIC, **names).commented().called_for_objections().called_for_consensus()
    return story.supported_by("Alpha", "Beta", "Gamma").said("Delta", "stand_aside", "We cannot pay the fare.").over()

"""Full-text search: the same answers from both databases, ranked, with the match shown. Source: record.md section 5."""

from __future__ import annotations

import re
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from consensus.archive.queries import Filters, Reader, search
from consensus.archive.queries.search import read_query
from consensus.db import dialect_of
from consensus.domain.terms import Attribution, Visibility
from consensus.voting import commands as voting
from consensus.voting.catalogue import catalogue_all
from consensus.voting.models_catalogue import Place
from tests.archive.conftest import Readers
from tests.archive.scenes import plain
from tests.support.browsing import text_of
from tests.support.remembered import told_once
from tests.voting.story import Network

EVERYTHING = Reader(frozenset(Visibility), is_inside_all=True)
PUBLIC = Reader(frozenset({Visibility.PUBLIC}))

TEXTS = (
    ("Shall we march in Łódź?", "A march needs water, *équité* and stewards. Don't forget well-known songs."),
    ("Water for the march?", "Everybody brings a bottle."),
    ("هل نلتزم بالمُقَاوَمَة السلمية؟", "نعم، على كل حال، في سنة ٢٠٢٦."),
    ("Shall we hire?", "A steward for the office; no water cooler."),
    ("我们继续非暴力抵抗吗？", "大家都同意。"),
)


@pytest.fixture
@told_once
def texts(network: Network) -> Network:
    """Short decisions in several scripts, withdrawn as drafts."""
    network.voice("Alpha")
    for question, words in TEXTS:
        story = network.propose("Alpha", question, words)
        voting.withdraw_proposal(network.session, actor=story.owner, proposal_id=story.id, reason="Enough.", now=network.tick())
    return network


def found(session: Session, query: str, filters: Filters | None = None, reader: Reader = EVERYTHING) -> list[int]:
    """The numbers of the texts that are found, best first."""
    hits = search(session, reader, query, filters or Filters()).hits
    questions = [question for question, _ in TEXTS]
    return [questions.index(hit.decision.question) for hit in hits]


FINDS: tuple[tuple[str, str, list[int]], ...] = (
    ("a word of a question comes before one of a text", "water", [1, 3, 0]),
    ("all words must be there", "water march", [1, 0]),
    ("in whichever field", "march bottle", [1]),
    ("a word that is nowhere", "hyena", []),
    ("case plays no part", "WATER MARCH", [1, 0]),
    ("nor do accents, in the text", "equite", [0]),
    ("or in what is asked", "wáter marçh", [1, 0]),
    ("strokes are accents too", "lodz", [0]),
    ("Arabic without vowel marks", "بالمقاومة", [2]),
    ("and with another form of its last letter", "بالمقاومه", [2]),
    ("Arabic letters that look alike", "علي", [2]),
    ("Arabic with another article, or none", "والمقاومة مقاومة", [2]),
    ("Chinese inside a sentence", "抵抗", [4]),
    ("two letters in another order", "抗抵", []),
    ("one letter", "同", [4]),
    ("digits of any script", "2026", [2]),
    ("words next to each other", '"brings a bottle"', [1]),
    ("in the quotation marks of other languages", "«brings a bottle»", [1]),
    ("in that order", '"bottle a brings"', []),
    ("with a word beside", '"for the march" water', [1]),
    ("a phrase does not reach from the question into the text", '"march everybody"', []),
    ("a word with a hyphen is its parts, next to each other", "well-known", [0]),
    ("an apostrophe too", "don't", [0]),
    ("half a word is none", "wat", []),
    ("marks alone ask for nothing", '?! " *', []),
    ("words of the query language are words", "water OR NOT AND NEAR", []),
    ("so are its signs", "water* -march (question:x) & | ! <-> :A", []),
    ("a quotation mark that is not closed", '"water', [1, 3, 0]),
)  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), [row[1:] for row in FINDS], ids=[row[0] for row in FINDS])
def test_what_is_found(texts: Network, query: str, expected: list[int]) -> None:
    assert found(texts.session, query) == expected


def test_a_search_is_narrowed_down(texts: Network) -> None:
    assert found(texts.session, "water", Filters(year=2025)) == []
    assert found(texts.session, "water", Filters(body="ASM", class_code="project", dissent=False)) == [1, 3, 0]


def test_what_is_not_public_is_not_found_by_the_public(texts: Network) -> None:
    assert found(texts.session, "water", reader=PUBLIC) == []


def test_a_long_query_is_cut_and_no_error(texts: Network) -> None:
    assert found(texts.session, "water " * 500) == [1, 3, 0]
    assert len(read_query("a b c d e f g h i j k l m n o p")) == 12


@pytest.mark.parametrize("query", ["\x00", "'", "\\", "%", "' OR 1=1 --", '"q" "', "\ud800", "{question}: x", "x:*", "0break0"])
def test_no_query_is_an_error(texts: Network, query: str) -> None:
    assert found(texts.session, query) == []


def test_the_match_is_shown_as_it_was_written(texts: Network) -> None:
    hit = search(texts.session, EVERYTHING, "equite", Filters()).hits[0]

    assert hit.place is Place.TEXT
    assert [piece.text for piece in hit.excerpt if piece.is_match] == ["équité"]


def test_the_words_are_marked_in_the_question(texts: Network) -> None:
    hit = search(texts.session, EVERYTHING, "lodz", Filters()).hits[0]

    assert [piece.text for piece in hit.question if piece.is_match] == ["Łódź"]
    assert hit.place is None


def test_what_was_written_is_shown_as_text(network: Network, readers: Readers) -> None:
    network.voice("Alpha")
    story = network.propose("Alpha", "<b>Bold</b>?", "A <script>alert('cunning')</script> text.", visibility=Visibility.PUBLIC)
    voting.withdraw_proposal(network.session, actor=story.owner, proposal_id=story.id, reason="No.", now=network.tick())

    page = text_of(readers.visitor().get("/archive?q=cunning"))

    assert "<mark>cunning</mark>" in page
    assert "<script>alert" not in page
    assert "&lt;b&gt;Bold" in page


def test_objections_their_answers_and_statements_are_looked_through(network: Network) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    story = network.propose("Alpha").commented().issue("Beta", "The venue is aquamarine.", "It is turquoise.").called_for_objections()
    objection = story.objected("Gamma", "The tent is vermilion.", remedy="Paint it ochre.")
    story.answered(objection, "It is scarlet.").unresolved(objection).called_for_consensus().supported_by("Alpha", "Beta")
    story.said("Delta", "reservation", "The sky is cerulean.").over().stated("Gamma", "The flag is magenta.").dissociated(
        "Beta", "Not in beige."
    )

    places = {}
    for word in ("aquamarine", "turquoise", "vermilion", "ochre", "scarlet", "cerulean", "magenta", "beige"):
        hits = search(network.session, EVERYTHING, word, Filters()).hits
        places[word] = hits[0].place if hits else None

    assert places == {
        "aquamarine": Place.ISSUE,
        "turquoise": Place.DISPOSITION,
        "vermilion": Place.OBJECTION,
        "ochre": Place.OBJECTION,
        "scarlet": Place.ANSWER,
        "cerulean": Place.POSITION,
        "magenta": Place.STATEMENT,
        "beige": Place.DISSOCIATION,
    }


def test_an_earlier_position_is_found_inside_the_body_alone(network: Network) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    story = network.propose("Alpha", visibility=Visibility.PUBLIC).commented().called_for_objections().called_for_consensus()
    story.said("Beta", "reservation", "Only with marzipan.").supported_by("Alpha", "Beta", "Gamma", "Delta").over()

    assert search(network.session, EVERYTHING, "marzipan", Filters()).total == 1
    assert search(network.session, PUBLIC, "marzipan", Filters()).total == 0


def test_a_reader_of_two_circles_searches_each_as_it_is_open_to_them(network: Network, readers: Readers) -> None:
    group = network.add_body("WG")
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    for name, region in (("Inner", "AFR"), ("Inside", "LAC"), ("Indoor", "MENA"), ("Indeed", "NAM")):
        network.voice(name, region, join=group)
    story = network.propose("Inner", "A secret?", body=group, visibility=Visibility.BODY).commented().called_for_objections()
    story.called_for_consensus().supported_by("Inner", "Inside", "Indoor")
    story.said("Indeed", "reservation", "Quiet rhubarb.", attribution=Attribution.SEALED).over()
    plain(network, question="Rhubarb for all?")

    inner, outer = (text_of(readers.of(name).get("/archive?q=rhubarb")) for name in ("Inner", "Alpha"))

    assert re.findall(r"(?:ASM|WG)/\d+/\d+", inner).count("WG/2026/001") >= 1
    assert "WG/2026/001" not in outer
    assert "A secret?" not in outer
    assert "ASM/2026/001" in outer
    assert "1 decision holds" in outer


def test_the_index_can_be_made_anew(texts: Network) -> None:
    session = texts.session
    session.execute(text("DELETE FROM catalogue_words"))
    session.execute(text("DELETE FROM passage"))
    assert found(session, "water") == []

    assert catalogue_all(session) == len(TEXTS)

    assert found(session, "water") == [1, 3, 0]


def test_a_very_long_text_does_not_stop_a_closing(network: Network) -> None:
    network.voice("Alpha")
    words = " ".join(f"{number:x}{number * 7919:x}" for number in range(14_000))
    assert len(words) > 100_000
    story = network.propose("Alpha", "A very long one?", words)

    voting.withdraw_proposal(network.session, actor=story.owner, proposal_id=story.id, reason="No.", now=network.tick())

    assert search(network.session, EVERYTHING, "long", Filters()).total == 1


def test_search_uses_the_index_of_its_database(texts: Network) -> None:
    session = texts.session
    if dialect_of(session) == "sqlite":
        plan = session.execute(
            text("EXPLAIN QUERY PLAN SELECT rowid FROM catalogue_words WHERE catalogue_words MATCH 'water' ORDER BY rowid DESC")
        ).all()
        assert "VIRTUAL TABLE INDEX" in str(plan)
        assert "TEMP B-TREE" not in str(plan)
    else:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.execute(text("EXPLAIN SELECT decision_id FROM catalogue_words WHERE open @@ 'water'::tsquery")).all()
        assert "ix_catalogue_words_open" in str(plan)


def test_pages_of_hits_follow_one_another(network: Network, readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["consensus.archive.queries.search"], "HITS_ON_A_PAGE", 1)
    network.voice("Alpha")
    for number in range(2):
        story = network.propose("Alpha", f"Shall we sing, number {number}?")
        voting.withdraw_proposal(network.session, actor=story.owner, proposal_id=story.id, reason="No.", now=network.tick())

    first = text_of(readers.of("Alpha").get("/archive?q=sing"))
    link = re.search(r'rel="next" href="([^"]+)"', first)

    assert link is not None
    assert "number 1?" in first
    assert "number 0?" in text_of(readers.of("Alpha").get(link[1].replace("&amp;", "&")))

"""A decision on paper in four scripts: tagged, each dissent in full and in its place, its letters there to be copied and read aloud."""

from __future__ import annotations

import pytest

from consensus.domain.terms import Attribution, Visibility
from consensus.web.printing import can_print
from tests.archive.conftest import Readers
from tests.support.missing import report_missing
from tests.support.pdf import told_by, unpacked
from tests.voting.story import Network

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

SAID = (
    # who, what, and words of it that stand together in the order in which they are drawn: Arabic from its last letter on
    ("Alpha", "The roads are flooded in spring.", "roadsareflooded"),
    ("Beta", "الطرق مغمورة في الربيع قبل 15 نيسان.", "عيبرلا"),
    ("Delta", "हम सहमत हैं, पर वसंत में सड़क पर जल है।", "सहमत"),
    ("Gamma", "我们对这个提案持保留意见。", "这个提案持保留意见"),
)


def test_dissent_in_four_scripts_stands_on_paper_in_order_and_can_be_read_out(network: Network, readers: Readers) -> None:
    if not can_print():
        report_missing("pango", "Pango is not installed.")
    network.voices("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta")
    story = network.propose("Epsilon", visibility=Visibility.PUBLIC).commented().called_for_objections().called_for_consensus()
    story.supported_by("Epsilon", "Zeta", "Eta", "Theta")
    for name, words, _ in SAID:
        story.said(name, "reservation", words, attribution=Attribution.NAMED)
    story.over()

    pdf = readers.visitor().get("/archive/ASM/2026/001.pdf").data

    inside = unpacked(pdf)
    assert [mark for mark in (b"pdfuaid:part", b"/MarkInfo", b"/StructTreeRoot", b"/S /BlockQuote") if mark not in inside] == []
    told = told_by(pdf)
    places = [told.find(place) for name, _, words in SAID for place in (f"{name},onversion1", words)]
    assert -1 not in places
    assert places == sorted(places)

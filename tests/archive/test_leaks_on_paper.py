"""A decision that was really set as a PDF tells nothing of what was sealed or reduced: in its text, its outline, its head."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consensus.web.printing import can_print
from tests.archive.conftest import Readers
from tests.archive.scenes import at_every_level
from tests.archive.test_leaks import ADDRESS, OPEN_WORDS, SEALED_WORDS, UNNAMED
from tests.archive.test_leaks_everywhere import unnamed_instants
from tests.support.missing import report_missing
from tests.support.pdf import told_by
from tests.voting.story import Network

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_pdf_tells_what_is_open_and_nothing_that_was_sealed_or_reduced(network: Network, readers: Readers) -> None:
    if not can_print():
        report_missing("pango", "Pango is not installed.")
    story = at_every_level(network)
    hidden = {each.replace(" ", "") for each in (*UNNAMED, *unnamed_instants(story))}
    decided = f"{story.decision.closed_at:%B%Y,%H:%M}"
    network.later(timedelta(hours=5))  # a page says as of when it is shown

    told = told_by(readers.visitor().get(f"{ADDRESS}.pdf").data)

    assert [word for word in (*OPEN_WORDS, "Brook", "WG/2026/001", "xmpmeta", decided) if word not in told] == []
    assert [word for word in hidden if word in told] == []
    assert [word for word in SEALED_WORDS if word in told.lower()] == []

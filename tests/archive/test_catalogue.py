"""The catalogue by which decisions are found: it follows by itself, costs the same however much there is, can be made anew."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, delete, event, text
from sqlalchemy.orm import Session

from config import Settings
from consensus.archive.queries import Filters, Reader, listing, search
from consensus.cli import main
from consensus.domain.terms import DecisionStatus, Outcome, Visibility
from consensus.voting.models_catalogue import Passage
from tests.archive.scenes import plain
from tests.support.installation import environment_of
from tests.support.remembered import told_once
from tests.voting.story import Network

PUBLIC = Reader(frozenset({Visibility.PUBLIC}))
OF_THE_NETWORK = Reader(frozenset({Visibility.PUBLIC, Visibility.NETWORK}), frozenset({1, 2}))
STEWARD = Reader(frozenset(Visibility), is_inside_all=True)


@pytest.fixture
@told_once
def decided(network: Network) -> Network:
    """A network that has decided something."""
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    plain(network)
    return network


def plans(session: Session, ask: Any) -> list[str]:
    """How SQLite would carry out each statement that ``ask`` sends."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    driver: Any = session.connection().connection.driver_connection
    selects = [(statement, parameters) for statement, parameters in sent if statement.startswith("SELECT")]
    assert selects
    return [str(row[3]) for statement, parameters in selects for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]


PLANNED_BY_SHAPE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""SQLite plans by the shape of a question, PostgreSQL by the number of rows, of which a test has few: it would say nothing."""

FILTERS = (
    Filters(),
    Filters(body="ASM"),
    Filters(class_code="project"),
    Filters(year=2026),
    Filters(outcome=Outcome.BLOCKED),
    Filters(status=DecisionStatus.IN_FORCE),
    Filters(dissent=True),
    Filters(language="en"),
)


@PLANNED_BY_SHAPE
@pytest.mark.parametrize("reader", [PUBLIC, OF_THE_NETWORK, STEWARD], ids=["visitor", "network", "steward"])
@pytest.mark.parametrize(
    "filters", FILTERS, ids=lambda filters: next((name for name in Filters.__slots__ if getattr(filters, name) is not None), "all")
)
def test_no_list_is_read_from_end_to_end(decided: Network, reader: Reader, filters: Filters) -> None:
    steps = plans(decided.session, lambda: listing(decided.session, reader, filters))

    assert [step for step in steps if step.startswith("SCAN catalogue") or step == "SCAN decision"] == []
    assert any("USING COVERING INDEX ix_catalogue_visibility" in step or "USING INDEX ix_catalogue_visibility" in step for step in steps)


@PLANNED_BY_SHAPE
@pytest.mark.parametrize("reader", [PUBLIC, OF_THE_NETWORK, STEWARD], ids=["visitor", "network", "steward"])
def test_no_search_reads_from_end_to_end(decided: Network, reader: Reader) -> None:
    steps = plans(decided.session, lambda: search(decided.session, reader, "spring", Filters(dissent=False)))

    assert [
        step for step in steps if step.startswith(("SCAN catalogue ", "SCAN passage")) or step in ("SCAN decision", "SCAN catalogue")
    ] == []


@pytest.mark.parametrize("few", [0, 2_000], ids=["by the cards", "by the index itself"])
@pytest.mark.parametrize("reader", [PUBLIC, OF_THE_NETWORK], ids=["visitor", "network"])
def test_both_ways_to_what_a_reader_sees_find_the_same(decided: Network, monkeypatch: pytest.MonkeyPatch, reader: Reader, few: int) -> None:
    monkeypatch.setattr("consensus.archive.queries.words.FEW", few)
    plain(decided, visibility=Visibility.PUBLIC)
    plain(decided, visibility=Visibility.BODY)

    found = [hit.decision.number for hit in search(decided.session, reader, "spring", Filters()).hits]

    assert found == (["ASM/2026/002"] if reader is PUBLIC else ["ASM/2026/003", "ASM/2026/002", "ASM/2026/001"])


def test_the_catalogue_can_be_made_anew_at_the_command_line(decided: Network, settings: Settings) -> None:
    session = decided.session
    session.execute(text("DELETE FROM catalogue_words"))
    session.execute(delete(Passage))
    session.commit()

    result = CliRunner().invoke(main, ["archive", "catalogue"], env=environment_of(settings))

    assert (result.exit_code, result.output) == (0, "Decisions in the catalogue: 1.\n")
    assert search(session, STEWARD, "spring", Filters()).total == 1

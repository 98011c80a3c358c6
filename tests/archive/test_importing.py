"""Decisions from elsewhere in the archive: marked, never doubled, bound by the ledger, open to no more people than was said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.archive.commands import Imported, import_loomio
from consensus.archive.loomio import read_export
from consensus.archive.models import ImportedDecision, ImportedFile
from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError
from consensus.domain.terms import Visibility
from consensus.ledger.models import LedgerEntry
from tests.archive.conftest import Readers
from tests.archive.exports import Rows, in_json, newer, older, poll, stance
from tests.archive.scenes import working_group
from tests.bodies.statements import counted_statements
from tests.support.browsing import text_of
from tests.support.databases import Database
from tests.voting.crowd import Act, crowd_on
from tests.voting.story import Network


@pytest.fixture
def group(network: Network) -> int:
    """A working group with members, and somebody of the network who is not in it."""
    body_id = working_group(network).id
    network.session.rollback()
    return body_id


def take(
    session: Session,
    body_id: int,
    path: Path,
    rows: Rows,
    network: Network,
    *,
    actor: Actor = OPERATOR,
    visibility: Visibility = Visibility.BODY,
) -> Imported:
    with read_export(in_json(path / "export.json", rows)) as export:
        return import_loomio(session, actor=actor, body_id=body_id, export=export, visibility=visibility, now=network.now)


def entries(session: Session, *acts: str) -> list[dict[str, Any]]:
    found = session.scalars(select(LedgerEntry.entry).where(LedgerEntry.act.in_(acts)).order_by(LedgerEntry.index))
    return [json.loads(each) for each in found if each]


def test_closed_polls_come_into_the_archive_with_an_entry_each(session: Session, network: Network, group: int, tmp_path: Path) -> None:
    done = take(session, group, tmp_path, newer(), network)
    assert (done.new, done.known, done.changed) == (2, 0, 0)
    first, second = session.scalars(select(ImportedDecision).order_by(ImportedDecision.id))
    assert (first.question, second.question) == ("Shall we buy boats?", "Who speaks for us?")
    file, *each = entries(session, "import_loomio", "import_decision")
    stored = session.scalars(select(ImportedFile)).one()
    assert (file["data"]["sha256"], file["data"]["decisions"]) == (stored.sha256, 2)
    assert file["data"]["left_out"] == done.left_out
    assert [entry["data"]["record_sha256"] for entry in each] == [first.record_sha256, second.record_sha256]
    assert "Invented" not in json.dumps([file, *each])


def test_the_same_file_twice_changes_nothing(session: Session, network: Network, group: int, tmp_path: Path) -> None:
    take(session, group, tmp_path, older(), network)
    before = session.scalars(select(func.count()).select_from(LedgerEntry)).one()
    session.rollback()
    again = take(session, group, tmp_path, older(), network)
    assert (again.new, again.known, again.changed) == (0, 1, 0)
    assert session.scalars(select(func.count()).select_from(ImportedDecision)).one() == 1
    assert session.scalars(select(func.count()).select_from(ImportedFile)).one() == 1
    assert session.scalars(select(func.count()).select_from(LedgerEntry)).one() == before


def test_a_later_export_adds_what_is_new_and_leaves_what_is_here(session: Session, network: Network, group: int, tmp_path: Path) -> None:
    take(session, group, tmp_path, [poll(1, "Shall we meet?")], network)
    later = take(
        session, group, tmp_path, [poll(1, "Shall we meet at all?"), poll(9, "Shall we sing?"), poll(9, "Twice in a file")], network
    )
    assert (later.new, later.known, later.changed) == (1, 0, 2)
    questions = session.scalars(select(ImportedDecision.question).order_by(ImportedDecision.id)).all()
    assert questions == ["Shall we meet?", "Shall we sing?"]


def test_nobody_but_the_steward_and_the_operator_imports(session: Session, network: Network, group: int, tmp_path: Path) -> None:
    actor = network.actor("Brook")
    session.rollback()
    with pytest.raises(ForbiddenError):
        take(session, group, tmp_path, older(), network, actor=actor)
    assert take(session, group, tmp_path, older(), network, actor=network.world.steward).new == 1


def test_what_names_people_who_were_not_asked_is_never_public(session: Session, network: Network, group: int, tmp_path: Path) -> None:
    with pytest.raises(InvalidError):
        take(session, group, tmp_path, older(), network, visibility=Visibility.PUBLIC)
    assert session.scalars(select(ImportedDecision)).all() == []
    assert entries(session, "import_loomio") == []


def test_a_body_that_is_not_there_is_said(session: Session, network: Network, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        take(session, 999, tmp_path, older(), network)


def test_what_was_imported_is_written_once_and_altering_it_is_found(
    app: Flask, session: Session, network: Network, group: int, tmp_path: Path
) -> None:
    take(session, group, tmp_path, older(), network)
    assert ledger.verify(session).ok
    session.rollback()
    with pytest.raises(Exception, match="written once"):
        session.execute(text("UPDATE imported_decision SET record = '{}'"))
    session.rollback()
    _unguarded(session)
    session.execute(text("UPDATE imported_decision SET record = replace(record, 'spring', 'autumn')"))
    found = ledger.verify(session)
    assert not found.ok
    assert "imported decision" in " ".join(found.problems)


def _unguarded(session: Session) -> None:
    place = "" if session.get_bind().dialect.name == "sqlite" else " ON imported_decision"
    session.execute(text(f"DROP TRIGGER imported_decision_refuses_update{place}"))


@pytest.mark.slow
def test_two_imports_at_the_same_instant_take_each_decision_over_once(database: Database, tmp_path: Path) -> None:
    path = in_json(tmp_path / "export.json", newer())
    with crowd_on(database) as crowd:
        with crowd.session() as session:
            made = Network(session)
            body_id, other_id = working_group(made).id, made.body.id
            now = made.now

        def act_in(body: int) -> Act:
            def act(session: Session) -> Imported:
                with read_export(path) as export:
                    return import_loomio(session, actor=OPERATOR, body_id=body, export=export, visibility=Visibility.BODY, now=now)

            return act

        came = crowd.at_once(act_in(body_id), act_in(other_id), act_in(body_id))
        assert sorted(each.new for each in came if isinstance(each, Imported)) == [0, 0, 2]
        with crowd.session() as session:
            assert session.scalars(select(func.count()).select_from(ImportedDecision)).one() == 2
        assert crowd.problems() == ()


# -- reading -----------------------------------------------------------------------------------------------------------


def address(session: Session) -> str:
    found = session.scalars(select(ImportedDecision.id).order_by(ImportedDecision.id)).first()
    session.rollback()
    return f"/archive/imported/{found}"


def test_an_imported_decision_is_shown_marked_with_every_reason(
    session: Session, network: Network, group: int, readers: Readers, tmp_path: Path
) -> None:
    take(session, group, tmp_path, older(), network)
    page = text_of(readers.of("Brook").get(address(session)))
    assert "Imported from Loomio, decided there under other rules" in page
    for words in (
        "The xylophone players can come.",
        "river floods.",
        "What about jabberwocks?",
        "Amara Invented",
        "Asked without voting: 1.",
    ):
        assert words in page
    assert "Agree: 2" in page.replace('<span dir="auto">Agree</span>', "Agree")
    assert "alert(1)" not in page or "<script>alert" not in page
    assert "Not named in the file" in page
    assert "Polls that are not closed: 1." in page
    kept = json.loads(readers.of("Brook").get(f"{address(session)}.json").get_data(as_text=True))
    assert kept["votes"][0]["reason"]["text"] == "The xylophone players can come."


def test_it_is_open_to_the_body_alone_unless_said_otherwise(
    session: Session, network: Network, group: int, readers: Readers, tmp_path: Path
) -> None:
    take(session, group, tmp_path, older(), network)
    where = address(session)
    for outside in (readers.visitor(), readers.stranger(), readers.of("Outsider")):
        assert outside.get(where).status_code == 404
        assert outside.get(f"{where}.json").status_code == 404
        assert "spring" not in text_of(outside.get("/archive/imported?q=xylophone"))
        assert "/archive/imported" not in text_of(outside.get("/archive"))
    for inside in (readers.of("Brook"), readers.steward()):
        assert inside.get(where).status_code == 200
        assert "/archive/imported" in text_of(inside.get("/archive"))


def test_it_can_be_open_to_the_network(session: Session, network: Network, group: int, readers: Readers, tmp_path: Path) -> None:
    take(session, group, tmp_path, older(), network, visibility=Visibility.NETWORK)
    where = address(session)
    assert readers.of("Outsider").get(where).status_code == 200
    assert readers.visitor().get(where).status_code == 404


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("xylophone", True), ("SPRING meet", True), ("jabberwocks", True), ("Amara", True), ("springs", False), ("pring", False), ("%", True)],
)
def test_it_is_found_by_the_words_in_it(
    session: Session, network: Network, group: int, readers: Readers, tmp_path: Path, words: str, *, is_found: bool
) -> None:
    take(session, group, tmp_path, older(), network)
    page = text_of(readers.of("Brook").get("/archive/imported", query_string={"q": words}))
    assert ("Shall we meet in spring?" in page) is is_found


def test_the_networks_own_archive_does_not_count_it(
    session: Session, network: Network, group: int, readers: Readers, tmp_path: Path
) -> None:
    take(session, group, tmp_path, older(), network)
    page = text_of(readers.of("Brook").get("/archive?q=xylophone"))
    assert "Shall we meet in spring?" not in page
    assert "look for “<bdi>xylophone</bdi>” in imported decisions" in page


def test_the_list_takes_no_more_statements_with_more_decisions(
    session: Session, network: Network, group: int, readers: Readers, tmp_path: Path
) -> None:
    def statements() -> int:
        browser = readers.of("Brook")
        browser.get("/archive/imported")
        with counted_statements() as found:
            assert browser.get("/archive/imported").status_code == 200
        return len([each for each in found if not each.startswith("BEGIN")])

    take(session, group, tmp_path, [poll(1, "One?")], network)
    few = statements()
    take(session, group, tmp_path, [poll(number, f"Question {number}?") for number in range(2, 60)], network)
    assert statements() == few <= 12


def test_a_long_thread_and_many_votes_come_in_pages(
    session: Session, network: Network, group: int, readers: Readers, tmp_path: Path
) -> None:
    thread: Rows = [("discussions", {"id": 7, "title": "Long", "created_at": "2025-03-01T10:00:00Z"})]
    comments: Rows = [("comments", {"id": each, "discussion_id": 7, "body": f"Comment number {each}."}) for each in range(1, 121)]
    votes = [stance(each, 1, None, f"Reason number {each}.") for each in range(1, 61)]
    take(session, group, tmp_path, [poll(1, "Long?"), *thread, *comments, *votes], network)
    where, browser = address(session), readers.of("Brook")
    first, last = text_of(browser.get(where)), text_of(browser.get(f"{where}?page=3"))
    assert "Comment number 50." in first
    assert "Comment number 51." not in first
    assert "Reason number 51." not in first
    assert "1 to 50 of 120 comments" in first
    assert "Comment number 120." in last
    assert "Reason number" not in last

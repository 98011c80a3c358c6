"""What was said is not changed by anyone, its author included: the database refuses, on both engines.

Source: process.md section 8, rules 3, 5 and 6; record.md section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from consensus.db import install_sqlite_rules
from tests.repository.rows import ROWS, fill
from tests.support.databases import ENGINES, fresh_database


@pytest.fixture(scope="module", params=ENGINES)
def filled(request: pytest.FixtureRequest, run_folder: Path) -> Iterator[Engine]:
    """A database in which something was said. Made once: each test takes back what it was let do."""
    with fresh_database(run_folder, request.param) as database:
        engine = create_engine(database.url)
        install_sqlite_rules(engine)
        fill(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def connection(filled: Engine) -> Iterator[Connection]:
    """A connection whose transaction is rolled back."""
    with filled.connect() as made:
        yield made


GUARDED = sorted(
    {table for table, _ in ROWS}
    - {"person", "member", "body", "seat", "proposal", "meeting", "meeting_item", "election_seat", "ballot", "ledger_entry"}
    - {"digest", "notice", "notice_choice", "notice_wishes"}
    - {"push_device", "push_message", "webhook", "webhook_delivery"}
)

REFUSED = [
    # who held a seat, and when
    ("seat_term", "person_id = 2"),
    ("seat_term", "started_at = '2020-01-01 00:00:00.000000'"),
    ("seat_term", "filled_by = 'elected'"),
    ("alternate", "person_id = 2"),
    ("standing_in", "began_at = '2020-01-01 00:00:00.000000'"),
    # the rules under a proposal that is under way
    ("ruleset", "classes = '{\"project\"\\: {}}'"),
    ("ruleset", "reason = 'another'"),
    ("ruleset", "number = 2"),
    ("proposal_owner", "person_id = 2"),
    # the text, by one byte
    ("version", "is_material = (1 = 0)"),
    ("version", "number = 2"),
    ("version_text", "text = 'T '"),
    ("version_text", "html = '<p>t</p>'"),
    ("version_text", "sha256 = ''"),
    ("version_text", "language = 'es'"),
    ("translation", "text = 'T '"),
    ("translation", "is_held = (1 = 0)"),
    ("amendment_taken_over", "comment_id = 2"),
    # what was said on it
    ("comment", "text = 'Another'"),
    ("comment", "is_issue = (1 = 0)"),
    ("issue_disposition", "disposition = 'not_accepted'"),
    ("issue_disposition", "text = ''"),
    # the roll
    ("voice", "label = 'Another'"),
    ("voice", "region = 'LAC'"),
    ("voice", "kind = 'movement'"),
    ("voice", "member_id = 2"),
    # objections, positions and votes
    ("objection", "reason = ''"),
    ("objection", "ground = 'aim'"),
    ("objection", "kind = 'objection'"),
    ("objection", "remedy = 'R'"),
    ("objection", "voice_id = 2"),
    ("objection", "version_number = 2"),
    ("objection", "raised_at = '2020-01-01 00:00:00.000000'"),
    ("objection", "attribution = 'named'"),
    ("objection", "whom = 'X'"),
    ("objection", "passage = NULL"),
    ("objection_answer", "text = ''"),
    # who was invited to be heard, and what was said; the temperature of the room
    ("hearing", "place = 'X'"),
    ("hearing", "meets_at = '2027-01-01 00:00:00.000000'"),
    ("invitation", "objection_id = 2"),
    ("invitation_answer", "comes = (1 = 0)"),
    ("hearing_end", "text = 'X'"),
    ("hearing_end", "was_held = (1 = 0)"),
    ("sense_check", "is_by_name = (1 = 1)"),
    ("sense_answer", "gradient = 'endorse'"),
    ("sense_answer", "nonce = 'X'"),
    ("sense_end", "at = '2020-01-01 00:00:00.000000'"),
    ("block_second", "voice_id = 1"),
    ("position", "code = 'support'"),
    ("position", "reason = ''"),
    ("position", "version_number = 2"),
    ("position", "voice_id = 2"),
    ("position", "objection_id = NULL"),
    ("position", "at = '2020-01-01 00:00:00.000000'"),
    ("position", "attribution = 'named'"),
    ("vote", "code = 'yes'"),
    # decisions and what is annexed to them
    ("decision", "record = '{ }'"),
    ("decision", "record_sha256 = ''"),
    ("decision", "number = 'WG/2026/002'"),
    ("decision", "sequence = 2"),
    ("decision", "outcome = 'unanimity'"),
    ("decision", "label = 'unanimity'"),
    ("decision", "question = 'Another'"),
    ("decision", "closed_at = '2020-01-01 00:00:00.000000'"),
    ("statement", "text = 'Shorter'"),
    ("statement", "voice_id = 2"),
    ("statement", "attribution = 'named'"),
    ("dissociation", "extent = 'a part'"),
    ("dissociation", "member_id = 2"),
    ("dissociation", "attribution = 'named'"),
    # what followed from them
    ("review", "reason = 'Another'"),
    ("review", "review_on = NULL"),
    ("task", "text = 'Another'"),
    ("task", "responsible_id = 2"),
    ("task", "due_on = '2020-01-01'"),
    ("reminder", "at = '2020-01-01 00:00:00.000000'"),
    ("telling", "told_at = '2020-01-01 00:00:00.000000'"),
    ("telling", "channel = 'page'"),
    ("telling", "voice_id = 2"),
    ("telling", "returned_at = NULL"),
    # what the secretary wrote down
    ("entered_position", "code = 'block'"),
    ("entered_position", "reason = 'Another'"),
    ("entered_position", "voice_id = 2"),
    ("meeting_note", "text = 'Another'"),
    ("meeting_note", "kind = 'follow_up'"),
    # since when a body breaks its own rules
    ("breach", "cause = 'fill_seat'"),
    ("breach", "began_at = '2020-01-01 00:00:00.000000'"),
    ("breach", "cure_ends_at = '2030-01-01 00:00:00.000000'"),
    # what was erased, and why
    ("erasure", "reason = 'Another'"),
    ("erasure", "row_id = 3"),
    # how long something is kept, and what is held
    ("retention_rule", "days = NULL"),
    ("legal_hold", "reason = 'Another'"),
    # what came from elsewhere
    ("imported_file", "sha256 = ''"),
    ("imported_decision", "record = '{ }'"),
    ("imported_decision", "visibility = 'network'"),
    ("imported_decision", "words = ''"),
]

LET_THROUGH = [
    ("seat_term", "ended_at = started_at, end_reason = 'resigned'"),
    ("standing_in", "ended_at = began_at, end_reason = 'back'"),
    ("proposal_owner", "until_at = since_at"),
    ("voice", "recused_at = '2026-11-22 10:00:00.000000'"),
    ("voice", "position_id = NULL"),
    ("objection", "status = 'withdrawn', settled_at = raised_at"),
    ("objection", "attribution = 'sealed'"),
    ("position", "attribution = 'sealed'"),
    ("decision", "status = 'superseded', superseded_by_id = 1"),
    ("decision", "has_dissent = (1 = 1)"),
    ("statement", "attribution = 'sealed'"),
    ("dissociation", "attribution = 'sealed'"),
    ("task", "status = 'done', note = 'N', ended_at = at, ended_by_id = 1"),
    ("entered_position", "fate = 'rejected', settled_at = at, settled_by_id = 1"),
    ("breach", "uncured_at = cure_ends_at"),
    ("legal_hold", "released_at = at, released_by_id = 1"),
    ("breach", "cured_at = began_at, cured_by = 'fill_seat'"),
]

REFUSED_AFTER = [
    # a term that ended, an ownership that was handed over, a recusal, the marker of dissent, a seal, the end of a task
    ("seat_term", "ended_at = started_at, end_reason = 'resigned'", "ended_at = NULL, end_reason = NULL"),
    ("standing_in", "ended_at = began_at, end_reason = 'back'", "ended_at = NULL, end_reason = NULL"),
    ("proposal_owner", "until_at = since_at", "until_at = NULL"),
    ("voice", "recused_at = '2026-11-22 10:00:00.000000'", "recused_at = NULL"),
    ("decision", "has_dissent = (1 = 1)", "has_dissent = (1 = 0)"),
    ("position", "attribution = 'sealed'", "attribution = 'kind_and_region'"),
    ("objection", "attribution = 'sealed'", "attribution = 'named'"),
    ("statement", "attribution = 'sealed'", "attribution = 'kind_and_region'"),
    ("task", "status = 'done', note = 'N', ended_at = at, ended_by_id = 1", "note = 'Another'"),
    ("entered_position", "fate = 'rejected', settled_at = at", "fate = 'waiting', settled_at = NULL"),
    ("legal_hold", "released_at = at, released_by_id = 1", "released_at = NULL, released_by_id = NULL"),
    ("breach", "cured_at = began_at, cured_by = 'fill_seat'", "cured_at = NULL, cured_by = NULL"),
]


def change(connection: Connection, table: str, assignment: str) -> int:
    """Change the first row of a table, and return how many were changed."""
    by_other_keys = {"version_text": "version_id", "amendment_taken_over": "version_id", "issue_disposition": "comment_id"}
    by_other_keys |= {
        "block_second": "objection_id",
        "invitation": "hearing_id",
        "erasure": "entry_index",
        "hearing_end": "hearing_id",
        "sense_end": "sense_check_id",
    }
    where = f"{by_other_keys.get(table, 'id')} = 1"
    return connection.execute(text(f"UPDATE {table} SET {assignment} WHERE {where}")).rowcount  # noqa: S608 - the tables above


@pytest.mark.parametrize(("table", "assignment"), REFUSED)
def test_what_was_said_is_not_changed(connection: Connection, table: str, assignment: str) -> None:
    with pytest.raises(IntegrityError, match=f"{table} is written once: UPDATE is refused"):
        change(connection, table, assignment)


@pytest.mark.parametrize(("table", "assignment"), LET_THROUGH)
def test_what_follows_from_it_is_written_beside_it(connection: Connection, table: str, assignment: str) -> None:
    assert change(connection, table, assignment) == 1


@pytest.mark.parametrize(("table", "first", "then"), REFUSED_AFTER)
def test_what_followed_is_not_taken_back(connection: Connection, table: str, first: str, then: str) -> None:
    assert change(connection, table, first) == 1
    with pytest.raises(IntegrityError, match=f"{table} is written once: UPDATE is refused"):
        change(connection, table, then)


@pytest.mark.parametrize("table", GUARDED)
def test_what_was_said_is_not_removed(connection: Connection, table: str) -> None:
    with pytest.raises(IntegrityError, match=f"{table} is written once: DELETE is refused"):
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - the tables above


@pytest.mark.parametrize("table", GUARDED)
def test_a_table_of_what_was_said_is_not_emptied(connection: Connection, table: str) -> None:
    statement = f"TRUNCATE {table} CASCADE" if connection.dialect.name == "postgresql" else f"DELETE FROM {table} WHERE true"  # noqa: S608
    with pytest.raises(IntegrityError, match="is written once"):
        connection.execute(text(statement))

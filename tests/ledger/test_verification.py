"""Whatever somebody who can write the database does to the ledger, verifying finds it and names the first bad entry."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Body
from consensus.domain.terms import BodyKind
from consensus.ledger import judging
from consensus.ledger.signing import signer_of
from tests.ledger.ledgers import MARIA, NOW, fill, problem_of, rewrite, say, tamper, unguard


@pytest.fixture
def filled(session: Session) -> Session:
    """Twelve entries, signed at four, eight and ten."""
    fill(session, 12, sign_at=(4, 8, 10))
    return session


def test_a_ledger_that_nobody_touched_holds(filled: Session) -> None:
    found = ledger.verify(filled)

    assert found.ok
    assert (found.first_bad, found.problems) == (None, ())
    assert (found.entries, found.checkpoints, found.latest) == (12, 3, 10)
    assert found.verifier_key == signer_of(filled).verifier.text


def test_an_empty_ledger_holds(session: Session) -> None:
    assert ledger.verify(session).ok


def test_verifying_changes_nothing_and_ends_what_it_began(filled: Session) -> None:
    ledger.verify(filled)

    assert not filled.in_transaction()


def test_verifying_within_a_transaction_sees_what_it_did_and_leaves_it_open(session: Session) -> None:
    say(session, 1)

    found = ledger.verify(session)

    assert (found.ok, found.entries) == (True, 1)
    assert session.in_transaction()


def test_verifying_does_not_make_writers_wait(filled: Session) -> None:
    found = ledger.verify(filled)
    say(filled, 99)
    filled.commit()

    assert (found.entries, ledger.verify(filled).entries) == (12, 13)


# What was done, and what the row of entry 5 is set to.
BY_ITSELF = [
    ("a word of what was said", "entry = replace(entry, 'Qué', 'Que')", "not what its leaf"),
    ("the same, written another way", "entry = entry || ' '", "canonical form"),
    ("no JSON at all", "entry = 'nothing'", "canonical form"),
    ("another JSON", "entry = '[]'", "fields of an entry"),
    ("a field of another name", "entry = replace(entry, 'data', 'date')", "fields of an entry"),
    ("a field of another kind", "entry = replace(entry, '\"index\"\\:5', '\"index\"\\:true')", "another kind"),
    ("the instant in the row", "at = '2020-01-01 00:00:00.000000'", "another at"),
    ("the actor in the row", "actor = 'person:18'", "another actor"),
    ("the act in the row", "act = 'other'", "another act"),
    ("the leaf", 'leaf = (SELECT other.leaf FROM ledger_entry other WHERE other."index" = 6)', "not what its leaf"),
    ("a short leaf", "leaf = salt", "leaf is of another length"),
    ("the salt", 'salt = (SELECT other.salt FROM ledger_entry other WHERE other."index" = 6)', "not what its leaf"),
    ("a long salt", "salt = leaf", "salt is of another length"),
    ("the entry alone erased", "entry = NULL", "half of it is gone"),
    ("the salt alone erased", "salt = NULL", "half of it is gone"),
    ("erased without a word", "entry = NULL, salt = NULL", "no later entry says so"),
]


@pytest.mark.parametrize(("assignment", "problem"), [row[1:] for row in BY_ITSELF], ids=[row[0] for row in BY_ITSELF])
def test_an_entry_that_was_changed_is_named(filled: Session, assignment: str, problem: str) -> None:
    tamper(filled, f'UPDATE ledger_entry SET {assignment} WHERE "index" = 5')  # noqa: S608 - the table above

    first_bad, said = problem_of(filled)

    assert first_bad == 5
    assert said.startswith("Entry 5: ")
    assert problem in said


def test_the_body_in_the_row_is_compared_with_the_body_that_the_entry_names(session: Session) -> None:
    bodies = [Body(code=code, name=code, kind=BodyKind.ASSEMBLY, languages=["en"], created_at=NOW) for code in ("GA", "WG")]
    session.add_all(bodies)
    session.flush()
    say(session, 0, body="GA", body_id=bodies[0].id)
    session.commit()
    assert ledger.verify(session).ok
    tamper(session, "UPDATE ledger_entry SET body_id = :other", {"other": bodies[1].id})

    assert problem_of(session) == (0, "Entry 0: its row says another body than the entry itself.")


def test_an_entry_that_lost_its_body_is_named(session: Session) -> None:
    made = Body(code="GA", name="GA", kind=BodyKind.ASSEMBLY, languages=["en"], created_at=NOW)
    session.add(made)
    session.flush()
    say(session, 0, body="GA", body_id=made.id)
    tamper(session, "UPDATE ledger_entry SET body_id = NULL")

    assert problem_of(session) == (0, "Entry 0: its row says another body than the entry itself.")


@pytest.mark.parametrize("index", [0, 5, 9, 11])
def test_a_missing_entry_is_named(filled: Session, index: int) -> None:
    tamper(filled, 'DELETE FROM ledger_entry WHERE "index" = :index', {"index": index})

    found = ledger.verify(filled)

    assert found.first_bad == index
    assert f"Entry {index}: it is missing" in found.problems[0]


def test_entries_cut_off_at_the_end_are_missed_by_the_head(filled: Session) -> None:
    tamper(filled, 'DELETE FROM ledger_entry WHERE "index" >= 10')

    assert problem_of(filled) == (10, "Entry 10: it is missing: the head counts 12 entries.")


def test_an_entry_added_without_the_head_is_named(filled: Session) -> None:
    tamper(
        filled,
        'INSERT INTO ledger_entry ("index", at, actor, act, entry, salt, leaf) '
        'SELECT 12, at, actor, act, replace(entry, \'"index"\\:11\', \'"index"\\:12\'), salt, leaf FROM ledger_entry WHERE "index" = 11',
    )

    assert ledger.verify(filled).first_bad == 12


def test_two_entries_that_changed_places_are_named(filled: Session) -> None:
    unguard(filled)
    for index, place in ((3, 100), (6, 3), (100, 6)):
        filled.execute(text('UPDATE ledger_entry SET "index" = :place WHERE "index" = :index'), {"index": index, "place": place})
    filled.commit()

    found = ledger.verify(filled)

    assert found.first_bad == 3
    assert [problem.split(":")[0] for problem in found.problems] == ["Entry 3", "Entry 6"]


CHECKPOINT = [
    ("its root", "root = (SELECT other.root FROM checkpoint other WHERE other.size = 4)", "says something else than its note"),
    ("its size", "size = 9", "says something else than its note"),
    ("its note", "note = replace(note, '8', '9')", "does not hold"),
    ("no note", "note = ''", "does not hold"),
]


@pytest.mark.parametrize(("assignment", "problem"), [row[1:] for row in CHECKPOINT], ids=[row[0] for row in CHECKPOINT])
def test_a_checkpoint_that_was_changed_is_named_and_blames_no_entry(filled: Session, assignment: str, problem: str) -> None:
    tamper(filled, f"UPDATE checkpoint SET {assignment} WHERE size = 8")  # noqa: S608 - the table above

    first_bad, said = problem_of(filled)

    assert first_bad is None
    assert "checkpoint of size" in said
    assert problem in said


def test_a_head_that_was_changed_is_told_and_blames_no_entry_that_is_signed(session: Session) -> None:
    fill(session, 3, sign_at=(3,))
    tamper(session, "UPDATE ledger_head SET frontier = :none", {"none": json.dumps(["00" * 32, "00" * 32])})

    assert problem_of(session) == (None, "The head does not hold the tree of the entries.")


@pytest.mark.parametrize("frontier", ["[]", "{}", "7"])
def test_a_head_without_sense_is_told(filled: Session, frontier: str) -> None:
    tamper(filled, "UPDATE ledger_head SET frontier = :frontier", {"frontier": frontier})

    assert problem_of(filled)[1] == "The head does not hold the tree of the entries."


def test_a_head_that_is_gone_is_told(filled: Session) -> None:
    tamper(filled, "DELETE FROM ledger_head")

    assert problem_of(filled)[1] == "The ledger has no head."


def test_the_first_of_many_bad_entries_is_named(filled: Session) -> None:
    tamper(filled, 'UPDATE ledger_entry SET actor = :forged WHERE "index" IN (3, 7, 9)', {"forged": "person:99"})

    found = ledger.verify(filled)

    assert found.first_bad == 3
    assert len(found.problems) == 3


def test_a_thousand_problems_are_counted_and_a_hundred_kept(session: Session) -> None:
    fill(session, 130)
    tamper(session, "UPDATE ledger_entry SET actor = :forged", {"forged": "person:99"})

    found = ledger.verify(session)

    assert (len(found.problems), found.more_problems) == (100, 30)


def test_an_erasure_that_was_not_done_is_told(filled: Session) -> None:
    ledger.append(filled, at=NOW, actor=MARIA, act="erase", data={"index": 5, "reason": "asked for"})
    filled.commit()

    assert problem_of(filled) == (5, "Entry 5: entry 12 says that it was erased, and it is there.")


def test_an_erasure_counts_only_if_it_comes_later(filled: Session) -> None:
    ledger.append(filled, at=NOW, actor=MARIA, act="erase", data={"index": 13, "reason": "not there yet"})
    say(filled, 13)
    tamper(filled, 'UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = 13')

    assert problem_of(filled) == (13, "Entry 13: it is erased, and no later entry says so.")


@pytest.fixture
def checks() -> Iterator[None]:
    """Forget the checks that a test registers."""
    before = dict(judging._checks)
    yield
    judging._checks.clear()
    judging._checks.update(before)


@pytest.mark.usefixtures("checks")
def test_a_feature_compares_its_rows_with_the_entries(filled: Session) -> None:
    ledger.register_check("the numbers", lambda _session, entry: "seven is not there" if entry["data"].get("number") == 7 else None)

    assert problem_of(filled) == (7, "Entry 7: the numbers: seven is not there.")


@pytest.mark.usefixtures("checks")
def test_a_check_that_cannot_read_an_entry_finds_it_bad(filled: Session) -> None:
    ledger.register_check("the numbers", lambda _session, entry: str(entry["data"]["no such field"]))

    found = ledger.verify(filled)

    assert found.first_bad == 0
    assert "cannot be compared with the rows (KeyError)" in found.problems[0]


@pytest.mark.usefixtures("checks")
def test_rows_that_differ_do_not_excuse_a_tree_that_differs(filled: Session) -> None:
    ledger.register_check("the numbers", lambda _session, entry: "no" if entry["index"] == 6 else None)
    rewrite(filled, 5, '"number":5', '"number":6')

    found = ledger.verify(filled)

    assert found.first_bad == 4
    assert len(found.problems) == 2


REWRITTEN = [
    ("space between", '"number":5', '"number": 5', "canonical form"),
    ("two fields of one name", '"number":5', '"number":5,"number":5', "canonical form"),
    ("fields out of their order", '{"number":5,', '{"z":1,"number":5,', "canonical form"),
    ("more than 53 bits", '"number":5', '"number":9007199254740993', "canonical form"),
    ("a fraction", '"number":5', '"number":5.5', "canonical form"),
    ("an escape that is not needed", "Qué", "Qu\\u00e9", "canonical form"),
    ("half of a surrogate pair", "Qué", "Qu\\ud800", "canonical form"),
    ("the index", '"index":5', '"index":6', "stands here is entry 6"),
    ("an actor with more in it", '"actor":"person:17"', '"actor":"person:17","at":"then"', "canonical form"),
]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("old", "new", "problem"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_an_entry_that_is_no_entry_is_named_though_its_leaf_was_made_of_it(session: Session, old: str, new: str, problem: str) -> None:
    fill(session, 8)
    rewrite(session, 5, old, new)

    found = ledger.verify(session)

    assert found.first_bad == 5
    assert problem in found.problems[0]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_a_row_adds_to_its_actor_is_not_taken_for_a_part_of_the_entry(session: Session) -> None:
    fill(session, 2)
    rewrite(session, 1, '"actor":"person:17"', '"actor":"person:17","at":"then"')
    session.execute(text('UPDATE ledger_entry SET actor = \'person:17","at"\\:"then\' WHERE "index" = 1'))
    session.commit()

    assert "canonical form" in ledger.verify(session).problems[0]

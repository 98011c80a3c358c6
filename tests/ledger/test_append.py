"""An act adds one entry, in the transaction of its rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Body
from consensus.db import dialect_of
from consensus.domain.actor import CLOCK, OPERATOR, Actor
from consensus.domain.terms import BodyKind
from consensus.ledger.entries import SALTS, lock_head
from consensus.ledger.merkle import leaf_hash, subtree_of
from consensus.ledger.models import LedgerEntry, LedgerHead
from tests.ledger.ledgers import MARIA, NOW, say


def stored(session: Session, index: int) -> LedgerEntry:
    """Return the row of one entry."""
    return session.get_one(LedgerEntry, index)


def body(session: Session) -> Body:
    """Make a body."""
    made = Body(code="WG-WATER", name="Water", kind=BodyKind.WORKING_GROUP, languages=["en"], created_at=NOW)
    session.add(made)
    session.flush()
    return made


def test_the_first_entry_has_index_nought(session: Session) -> None:
    assert say(session, 1).index == 0


def test_an_entry_says_what_was_done_in_canonical_form(session: Session) -> None:
    ledger.append(
        session, at=NOW, actor=MARIA, act="raise_objection", data={"reason": "No water", "aim": None}, voice="Ñandú", decision="WG/2026/001"
    )

    assert stored(session, 0).entry == (
        '{"act":"raise_objection","actor":"person:17","at":"2026-11-22T09:30:00.123456Z","data":{"aim":null,"reason":"No water"},'
        '"decision":"WG/2026/001","index":0,"voice":"Ñandú"}'
    )


def test_what_an_act_has_not_is_left_out(session: Session) -> None:
    say(session, 1)

    assert set(json.loads(stored(session, 0).entry or "")) == {"index", "at", "actor", "act", "data"}


def test_the_body_is_named_by_its_code_and_found_by_its_id(session: Session) -> None:
    water = body(session)

    say(session, 1, body=water.code, body_id=water.id)

    assert json.loads(stored(session, 0).entry or "")["body"] == "WG-WATER"
    assert stored(session, 0).body_id == water.id


def test_a_body_is_not_named_by_half(session: Session) -> None:
    with pytest.raises(ValueError, match="together"):
        say(session, 1, body="WG-WATER")


@pytest.mark.parametrize(("actor", "name"), [(CLOCK, "clock"), (OPERATOR, "operator"), (Actor(person_id=3, is_steward=True), "person:3")])
def test_the_actor_is_named_as_the_ledger_names_it(session: Session, actor: Actor, name: str) -> None:
    ledger.append(session, at=NOW, actor=actor, act="tick", data={})

    assert json.loads(stored(session, 0).entry or "")["actor"] == stored(session, 0).actor == name


def test_the_leaf_hashes_salt_and_entry(session: Session) -> None:
    appended = say(session, 1)

    row = stored(session, 0)
    assert row.salt is not None
    assert row.entry is not None
    assert appended.leaf == row.leaf == sha256(b"\x00" + row.salt + row.entry.encode()).digest()


def test_no_two_salts_are_the_same(session: Session) -> None:
    for number in range(20):
        say(session, number)

    salts = session.scalars(select(LedgerEntry.salt)).all()
    assert len(set(salts)) == len(salts)
    assert {len(salt or b"") for salt in salts} == {16}


def test_a_test_may_choose_the_salts(session: Session) -> None:
    session.info[SALTS] = lambda: b"0123456789abcdef"

    say(session, 1)

    assert stored(session, 0).salt == b"0123456789abcdef"


def test_the_head_grows_with_the_entries(session: Session) -> None:
    leaves = [say(session, number).leaf for number in range(13)]

    head = lock_head(session)

    assert head.size == 13
    assert head.root == subtree_of(leaves)(0, 13)


def test_an_act_may_take_effect_before_the_entries_already_there(session: Session) -> None:
    say(session, 5)

    ledger.append(session, at=NOW - timedelta(days=3), actor=CLOCK, act="close", data={})

    assert [row.index for row in session.scalars(select(LedgerEntry).order_by(LedgerEntry.index))] == [0, 1]
    assert stored(session, 1).at < stored(session, 0).at


def test_an_act_that_is_rolled_back_leaves_no_entry_and_no_gap(session: Session) -> None:
    say(session, 1)
    session.commit()
    say(session, 2)
    session.rollback()

    assert say(session, 3).index == 1


def test_a_row_that_the_database_refuses_is_refused_before_the_head_is_asked_for(session: Session) -> None:
    body(session)
    session.add(Body(code="WG-WATER", name="Again", kind=BodyKind.ASSEMBLY, languages=["en"], created_at=NOW))

    with session.no_autoflush, pytest.raises(IntegrityError, match="code"):
        say(session, 1)


@pytest.mark.parametrize("data", [{"share": 0.5}, {"when": NOW}, {"text": "\ud800"}, {"votes": 2**60}])
def test_what_has_no_canonical_form_is_refused(session: Session, data: dict[str, Any]) -> None:
    with pytest.raises(ledger.NotCanonicalError):
        ledger.append(session, at=NOW, actor=MARIA, act="try_out", data=data)


@pytest.mark.parametrize("act", ["", "Raise", "raise objection", "raise-objection", "é", "x" * 41, "raise\n"])
def test_an_act_has_a_plain_name(session: Session, act: str) -> None:
    with pytest.raises(ValueError, match="an act is named"):
        ledger.append(session, at=NOW, actor=MARIA, act=act, data={})


def test_a_naive_instant_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="time zone"):
        ledger.append(session, at=datetime(2026, 1, 1), actor=MARIA, act="try_out", data={})  # noqa: DTZ001 - that is the point


def test_text_is_kept_as_it_was_said(session: Session) -> None:
    said = 'Tab\t, return\r\n, quote ", NUL \x00, \u0645\u0627, \u200f, e\u0301, \U0001f600, \u2028'

    ledger.append(session, at=NOW, actor=MARIA, act="try_out", data={"text": said})
    session.commit()
    session.expire_all()

    assert json.loads(stored(session, 0).entry or "")["data"]["text"] == said


def test_an_instant_is_kept_to_the_microsecond(session: Session) -> None:
    say(session, 0)
    session.commit()
    session.expire_all()

    assert stored(session, 0).at == NOW
    assert stored(session, 0).at.tzinfo is UTC


def test_an_entry_takes_three_statements_and_two_where_each_is_a_way_to_a_server(session: Session) -> None:
    say(session, 1)
    session.commit()
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement.split()[0])

    event.listen(session.get_bind(), "before_cursor_execute", count)
    try:
        say(session, 2)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", count)

    is_server = dialect_of(session) == "postgresql"
    assert [word for word in statements if word != "BEGIN"] == ["SELECT", *(["WITH"] if is_server else ["INSERT", "UPDATE"])]


def test_the_head_is_read_again_after_the_wait(session: Session) -> None:
    session.get(LedgerHead, 1)
    session.execute(text("UPDATE ledger_head SET size = 1, frontier = :frontier"), {"frontier": f'["{leaf_hash(b"").hex()}"]'})

    assert lock_head(session).size == 1


def test_two_acts_of_one_transaction_follow_each_other(session: Session) -> None:
    assert [say(session, number).index for number in range(3)] == [0, 1, 2]
    session.commit()

    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 3

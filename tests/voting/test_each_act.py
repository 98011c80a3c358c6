"""Each act on both databases: it commits once and adds exactly its entries; a refused one leaves everything as it was."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from consensus.domain.lifecycle import TABLE
from consensus.domain.terms import Action, Stage
from tests.voting.watching import Watch, entries, told, watch

NAMES = (
    "every-act-of-the-table",
    "withdrawn-while-objections-are-heard",
    "deferred-while-drafting",
    "objections-are-raised-with-reason-and-ground-and-not-twice",
    "positions-and-votes-that-do-not-exist",
    "windows-are-extended-twice-in-a-stage",
    "a-facilitator-must-be-named-and-must-not-own",
    "a-steering-body-asks-its-filled-seats",
    "a-block-without-its-seconds-counts-as-an-objection",
    "nothing-was-said",
    "lapses-unless-it-is-ratified",
)
"""Rehearsals that have between them every act and nearly every refusal."""

CLOSES = {Action.CLOSE, Action.WITHDRAW_PROPOSAL, Action.DEFER, Action.CALL_FOR_CONSENSUS, Action.LAPSE}


@pytest.fixture(params=NAMES)
def rehearsal(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One of the rehearsals."""
    return told(request.param)


@pytest.fixture
def played(session: Session, rehearsal: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> tuple[Watch, dict[str, object]]:
    """What was seen of it, and what came out."""
    return watch(session, rehearsal, monkeypatch)


def test_an_act_is_one_transaction_with_exactly_its_entries_and_a_refused_one_changes_nothing(
    session: Session, rehearsal: dict[str, Any], played: tuple[Watch, dict[str, object]]
) -> None:
    seen, found = played

    assert found["unexpected"] == []
    assert {key: found[key] for key in rehearsal["expect"]} == rehearsal["expect"]
    for each in seen.done:
        assert each.commits == ["commit"], each.act
        assert each.changed, each.act
        assert [entry["act"] for entry in each.added] == expected_entries(each.act, each.added), each.act
        for entry in each.added:
            assert entry["actor"] == f"person:{each.actor}"
    for each in seen.refused:
        assert each.commits == ["rollback"], each.act
        assert each.added == [], each.act
        assert not each.changed, (each.act, each.error)
    assert_every_move_stands_in_the_table(session)


def expected_entries(act: str, added: list[dict[str, Any]]) -> list[str]:
    """An act has one entry; one that closes the proposal has the decision's beside it."""
    closed = act in CLOSES and added[0]["data"]["stage"] == Stage.CLOSED
    return [act, "decide"] if closed else [act]


def assert_every_move_stands_in_the_table(session: Session) -> None:
    """Each entry about the proposal says a stage to which a row of the table leads from the stage of the entry before it."""
    stage = None
    for entry in entries(session):
        if entry.get("proposal") is None or entry["act"] in ("decide", "end_provisional"):
            continue
        assert entry["actor"]
        assert entry["at"]
        to = entry["data"]["stage"]
        if stage is None:
            assert (entry["act"], to) == ("create", "drafting")
        else:
            row = next(row for row in TABLE if row.action == entry["act"] and stage in row.stages)
            assert to in (row.to or (stage,)), (entry["act"], stage, to)
        stage = to

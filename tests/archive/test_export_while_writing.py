"""A copy of the archive made on either database while somebody writes: it is of one instant, and its own program finds it whole."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.archive.export import Audience, exporting
from consensus.archive.export.rows import write_ledger
from consensus.domain.actor import Actor
from consensus.domain.terms import Visibility
from consensus.ledger.models import LedgerEntry
from consensus.proposals import commands as drafting
from consensus.proposals.texts import TextIn
from consensus.voting import commands as voting
from consensus.voting.models import Decision
from tests.archive.copies import contents, copy_of
from tests.archive.scenes import at_every_level
from tests.support.databases import ENGINES
from tests.voting.story import Network

pytestmark = pytest.mark.parametrize("engine", ENGINES, indirect=True)

MEANWHILE = "Shall we plant hornbeams?"


def test_acts_that_go_on_meanwhile_are_in_a_copy_whole_or_not_at_all(
    app: Flask, session: Session, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_every_level(network)
    before = counts(session)
    session.rollback()
    let_somebody_write(monkeypatch, session, network)

    made = {audience: copy_of(app, session, tmp_path / audience, audience, network.now) for audience in (Audience.FULL, Audience.PUBLIC)}

    assert (made[Audience.FULL].size, made[Audience.FULL].decisions) == before
    assert counts(session) > before
    copy = contents(tmp_path / Audience.FULL)
    assert [name for name, content in copy.items() if MEANWHILE.encode() in content] == []
    for audience in made:
        program = tmp_path / audience / "verify.py"
        checked = subprocess.run([sys.executable, "-I", program, tmp_path / audience], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def counts(session: Session) -> tuple[int, int]:
    """Return how many entries there are, and how many decisions."""
    found = [session.scalars(select(func.count()).select_from(model)).one() for model in (LedgerEntry, Decision)]
    session.rollback()
    return found[0], found[1]


def let_somebody_write(monkeypatch: pytest.MonkeyPatch, session: Session, network: Network) -> None:
    """Let somebody propose and withdraw, once, after the first copy has written the ledger and before it writes its decisions."""
    engine = session.get_bind().engine
    actor, body_id, now = network.actor("Ampersand"), network.session.scalars(select(Decision.body_id)).one(), network.tick()
    session.rollback()
    waiting: list[Callable[[], None]] = [lambda: _decide(engine, actor, body_id, now)]

    def then_somebody_writes(*arguments: Any) -> Any:
        tree = write_ledger(*arguments)
        while waiting:
            # In a thread of its own, which knows nothing of what the copy has open.
            with ThreadPoolExecutor(max_workers=1) as other:
                other.submit(waiting.pop()).result()
        return tree

    monkeypatch.setattr(exporting, "write_ledger", then_somebody_writes)


def _decide(engine: Any, actor: Actor, body_id: int, now: Any) -> None:
    with Session(engine) as session:
        texts = {"en": TextIn(MEANWHILE, "Along the road.")}
        said: dict[str, Any] = {"body_id": body_id, "class_code": "project", "texts": texts, "visibility": Visibility.PUBLIC}
        proposal_id = drafting.create_proposal(session, actor=actor, now=now, **said)
        voting.withdraw_proposal(session, actor=actor, proposal_id=proposal_id, reason="Not now.", now=now)

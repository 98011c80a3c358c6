"""``consensus import loomio``: looks first if asked, takes all of a file over once, and says what it left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config import Settings
from consensus.bodies.commands import found_body
from consensus.cli import main
from consensus.domain.actor import OPERATOR
from consensus.domain.terms import BodyKind
from tests.archive.exports import in_csv, in_json, older
from tests.bodies.world import NOW

SET_UP = ["init", "--name", "The invented network", "--steward-name", "Sam", "--steward-email", "sam@invented.example"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a working group."""
    from consensus.app import create_app
    from consensus.db import db

    for name in ("DATABASE_URL", "SECRET_KEY", "CONSENSUS_SIGNING_KEY", "CONSENSUS_MAIL_FOLDER", "CONSENSUS_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CONSENSUS_HOME", str(tmp_path / "home"))
    assert run(*SET_UP).exit_code == 0
    app = create_app(Settings.from_env())
    with app.app_context():
        found_body(db.session(), actor=OPERATOR, code="WATER", kind=BodyKind.WORKING_GROUP, name="Water", languages=["en"], now=NOW)
        db.session.remove()
        db.engine.dispose()
    return tmp_path


def test_a_file_is_looked_at_then_taken_over_and_not_doubled(home: Path) -> None:
    path = str(in_json(home / "export.json", older()))
    looked = run("import", "loomio", path, "--body", "WATER", "--dry-run")
    assert looked.exit_code == 0, looked.output
    assert "Closed polls that would be taken over: 1. Nothing was imported." in looked.output
    assert "Left out. Polls that are not closed: 1." in looked.output
    taken = run("import", "loomio", path, "--body", "WATER")
    assert "Closed polls taken over: 1." in taken.output
    assert "Left out. Rows of the table reactions: 1." in taken.output
    again = run("import", "loomio", path, "--body", "WATER", "--visibility", "network")
    assert "Closed polls taken over: 0." in again.output
    assert "Closed polls that are here already: 1." in again.output
    assert run("archive", "verify").exit_code == 0


def test_a_csv_is_taken_over(home: Path) -> None:
    taken = run("import", "loomio", str(in_csv(home / "export.csv")), "--body", "WATER")
    assert taken.exit_code == 0, taken.output
    assert "Left out. Votes of which the file does not say what they chose: 2." in taken.output


def test_a_file_that_is_no_export_is_refused_by_its_line(home: Path) -> None:
    path = home / "notes.txt"
    path.write_text("Dear all")
    refused = run("import", "loomio", str(path), "--body", "WATER")
    assert refused.exit_code == 1
    assert "line 1: expected a Loomio export" in refused.output


def test_a_body_that_is_not_there_is_said(home: Path) -> None:
    refused = run("import", "loomio", str(in_json(home / "export.json", older())), "--body", "FIRE")
    assert refused.exit_code == 1
    assert "There is no body with this code." in refused.output


def test_nobody_makes_it_public(home: Path) -> None:
    refused = run("import", "loomio", str(in_json(home / "export.json", older())), "--body", "WATER", "--visibility", "public")
    assert refused.exit_code == 2

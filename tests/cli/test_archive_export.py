"""``consensus archive export``: a signed folder and an exit code, on the database that people work with."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from consensus.archive.export import verify
from consensus.cli import main

SET_UP = ["init", "--name", "The invented network", "--steward-name", "Sam", "--steward-email", "sam@invented.example"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_new_installation_is_taken_away_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "CONSENSUS_SIGNING_KEY", "CONSENSUS_MAIL_FOLDER", "CONSENSUS_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CONSENSUS_HOME", str(tmp_path / "home"))
    assert run(*SET_UP).exit_code == 0
    export = ("archive", "export", str(tmp_path / "copy"), "--no-pdf", "--audience", "full")

    made, again = run(*export), run(*export)

    assert made.exit_code == 0, made.output
    assert "Decisions in the copy: 0." in made.output
    assert "It holds sealed words and names" in made.output
    assert verify.check(tmp_path / "copy").problems == []
    assert (again.exit_code, "is not empty: name a new folder" in again.output) == (1, True)
    assert run("archive", "export", str(tmp_path / "other")).exit_code == 2

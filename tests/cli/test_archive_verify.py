"""``consensus archive verify``: a sentence and an exit code, on the database that people work with."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from config import Settings
from consensus import ledger
from consensus.cli import main
from consensus.db import db
from consensus.ledger.signing import load_key_file, make_key_file
from tests.ledger.ledgers import NOW, fill, say, tamper
from tests.support.installation import environment_of


@pytest.fixture
def filled(app: Flask, settings: Settings) -> Settings:
    """An installation with six entries, signed at four."""
    with app.app_context():
        fill(db.session(), 6, sign_at=(4,))
    return settings


def verify(settings: Settings, *arguments: str) -> Result:
    """Run the command on an installation."""
    return CliRunner().invoke(main, ["archive", "verify", *arguments], env=environment_of(settings))


def spoil(app: Flask, statement: str) -> None:
    """Change what is stored past all guards."""
    with app.app_context():
        tamper(db.session(), statement)


def test_a_record_that_holds_ends_with_nought_and_says_what_was_checked(filled: Settings) -> None:
    result = verify(filled)

    assert result.exit_code == 0
    assert "The record holds" in result.output
    assert "Entries: 6, erased among them: 0, checkpoints: 1." in result.output


def test_a_record_that_holds_shows_its_checkpoint_and_its_key(app: Flask, filled: Settings) -> None:
    with app.app_context():
        checkpoint = ledger.latest_checkpoint(db.session())

    result = verify(filled)

    assert checkpoint is not None
    assert checkpoint.note in result.output
    assert f"Verifier key: {load_key_file(filled.signing_key_path).verifier.text}\n" in result.output


def test_a_new_installation_holds(app: Flask, settings: Settings) -> None:
    result = verify(settings)

    assert result.exit_code == 0
    assert "No checkpoint was signed yet" in result.output


def test_a_record_that_was_changed_ends_with_one_and_names_the_first_bad_entry(app: Flask, filled: Settings) -> None:
    spoil(app, "UPDATE ledger_entry SET actor = 'person:99' WHERE \"index\" IN (2, 5)")

    result = verify(filled)

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "The record does not hold. The first bad entry is 2.",
        "Entry 2: its row says another actor than the entry itself.",
        "Entry 5: its row says another actor than the entry itself.",
    ]


def test_a_record_in_which_no_entry_is_at_fault_says_so(app: Flask, filled: Settings) -> None:
    spoil(app, "UPDATE checkpoint SET note = 'nothing'")

    result = verify(filled)

    assert result.exit_code == 1
    assert result.output.startswith("The record does not hold. No entry is at fault.\n")


def test_a_checkpoint_that_was_kept_is_compared(app: Flask, filled: Settings, tmp_path: Path) -> None:
    with app.app_context():
        say(db.session(), 7)
        (tmp_path / "kept").write_text(ledger.sign_checkpoint(db.session(), now=NOW).note, encoding="utf-8")
        db.session.rollback()

    result = verify(filled, "--checkpoint", str(tmp_path / "kept"))

    assert result.exit_code == 1
    assert "Entry 6: it is missing: a checkpoint of size 7 was signed." in result.output


def test_a_key_that_was_noted_is_used_instead_of_the_installations_own(filled: Settings, tmp_path: Path) -> None:
    noted = make_key_file(tmp_path / "another", "consensus.example.org").verifier.text

    result = verify(filled, "--key", noted)

    assert result.exit_code == 1
    assert "is not signed by" in result.output


@pytest.mark.parametrize("arguments", [("--key", "nonsense"), ("--checkpoint", "/nowhere")])
def test_what_cannot_be_read_ends_with_two(filled: Settings, arguments: tuple[str, ...]) -> None:
    assert verify(filled, *arguments).exit_code == 2


def test_a_file_that_is_no_text_ends_with_two(filled: Settings, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"\xff\xfe\x00")

    result = verify(filled, "--checkpoint", str(tmp_path / "kept"))

    assert (result.exit_code, result.output) == (2, "consensus: A checkpoint that was given is not text.\n")


def test_an_installation_without_its_key_ends_with_two(filled: Settings) -> None:
    filled.signing_key_path.unlink()

    result = verify(filled)

    assert result.exit_code == 2
    assert "There is no signing key" in result.output


def test_a_database_that_cannot_be_read_ends_with_one(filled: Settings) -> None:
    if not filled.database_url.startswith("sqlite"):
        return
    path = Path(filled.database_url.removeprefix("sqlite:///"))
    for log in path.parent.glob(f"{path.name}-*"):
        log.unlink()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))

    result = verify(filled)

    assert result.exit_code == 1
    assert result.output.startswith("The database cannot be read to its end, so the record cannot be trusted: ")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_database_whose_schema_is_no_text_ends_with_one(filled: Settings) -> None:
    path = Path(filled.database_url.removeprefix("sqlite:///"))
    for log in path.parent.glob(f"{path.name}-*"):
        log.unlink()
    content = path.read_bytes()
    assert content.count(b"CREATE TABLE ledger_entry") == 1
    path.write_bytes(content.replace(b"CREATE TABLE ledger_entry", b"CREATE \xf3ABLE ledger_entry"))

    result = verify(filled)

    assert result.exit_code == 1
    assert result.output.startswith("The database cannot be read to its end, so the record cannot be trusted: ")

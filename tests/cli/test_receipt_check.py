"""``consensus receipt check`` and ``consensus key``: a sentence and an exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from config import Settings
from consensus import ledger
from consensus.cli import main
from consensus.db import db
from consensus.ledger.signing import Signer, load_key_file
from tests.ledger.ledgers import MARIA, NOW, fill
from tests.support.installation import environment_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Path:
    """A receipt."""
    with app.app_context():
        fill(db.session(), 6, sign_at=(4,))
        content = ledger.ask_receipt(db.session(), actor=MARIA, index=2, now=NOW)
    path = tmp_path / "receipt.json"
    path.write_text(content, encoding="utf-8")
    return path


def run(*arguments: str, settings: Settings | None = None, home: Path | None = None) -> Result:
    """Run the program on an installation, or where there is none."""
    env = environment_of(settings) if settings is not None else {"CONSENSUS_HOME": str(home), "SECRET_KEY": ""}
    return CliRunner().invoke(main, list(arguments), env=env)


def test_a_receipt_is_checked_where_there_is_no_installation(file: Path, settings: Settings, tmp_path: Path) -> None:
    key = load_key_file(settings.signing_key_path).verifier.text

    checked = run("receipt", "check", str(file), "--key", key, home=tmp_path / "nowhere")
    without = run("receipt", "check", str(file), home=tmp_path / "nowhere")

    assert checked.exit_code == 0
    assert checked.output.startswith("The receipt holds. Entry 2 was in the record when it had 4 entries:")
    assert '"number":2' in checked.output
    assert (without.exit_code, "--key" in without.output) == (2, True)
    assert not (tmp_path / "nowhere").exists()


def test_a_receipt_that_does_not_fit_ends_with_one_and_says_what(file: Path, settings: Settings) -> None:
    said = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(said | {"index": 1}), encoding="utf-8")

    altered = run("receipt", "check", str(file), settings=settings)
    stranger = run("receipt", "check", str(file), "--key", Signer.generate("another.example").verifier.text, settings=settings)

    assert (altered.exit_code, stranger.exit_code) == (1, 1)
    assert altered.output == "The receipt does not hold. The index does not fit: the receipt says 1, its entry 2.\n"


def test_what_is_no_receipt_or_no_key_ends_with_two(file: Path, settings: Settings) -> None:
    assert run("receipt", "check", str(file), "--key", "nonsense", settings=settings).exit_code == 2
    file.write_bytes(b"\xff\xfe")
    assert run("receipt", "check", str(file), settings=settings).exit_code == 2


def test_a_key_is_rotated_and_earlier_receipts_still_hold(file: Path, settings: Settings) -> None:
    old = load_key_file(settings.signing_key_path).verifier.text

    rotated = run("key", "rotate", settings=settings)

    new = load_key_file(settings.signing_key_path).verifier.text
    assert rotated.exit_code == 0, rotated.output
    assert new != old
    assert old in rotated.output
    assert new in rotated.output
    assert run("key", "show", settings=settings).output.splitlines()[::2] == [old, new]
    assert run("receipt", "check", str(file), settings=settings).exit_code == 0
    assert run("archive", "verify", "--key", old, settings=settings).exit_code == 0
    assert not settings.signing_key_path.with_name("signing_key.new").exists()


def test_a_rotation_that_was_cut_off_is_carried_to_its_end(file: Path, settings: Settings) -> None:
    before = settings.signing_key_path.read_text(encoding="utf-8")
    run("key", "rotate", settings=settings)
    after = settings.signing_key_path.read_text(encoding="utf-8")
    # As it was between the commit and the files: the new key lies beside the old one.
    settings.signing_key_path.write_text(before, encoding="utf-8")
    fresh = settings.signing_key_path.with_name("signing_key.new")
    fresh.write_text(after, encoding="utf-8")
    fresh.chmod(0o600)

    again = run("key", "rotate", settings=settings)

    assert again.exit_code == 0, again.output
    assert settings.signing_key_path.read_text(encoding="utf-8") == after
    assert len(run("key", "show", settings=settings).output.splitlines()) == 4
    assert run("archive", "verify", settings=settings).exit_code == 0

"""``consensus init`` and what the operator does afterwards: once, with sentences, and nothing half done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config import Settings
from consensus.cli import main
from consensus.ledger.signing import load_key_file

SET_UP = ["init", "--name", "The invented network", "--steward-name", "Sam", "--steward-email", "sam@invented.example"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for an installation, and nothing else set."""
    for name in ("DATABASE_URL", "SECRET_KEY", "CONSENSUS_SIGNING_KEY", "CONSENSUS_MAIL_FOLDER", "CONSENSUS_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CONSENSUS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_network_is_set_up_and_its_steward_can_come_in(home: Path) -> None:
    done = run(*SET_UP)
    assert done.exit_code == 0, done.output
    link = re.search(r"http://127\.0\.0\.1:8000(/invitation\?token=\S+)", done.output)
    assert link is not None
    from consensus.app import create_app
    from consensus.db import db

    app = create_app(Settings.from_env())
    page = app.test_client().get(link[1])
    assert (page.status_code, "Welcome, <bdi>Sam" in page.get_data(as_text=True)) == (200, True)
    with app.app_context():
        db.engine.dispose()


def test_the_keys_and_the_folder_are_its_owners_alone(home: Path) -> None:
    assert run(*SET_UP).exit_code == 0
    assert {path.stat().st_mode & 0o077 for path in (home, home / "secret_key", home / "signing_key", home / "mail")} == {0}


def test_the_ledger_is_signed_under_the_host_unless_told_otherwise(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSENSUS_BASE_URL", "https://decide.example.org")
    assert run(*SET_UP).exit_code == 0
    assert load_key_file(home / "signing_key").name == "decide.example.org"


def test_a_second_time_is_refused_and_changes_nothing(home: Path) -> None:
    run(*SET_UP)
    before = {path: path.read_bytes() for path in (home / "secret_key", home / "signing_key")}
    again = run(*SET_UP)
    assert again.exit_code == 1
    assert "serves a network already; nothing was changed" in again.output
    assert {path: path.read_bytes() for path in before} == before
    assert len(list((home / "mail").iterdir())) == 1


def test_lost_keys_are_not_replaced_under_a_network(home: Path) -> None:
    run(*SET_UP)
    (home / "signing_key").unlink()
    assert run(*SET_UP).exit_code == 1
    assert not (home / "signing_key").exists()


def test_a_wrong_address_is_refused_before_anything_is_made(home: Path) -> None:
    wrong = run(*SET_UP[:-1], "nope")
    assert (wrong.exit_code, "Write an e-mail address" in wrong.output, home.exists()) == (1, True, False)


def test_the_operator_lets_another_steward_in(home: Path) -> None:
    run(*SET_UP)
    invited = run("person", "invite", "Tam", "tam@invented.example", "--steward")
    assert (invited.exit_code, "/invitation?token=" in invited.output) == (0, True)


def test_a_network_says_its_own_regions(home: Path, tmp_path: Path) -> None:
    said = tmp_path / "network.toml"
    said.write_text('languages = ["en"]\n[[regions]]\ncode = "N"\nname = "North"\n', encoding="utf-8")
    assert run(*SET_UP, "--network", str(said)).exit_code == 0
    register = tmp_path / "register.csv"
    register.write_text("name,country,region,kind\nA,KE,north,ngo\nB,KE,AFR,ngo\n", encoding="utf-8")
    checked = run("members", "import", str(register), "--dry-run")
    assert 'Line 3: "AFR" is not a region of this network; its regions are N.' in checked.output


@pytest.mark.parametrize(
    "text", ["regions = 3\n", "regions = []\nplanets = 9\n", "regions = [\n", '[[regions]]\ncode = "N"\n', "languages = []\n"]
)
def test_a_network_file_of_another_form_is_refused_before_anything_is_made(home: Path, tmp_path: Path, text: str) -> None:
    said = tmp_path / "network.toml"
    said.write_text(text, encoding="utf-8")
    refused = run(*SET_UP, "--network", str(said))
    assert (refused.exit_code, "expected" in refused.output, home.exists()) == (1, True, False)


def test_a_register_comes_in_whole_or_not_at_all_and_changes_what_is_there_when_that_is_asked_for(home: Path, tmp_path: Path) -> None:
    run(*SET_UP)
    register = tmp_path / "register.csv"
    register.write_text("name,country,region,kind,person,email\nA,KE,AFR,ngo,Bo,bo@invented.example\nB,XX,AFR,ngo,,\n", encoding="utf-8")
    refused = run("members", "import", str(register))
    assert (refused.exit_code, "Line 3: country" in refused.output, "Nothing was imported." in refused.output) == (1, True, True)
    register.write_text("name,country,region,kind,person,email\nA,KE,AFR,ngo,Bo,bo@invented.example\n", encoding="utf-8")
    assert "Nothing was imported." in run("members", "import", str(register), "--dry-run").output
    assert run("members", "import", str(register)).exit_code == 0
    assert len(list((home / "mail").iterdir())) == 2

    second = tmp_path / "second.csv"
    assert run("members", "export", str(second), "--everything").exit_code == 0
    assert "Nothing was imported." in run("members", "import", str(second)).output
    second.write_text(second.read_text(encoding="utf-8").replace("A,KE,AFR", "A,UG,AFR"), encoding="utf-8")
    refused = run("members", "import", str(second))
    assert (refused.exit_code, "Line 2: A: country: KE -> UG" in refused.output, "--apply" in refused.output) == (1, True, True)
    assert "changed: 1" in run("members", "import", str(second), "--apply").output
    assert "Nothing was imported." in run("members", "import", str(second), "--apply").output


def test_without_an_installation_one_is_told_how_to_make_it(home: Path) -> None:
    told = run("person", "invite", "Sam", "sam@invented.example")
    assert (told.exit_code, "consensus init" in told.output) == (1, True)

"""What was erased leaves by no other way out: no receipt, no copy of the archive and no backup holds it, and each still proves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from config import Settings
from consensus import ledger
from consensus.archive.export import Audience, verify
from consensus.cli import main
from consensus.domain.erasing import Words
from consensus.domain.errors import NotFoundError
from consensus.domain.terms import Visibility
from consensus.erasing.finding import entry_of
from consensus.proposals import commands as proposing
from tests.archive.copies import contents, copy_of
from tests.backup.files import parts_of
from tests.erasing.test_erasing import SECRET, erase
from tests.meetings.room import Room
from tests.support.browsing import text_of
from tests.support.databases import empty_database
from tests.support.installation import environment_of, installation_at

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def index(room: Room, tmp_path: Path) -> int:
    """The entry of a comment on a public decision, whose words were erased after its author had taken a receipt of it."""
    proposal_id = room.in_comment(visibility=Visibility.PUBLIC)
    row_id = room.do("Vera", proposing.comment, proposal_id, text=SECRET)
    found = entry_of(room.session, Words.COMMENT, row_id)
    room.session.rollback()
    kept = ledger.ask_receipt(room.session, actor=room.actor("Vera"), index=found, now=room.now)
    (tmp_path / "kept.json").write_text(kept, encoding="utf-8")
    room.goes_on_to_adoption(proposal_id)
    erase(room, Words.COMMENT, row_id)
    room.session.rollback()
    return found


def run(settings: Settings, *arguments: str) -> str:
    """What the program says on an installation, where it ends well."""
    done = CliRunner().invoke(main, list(arguments), env=environment_of(settings))
    assert done.exit_code == 0, done.output
    return done.output


def test_a_receipt_that_was_taken_before_still_proves_and_a_new_one_is_refused(
    room: Room, index: int, settings: Settings, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.json"
    assert SECRET in json.loads(kept.read_text(encoding="utf-8"))["entry"]["data"]["text"]
    assert f"The receipt holds. Entry {index} was in the record" in run(settings, "receipt", "check", str(kept))

    vera = room.browser("Vera")
    with pytest.raises(NotFoundError, match="The words of this act were erased, so there is no receipt of it"):
        ledger.ask_receipt(room.session, actor=room.actor("Vera"), index=index, now=room.now)
    refused = vera.post(f"/account/acts/{index}/receipt")
    assert refused.status_code == 404
    assert "The words of this act were erased, so there is no receipt of it" in text_of(refused)


def test_no_copy_of_the_archive_holds_what_was_erased_and_each_can_be_checked(app: Flask, room: Room, index: int, tmp_path: Path) -> None:
    for audience in Audience:
        copy_of(app, room.session, tmp_path / audience, audience, room.tick())
        assert [name for name, content in contents(tmp_path / audience).items() if SECRET.encode() in content] == []
        assert verify.check(tmp_path / audience).problems == []
    assert verify.check(tmp_path / "full").erased == 1


def test_no_backup_holds_what_was_erased_and_neither_does_what_is_restored_from_it(
    room: Room, index: int, settings: Settings, run_folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    run(settings, "backup", str(copy))
    assert [name for name, content in parts_of(copy).items() if SECRET.encode() in content] == []

    with empty_database(run_folder, "sqlite") as database:
        (tmp_path / "other").mkdir(mode=0o700)
        shutil.copy(settings.signing_key_path, tmp_path / "other")
        other = installation_at(tmp_path / "other", database.url)
        run(other, "restore", str(copy))
        assert "erased among them: 1" in run(other, "archive", "verify")
        file = Path(database.url.removeprefix("sqlite:///"))
        assert [each.name for each in file.parent.glob(f"{file.name}*") if SECRET.encode() in each.read_bytes()] == []

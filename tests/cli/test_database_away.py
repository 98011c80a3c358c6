"""A database that is not there is told in a sentence by each command of the operator, never by the fault of a library."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from consensus.cli import main
from tests.support.installation import environment_of, installation_at


@pytest.mark.parametrize("command", ["key show", "checkpoint status", "retention --dry-run", "archive export {copy} --audience public"])
def test_a_database_without_a_network_is_told_in_a_sentence(command: str, tmp_path: Path) -> None:
    settings = installation_at(tmp_path / "home", f"sqlite:///{tmp_path}/nowhere.sqlite")
    copy = tmp_path / "copy"
    done = CliRunner().invoke(main, command.format(copy=copy).split(), env=environment_of(settings))
    assert (done.exit_code, "not set up, or of another version" in done.output) == (1, True)
    assert not copy.exists()

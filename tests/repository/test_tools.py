"""The scripts that set up the machine, and the ground on which the other tests stand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.databases import Database
from tests.support.missing import report_missing
from tests.support.tree import ROOT

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def bare_machine(allowed: str) -> subprocess.CompletedProcess[str]:
    """Run the script where no program can be found and nothing be installed."""
    return subprocess.run(
        ["/bin/bash", ROOT / "scripts" / "ensure_tools"],
        env={"PATH": "/nonexistent", "ALLOW_MISSING": allowed},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_program_that_cannot_be_installed_is_named_in_one_sentence() -> None:
    done = bare_machine(allowed="")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "ALLOW_MISSING=chromium" in done.stderr


def test_a_missing_program_may_be_allowed_aloud() -> None:
    done = bare_machine(allowed="postgres,chromium,pango")
    assert done.returncode == 0
    assert "chromium is missing, which ALLOW_MISSING allows" in done.stderr


def test_a_test_without_its_program_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOW_MISSING", "chromium")
    with pytest.raises(pytest.fail.Exception, match=r"ALLOW_MISSING=postgres"):
        report_missing("postgres", "PostgreSQL is not installed.")


def test_a_test_without_its_program_is_skipped_with_the_reason_where_that_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOW_MISSING", "chromium, postgres")
    with pytest.raises(pytest.skip.Exception, match=r"^PostgreSQL is not installed[.]"):
        report_missing("postgres", "PostgreSQL is not installed.")


@pytest.mark.parametrize("path", [".ci/run", "scripts/ensure_tools"])
def test_a_script_is_sound_bash_and_may_be_run(path: str) -> None:
    subprocess.run(["/bin/bash", "-n", ROOT / path], check=True)
    assert os.access(ROOT / path, os.X_OK)
    assert "\nset -euo pipefail\n" in (ROOT / path).read_text(encoding="utf-8")


def test_a_database_has_every_table_of_the_models(session: Session) -> None:
    from sqlalchemy import inspect

    from consensus.db import db

    assert {"person", "proposal", "ledger_entry"} <= set(db.metadata.tables)
    assert set(db.metadata.tables) <= set(inspect(session.get_bind()).get_table_names())


def test_the_engine_is_the_one_that_the_test_is_named_for(session: Session, database: Database) -> None:
    assert session.get_bind().dialect.name == database.engine


@pytest.mark.slow
@pytest.mark.parametrize("killed_by", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_of_a_run_that_is_killed(tmp_path: Path, killed_by: signal.Signals) -> None:
    # A run of its own, which starts a cluster, says where, and waits to be killed.
    inner = tmp_path / "test_inner.py"
    inner.write_text(
        "import os, pathlib, time\n"
        "def test_inner(run_folder, bare_database):\n"
        "    pathlib.Path(os.environ['SAYS']).write_text(str(run_folder))\n"
        "    time.sleep(60)\n"
    )
    says = tmp_path / "says"
    run = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-c",
            ROOT / "pyproject.toml",
            "--rootdir",
            ROOT,
            "-p",
            "tests.conftest",
            "-k",
            "postgresql",
            inner,
        ],
        cwd=ROOT,
        env=os.environ | {"SAYS": str(says)},
        stdout=subprocess.DEVNULL,
    )
    try:
        folder = Path(_wait_for_text(says))
        pid = int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        assert Path(f"/proc/{pid}").exists()
        run.send_signal(killed_by)
        run.wait(30)
        _wait_until_gone(folder, Path(f"/proc/{pid}"))
    finally:
        run.kill()
        run.wait(30)


def _wait_for_text(path: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists() and (text := path.read_text()):
            return text
        time.sleep(0.1)
    pytest.fail("the inner run did not start")


def _wait_until_gone(*paths: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(path.exists() for path in paths):
        time.sleep(0.1)
    assert [path for path in paths if path.exists()] == []

"""How long a copy of a large archive takes, to make and to check, and how much memory; each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from consensus.db import db
from tests.bench import decisions, network
from tests.bench.databases import Store
from tests.bench.network import Measured
from tests.support.installation import environment_of

AUDIENCES = ("public", "network", "full")


@dataclass(frozen=True)
class Run:
    """What a process took."""

    seconds: float
    processor: float
    megabytes: float
    """At most, of memory."""
    code: int


def measure(folder: Path, store: Store, measured: Measured, now: datetime, count: int) -> None:
    """Fill an archive with ``count`` decisions, whole records in the ledger, and take it away for each audience."""
    app = network.installed(folder, store.url)
    with app.app_context():
        decisions.fill(db.session(), count, reader_id=measured.reader_id, now=now, is_whole=True)
        db.session.remove()
        db.engine.dispose()
    settings = network.settings_for(folder, store.url)
    environment = {**os.environ, **environment_of(settings)}
    program, verifier = Path(sys.executable).with_name("consensus"), folder / "public" / "verify.py"
    click.echo(f"\nA copy of {count:,} decisions, without PDF files:\n")
    click.echo("| audience | made in s | of processor | memory, MB | bytes on the disk | checked in s | memory, MB |")
    click.echo("|---|---:|---:|---:|---:|---:|---:|")
    for audience in AUDIENCES:
        place = folder / audience
        made = _run([str(program), "archive", "export", str(place), "--audience", audience, "--no-pdf"], environment)
        checked = _run([sys.executable, "-I", "-S", str(verifier), str(place)], {})
        if made.code or checked.code:
            raise click.ClickException(f"The copy for {audience} was not made, or does not hold.")
        size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        click.echo(
            f"| {audience} | {made.seconds:.0f} | {made.processor:.0f} | {made.megabytes:.0f} | {size:,} |"
            f" {checked.seconds:.1f} | {checked.megabytes:.0f} |"
        )


def _run(command: list[str], environment: dict[str, str]) -> Run:
    began, peak = time.monotonic(), 0
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while True:
        # What the system counts of a process that was waited for is that of this one, out of which it came, if that is larger.
        peak = max(peak, _kilobytes(process.pid))
        done, status, used = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(time.monotonic() - began, used.ru_utime + used.ru_stime, peak / 1024, process.returncode)


def _kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)

"""``make bench``: measures everything in one run on one machine and prints it side by side.

``make bench BENCH="--quick"`` is for looking, not for writing down; ``BENCH="--help"`` names the options.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask

from consensus.db import db
from tests.bench import (
    bad_line,
    counting,
    decisions,
    exporting,
    interface,
    ledgers,
    mailing,
    network,
    searching,
    seats,
    tallies,
    telling_people,
)
from tests.bench.bare import as_template
from tests.bench.databases import Store, copied, fresh
from tests.bench.load import Sample, put_under_load
from tests.bench.network import Measured
from tests.bench.pages import cookie_of, measured_pages, plain_requests, requests_for, signed_in
from tests.bench.serving import Server, served
from tests.bench.telling import BARE, LARGE, SMALL, ZIPPED, Line, beside_bare, bytes_on_the_wire, growth
from tests.support.installation import environment_of

FEW = 100
"""Decisions in the small archive."""

EXPORTED = 10_000
"""Decisions of which a copy is made, at most."""

WARMING_SECONDS = 0.5

PARTS = ("counting", "seats", "ledger", "search", "pages", "api", "export", "line", "mail", "notices")
"""What is measured, in this order."""


@dataclass
class Archive:
    """The network with an archive of some size, and the program served on it."""

    app: Flask
    server: Server


@click.command()
@click.option("--quick", is_flag=True, help="A small archive and short rounds: good for a look.")
@click.option("--decisions", "many", default=100_000, show_default=True, help="How many decisions the large archive holds.")
@click.option("--seconds", default=1.5, show_default=True, help="How long each page is asked for in a round.")
@click.option("--rounds", default=3, show_default=True, help="How often everything is asked for in turn.")
@click.option("--postgres", is_flag=True, help="Measure on PostgreSQL instead of SQLite.")
@click.option("--only", type=click.Choice(PARTS), multiple=True, help="Measure these parts alone; more than once for several.")
@click.option(
    "--ballots",
    envvar="BALLOTS",
    type=click.Path(exists=True, path_type=Path),
    help="A .blt file, or a folder of which the largest is counted; else an election is made.",
)
@click.option("--counters", envvar="COUNTERS", type=click.Path(exists=True), help="The Python beside which other counters are installed.")
@click.option("--peer", envvar="PEER", type=click.Path(exists=True), help="The Python beside which a peer is installed.")
def bench(
    *,
    quick: bool,
    many: int,
    seconds: float,
    rounds: int,
    postgres: bool,
    only: tuple[str, ...],
    ballots: Path | None,
    counters: str | None,
    peer: str | None,
) -> None:
    """Measure pages beside a bare Flask route, counting, rosters and search beside what is bare of each, and copies of the archive."""
    if quick:
        many, seconds, rounds = min(many, 2_000), min(seconds, 1.0), min(rounds, 2)
    began, parts = time.monotonic(), only or PARTS
    click.echo(f"{_machine()}; load {os.getloadavg()[0]:.1f} before the run.")
    each: dict[str, Callable[[], None]] = {
        "counting": lambda: _in_a_folder(lambda folder: tallies.measure(ballots, counters, folder, rounds)),
        "seats": lambda: seats.measure(rounds),
        "ledger": lambda: _in_a_folder(
            lambda folder: ledgers.measure(
                folder, postgres=postgres, seconds=seconds, rounds=rounds, entries=50_000 if quick else 1_000_000
            )
        ),
        "search": lambda: _measure_search(many, rounds, postgres=postgres),
        "pages": lambda: _measure_pages(many, seconds, rounds, postgres=postgres),
        "api": lambda: _measure_interface(seconds, rounds, postgres=postgres),
        "export": lambda: _measure_export(min(many, EXPORTED), postgres=postgres),
        "line": lambda: _measure_line(None if peer is None else str(Path(peer).absolute()), rounds, postgres=postgres),
        "mail": lambda: _in_a_folder(lambda folder: mailing.measure(folder, postgres=postgres, letters=1_000 if quick else 10_000)),
        "notices": lambda: _in_a_folder(lambda folder: telling_people.measure(folder, postgres=postgres)),
    }
    for part in PARTS:
        if part in parts:
            each[part]()
    click.echo(f"\n{time.monotonic() - began:.0f} seconds in all; load {os.getloadavg()[0]:.1f} after the run.")


def _in_a_folder(measure: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=_place()) as folder:
        measure(Path(folder))


def _measure_search(many: int, rounds: int, *, postgres: bool) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=_place())))
        click.echo(f"\nSearch in {many:,} decisions on {'PostgreSQL' if postgres else 'SQLite'}.")
        store = stack.enter_context(fresh(folder, postgres=postgres))
        measured, now = _made(folder, store)
        archive = stack.enter_context(_archive(folder, store, measured, now, LARGE, many))
        with archive.app.app_context():
            searching.measure(db.session(), reader_id=measured.reader_id, now=now, rounds=rounds)


def _measure_pages(many: int, seconds: float, rounds: int, *, postgres: bool) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=_place())))
        click.echo(f"\nPages on {'PostgreSQL' if postgres else 'SQLite'}.")
        store = stack.enter_context(fresh(folder, postgres=postgres))
        measured, now = _made(folder, store)
        archives = {
            name: stack.enter_context(_archive(folder, store, measured, now, name, count)) for name, count in ((SMALL, FEW), (LARGE, many))
        }
        lines = [Line(page) for page in measured_pages(archives[SMALL].app, measured)]
        _count(lines, archives, measured)
        bare = _write_bare_pages(folder, lines, archives[SMALL], measured)
        servers = {name: archive.server for name, archive in archives.items()}
        servers[BARE] = stack.enter_context(served(f"tests.bench.bare:pages({str(bare)!r})", {}, folder / "bare.log"))
        servers[ZIPPED] = stack.enter_context(served(f"tests.bench.bare:compressed_pages({str(bare)!r})", {}, folder / "zipped.log"))
        for line in lines:
            _load(line, archives[SMALL].app, servers, measured, seconds=seconds, rounds=rounds)
        for told in (beside_bare(lines), growth(lines, FEW, many), bytes_on_the_wire(lines)):
            click.echo(f"\n{told}")
        held = ", ".join(f"{name} {server.worker_megabytes():.0f}" for name, server in servers.items())
        click.echo(f"\nMemory that a worker holds after that, in MB: {held}.")


def _measure_interface(seconds: float, rounds: int, *, postgres: bool) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=_place())))
        store = stack.enter_context(fresh(folder, postgres=postgres))
        measured, now = _made(folder, store)
        app = network.installed(folder, store.url)
        environment = environment_of(network.settings_for(folder, store.url)) | {"CONSENSUS_API_REQUESTS": "1000000000"}
        asked, token = interface.addresses(app, measured), interface.token_for(app, measured.reader_id, now)
        ours = stack.enter_context(served("wsgi:app", environment, folder / "api.log"))
        answers = interface.weigh(app, ours, asked, token, folder)
        bare = stack.enter_context(served(f"tests.bench.bare:answers({str(answers)!r})", {}, folder / "bare.log"))
        interface.measure(asked, ours, bare, token, seconds=seconds, rounds=rounds)
        _let_go(app)


def _measure_export(count: int, *, postgres: bool) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=_place())))
        store = stack.enter_context(fresh(folder, postgres=postgres))
        measured, now = _made(folder, store)
        exporting.measure(folder, store, measured, now, count)


def _measure_line(peer: str | None, rounds: int, *, postgres: bool) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", dir=_place())))
        click.echo("\nA bad line.")
        store = stack.enter_context(fresh(folder, postgres=postgres))
        measured, _ = _made(folder, store)
        app, environment = network.installed(folder, store.url), environment_of(network.settings_for(folder, store.url))
        bad_line.measure(
            app, stack.enter_context(served("wsgi:app", environment, folder / "line.log")), measured, folder, peer=peer, rounds=rounds
        )
        _let_go(app)


def _place() -> str:
    """Return a folder on a disk: databases of this size do not belong into memory, and lasting writes are part of what is measured."""
    build = Path("build")
    build.mkdir(exist_ok=True)
    return str(build.absolute())


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), platform.processor())
    return f"{datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores ({model}), Python {platform.python_version()}"


def _made(folder: Path, store: Store) -> tuple[Measured, datetime]:
    now, began, processor = datetime.now(UTC), time.monotonic(), time.process_time()
    app = network.installed(folder, store.url)
    measured = network.make(app, now)
    _let_go(app)
    click.echo(f"Made the network in {time.monotonic() - began:.0f} s ({time.process_time() - processor:.0f} s of processor).")
    return measured, now


@contextmanager
def _archive(folder: Path, store: Store, measured: Measured, now: datetime, name: str, count: int) -> Iterator[Archive]:
    began = time.monotonic()
    with copied(store, name) as copy:
        app = network.installed(folder, copy.url)
        with app.app_context():
            decisions.fill(db.session(), count, reader_id=measured.reader_id, now=now)
        _let_go(app)
        click.echo(f"Filled the {name} archive with {count:,} decisions in {time.monotonic() - began:.0f} s.")
        settings = network.settings_for(folder, copy.url)
        with served("wsgi:app", environment_of(settings), folder / f"{name}.log") as server:
            yield Archive(app, server)
        _let_go(app)


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _count(lines: list[Line], archives: dict[str, Archive], measured: Measured) -> None:
    for name, archive in archives.items():
        for line in lines:
            line.statements[name] = counting.statements_of(archive.app, measured, line.page)


def _write_bare_pages(folder: Path, lines: list[Line], archive: Archive, measured: Measured) -> Path:
    """Write what a bare route will send, page by page of the same size as the program's, and return the folder."""
    pages = folder / "pages"
    pages.mkdir()
    cookie = cookie_of(signed_in(archive.app, measured.reader_id))
    for line in lines:
        if not line.page.is_post:
            line.bytes, content = counting.bytes_of(archive.server.port, line.page.paths[0], cookie)
            (pages / f"{line.page.name}.html").write_text(as_template(content.decode()), encoding="utf-8")
    return pages


def _load(line: Line, app: Flask, servers: dict[str, Server], measured: Measured, *, seconds: float, rounds: int) -> None:
    """Ask each server for the page in turn, round after round: a machine that swings does so for all of them."""
    expected = 303 if line.page.is_post else 200
    requests = requests_for(app, measured, line.page)
    plain = plain_requests(line.page, requests)
    sent = {name: plain if name in (BARE, ZIPPED) else requests for name in servers}
    for name, server in servers.items():
        put_under_load(server.port, sent[name], expected, min(WARMING_SECONDS, seconds))
        line.samples[name] = Sample()
    for _ in range(rounds):
        for name, server in servers.items():
            line.samples[name].add(put_under_load(server.port, sent[name], expected, seconds))
    click.echo(f"Measured {line.page.title}.")


if __name__ == "__main__":
    bench()

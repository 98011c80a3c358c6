"""``make bench``: measures everything in one run on one machine and prints it side by side.

``make bench BENCH="--quick"`` is for looking, not for writing down; ``--help`` names the options.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import Flask

from consensus.db import db
from tests.bench import counting, decisions, network
from tests.bench.bare import as_template
from tests.bench.databases import Store, copied, fresh
from tests.bench.load import Sample, put_under_load
from tests.bench.network import Measured
from tests.bench.pages import Page, cookie_of, measured_pages, plain_requests, requests_for, signed_in
from tests.bench.serving import Server, served
from tests.bench.telling import table, thousands
from tests.support.installation import environment_of

SMALL = 100


@dataclass
class Line:
    """What was measured of one page."""

    page: Page
    statements: dict[str, int] = field(default_factory=dict)
    bytes: dict[str, counting.Bytes] = field(default_factory=dict)
    samples: dict[str, Sample] = field(default_factory=dict)


@dataclass
class Archive:
    """The network with an archive of some size, and the program served on it."""

    name: str
    app: Flask
    server: Server


@click.command()
@click.option("--quick", is_flag=True, help="A small archive and short rounds: about half a minute, good for a look.")
@click.option("--decisions", "large", default=100_000, show_default=True, help="How many decisions the large archive holds.")
@click.option("--seconds", default=2.0, show_default=True, help="How long each page is asked for in a round.")
@click.option("--rounds", default=3, show_default=True, help="How often everything is asked for in turn.")
@click.option("--postgres", is_flag=True, help="Measure on PostgreSQL instead of SQLite.")
def bench(*, quick: bool, large: int, seconds: float, rounds: int, postgres: bool) -> None:
    """Measure pages beside a bare Flask route of the same size, with an archive of 100 decisions and with a large one."""
    if quick:
        large, seconds, rounds = min(large, 2_000), min(seconds, 1.0), min(rounds, 2)
    began = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="consensus-bench-", dir=_place())))
        say(f"{_machine()}, {'PostgreSQL' if postgres else 'SQLite'}; load {os.getloadavg()[0]:.1f} before the run")
        store = stack.enter_context(fresh(folder, postgres=postgres))
        measured, now = _made(folder, store)
        archives = [
            stack.enter_context(_archive(folder, store, measured, now, name, count)) for name, count in (("small", SMALL), ("large", large))
        ]
        lines = [Line(page) for page in measured_pages(archives[0].app, measured)]
        _count(lines, archives, measured)
        bare = stack.enter_context(_bare(folder, lines, archives[0], measured))
        _load(lines, archives, bare, measured, seconds=seconds, rounds=rounds)
        _tell(lines, archives, bare, large)
    say(f"\n{time.monotonic() - began:.0f} seconds in all; load {os.getloadavg()[0]:.1f} after the run.")


def say(line: str) -> None:
    """Print a line at once."""
    click.echo(line)


def _place() -> str | None:
    """Return a folder on a disk: databases of this size do not belong into memory, and durable writes are part of what is measured."""
    build = Path("build")
    build.mkdir(exist_ok=True)
    return str(build.absolute())


def _machine() -> str:
    model = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if "model name" in line),
        platform.processor(),
    )
    return f"{datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores ({model}), Python {platform.python_version()}"


def _made(folder: Path, store: Store) -> tuple[Measured, datetime]:
    now, began, cpu = datetime.now(UTC), time.monotonic(), time.process_time()
    app = network.installed(folder, store.url)
    measured = network.make(app, now)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    say(f"Made the network in {time.monotonic() - began:.0f} s ({time.process_time() - cpu:.0f} s of processor).")
    return measured, now


@contextmanager
def _archive(folder: Path, store: Store, measured: Measured, now: datetime, name: str, count: int) -> Iterator[Archive]:
    began = time.monotonic()
    with copied(store, name) as copy:
        app = network.installed(folder, copy.url)
        with app.app_context():
            decisions.fill(db.session(), count, reader_id=measured.reader_id, now=now)
            db.session.remove()
            db.engine.dispose()
        say(f"Filled the {name} archive with {count:,} decisions in {time.monotonic() - began:.0f} s.")
        settings = network.settings_for(folder, copy.url)
        with served("wsgi:app", environment_of(settings), folder / f"{name}.log") as server:
            yield Archive(name, app, server)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _count(lines: list[Line], archives: list[Archive], measured: Measured) -> None:
    for archive in archives:
        for line in lines:
            line.statements[archive.name] = counting.statements_of(archive.app, measured, line.page)


@contextmanager
def _bare(folder: Path, lines: list[Line], archive: Archive, measured: Measured) -> Iterator[Server]:
    """Serve bare pages, each of the same size as the program's own."""
    pages = folder / "pages"
    pages.mkdir()
    cookie = cookie_of(signed_in(archive.app, measured.reader_id))
    for line in lines:
        if line.page.is_post:
            continue
        line.bytes["small"], content = counting.bytes_of(archive.server.port, line.page.paths[0], cookie)
        (pages / f"{line.page.name}.html").write_text(as_template(content.decode()), encoding="utf-8")
    with served(f"tests.bench.bare:pages({str(pages)!r})", {}, folder / "bare.log") as server:
        yield server


def _load(lines: list[Line], archives: list[Archive], bare: Server, measured: Measured, *, seconds: float, rounds: int) -> None:
    for line in lines:
        expected = 303 if line.page.is_post else 200
        requests = requests_for(archives[0].app, measured, line.page)
        plain = plain_requests(line.page, requests)
        asked = [(archive.name, archive.server.port, requests) for archive in archives] + [("bare", bare.port, plain)]
        for name, port, sent in asked:
            put_under_load(port, sent, expected, min(0.5, seconds))
            line.samples[name] = Sample()
        for _ in range(rounds):
            for name, port, sent in asked:
                line.samples[name].add(put_under_load(port, sent, expected, seconds))
        say(f"Measured {line.page.title}.")


def _tell(lines: list[Line], archives: list[Archive], bare: Server, large: int) -> None:
    def latency(sample: Sample) -> str:
        return f"{sample.percentile(0.5):.1f} / {sample.percentile(0.95):.1f}"

    say("\nRequests a second beside a bare Flask route with a page of the same size, and their latency in ms (half / 95 of 100):\n")
    headings: tuple[str, ...] = ("page", "a second", "bare", "share of bare", "ms", "ms bare")
    say(
        table(
            headings,
            [
                (
                    line.page.title,
                    thousands(line.samples["small"].rate),
                    thousands(line.samples["bare"].rate),
                    f"{line.samples['small'].rate / line.samples['bare'].rate:.2f}",
                    latency(line.samples["small"]),
                    latency(line.samples["bare"]),
                )
                for line in lines
            ],
        )
    )
    say(f"\nFrom {SMALL} to {large:,} decisions, requests a second and SQL statements:\n")
    headings = ("page", f"{SMALL}", f"{large:,}", "times slower", "ms", f"statements at {SMALL}", f"at {large:,}")
    say(
        table(
            headings,
            [
                (
                    line.page.title,
                    thousands(line.samples["small"].rate),
                    thousands(line.samples["large"].rate),
                    f"{line.samples['small'].rate / line.samples['large'].rate:.2f}",
                    latency(line.samples["large"]),
                    str(line.statements["small"]),
                    str(line.statements["large"]),
                )
                for line in lines
            ],
        )
    )
    say("\nBytes on the wire, heads included:\n")
    headings = ("page", "as HTML", "compressed", "first visit", "second visit")
    say(
        table(
            headings,
            [
                (line.page.title, *map(thousands, (cost.plain, cost.page, cost.first_visit, cost.second_visit)))
                for line in lines
                for cost in line.bytes.values()
            ],
        )
    )
    workers = ", ".join(f"{archive.name} {archive.server.worker_megabytes():.0f}" for archive in archives)
    say(f"\nMemory of a worker after all that, in MB: {workers}, bare {bare.worker_megabytes():.0f}.")


if __name__ == "__main__":
    bench()

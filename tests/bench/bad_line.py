"""What a voice waits for on a bad line: the page of a proposal for the first time, taking a position, and the page once more.

In Chromium at 400 kbit/s and 400 ms, with nothing kept from before, beside a peer that does the same job: a forum in which the
same text stands with the same comments and a poll. Bytes and requests are counted on the line itself, whoever asked for them.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.network import COMMENTS, SPOKEN, VOICES, Measured
from tests.bench.pages import cookie_of, signed_in
from tests.bench.peer import NAME
from tests.bench.serving import THREADS, WORKERS, Server, running
from tests.bench.telling import table
from tests.bench.words import sentence
from tests.support.browser import FLAGS
from tests.support.line import BrokenLine, broken_line

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s, and 400 ms until an answer begins."""

SETTLING_MS = 3_000
"""After so long nothing more is asked for by a page that was left alone."""

PATIENCE_MS = 120_000
SCRIPT = Path(__file__).with_name("peer.py")
POSITIONS = ("Agree", "Agree with reservations", "Abstain", "Stand aside", "Object", "Block")


@dataclass
class Job:
    """A program, where its proposal is, who has not spoken yet, and how one speaks there."""

    name: str
    url: str
    address: str
    cookie: str
    """What the cookie of a session is called."""
    sessions: Iterator[str]
    speaks: Callable[[Page], None]
    """Says where one stands, and waits until the page shows it."""
    costs: dict[str, list[float]] = field(default_factory=dict)

    def note(self, what: str, value: float) -> None:
        self.costs.setdefault(what, []).append(value)

    def middle(self, what: str) -> float:
        """Return the median."""
        return statistics.median(self.costs[what])


def measure(app: Flask, server: Server, measured: Measured, folder: Path, *, peer: str | None, rounds: int) -> None:
    """Print what each step of the job costs, beside the peer where one is installed."""
    with ExitStack() as stack:
        jobs = [_ours(app, server, measured)]
        if peer is None:
            click.echo("No peer is installed: `make peer` installs one.")
        else:
            jobs.append(stack.enter_context(_peer(peer, folder)))
        playwright = stack.enter_context(sync_playwright())
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        stack.callback(browser.close)
        for job in jobs:
            _do(browser, job)  # what is made once is made now
            job.costs.clear()
        for _ in range(rounds):
            for job in jobs:
                _do(browser, job)
        click.echo(f"\n{_told(jobs)}")


def _ours(app: Flask, server: Server, measured: Measured) -> Job:
    silent = measured.people[SPOKEN:]
    sessions = (cookie_of(signed_in(app, person)).partition("=")[2] for person in silent)
    return Job("consensus", f"http://127.0.0.1:{server.port}", f"/proposals/{measured.proposal_id}", "consensus", sessions, _take)


def _take(page: Page) -> None:
    panel = page.locator("#panel")
    panel.get_by_label("Agree", exact=True).check()
    panel.get_by_role("button", name="Say where you stand").click()
    page.locator("#notices").get_by_text("Your position is recorded.").wait_for()


@contextmanager
def _peer(python: str, folder: Path) -> Iterator[Job]:
    place = folder / "peer"
    place.mkdir()
    asked = {
        "question": "Shall the network work on water for three years?",
        "text": "\n\n".join(sentence(number, 60) for number in range(8)),
        "comments": [sentence(100 + number, 40) for number in range(COMMENTS)],
        "positions": POSITIONS,
        "voices": VOICES,
        "spoken": SPOKEN,
    }
    made = subprocess.run([python, SCRIPT, place], input=json.dumps(asked), text=True, capture_output=True, check=False)
    if made.returncode != 0:
        raise click.ClickException(f"The peer could not be made:\n{made.stderr}")
    told: dict[str, Any] = json.loads(made.stdout)
    workers = [f"--workers={WORKERS}", f"--threads={THREADS}", "--worker-class=gthread", "--preload", "--log-level=warning"]

    def command(bind: str) -> list[str]:
        return [python, "-m", "gunicorn", f"{NAME}.wsgi:application", f"--bind={bind}", *workers, "--no-control-socket"]

    environment = {"DJANGO_SETTINGS_MODULE": f"{NAME}.settings.bench"}
    with running(command, environment, folder / "peer.log", place / NAME) as server:
        yield Job("Spirit", f"http://127.0.0.1:{server.port}", told["address"], "sessionid", iter(told["cookies"]), _vote)


def _vote(page: Page) -> None:
    poll = page.locator(".comment__text__poll").first
    poll.get_by_label("Agree", exact=True).check()
    poll.get_by_role("button", name="Vote").click()
    page.locator(".comment__text__poll__note").get_by_text("Votes:").first.wait_for()
    page.wait_for_load_state("load")


def _do(browser: Browser, job: Job) -> None:
    with broken_line(job.url) as line:
        context = browser.new_context(base_url=line.url, viewport={"width": 390, "height": 800}, locale="en-GB")
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": job.cookie, "value": next(job.sessions), "url": line.url}])
        page = context.new_page()
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        with _counted(job, line, "first"):
            page.goto(job.address, wait_until="load")
            job.note("first, ready", page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
            job.note("first, seen", page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            page.wait_for_timeout(SETTLING_MS)
        with _counted(job, line, "position"):
            began = perf_counter()
            job.speaks(page)
            job.note("position, shown", (perf_counter() - began) * 1000)
            page.wait_for_timeout(SETTLING_MS)
        with _counted(job, line, "again"):
            page.goto(job.address, wait_until="load")
            job.note("again, ready", page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
            page.wait_for_timeout(SETTLING_MS)
        context.close()


@contextmanager
def _counted(job: Job, line: BrokenLine, step: str) -> Iterator[None]:
    carried, answered, requests = line.carried, line.answered, line.requests
    yield
    job.note(f"{step}, bytes", line.carried - carried)
    job.note(f"{step}, answers", line.answered - answered)
    job.note(f"{step}, requests", line.requests - requests)


ROWS = (
    ("first visit, bytes on the wire", "first, bytes"),
    ("first visit, bytes of answers", "first, answers"),
    ("first visit, requests", "first, requests"),
    ("first visit, something is seen, ms", "first, seen"),
    ("first visit, it can be used, ms", "first, ready"),
    ("taking a position, bytes on the wire", "position, bytes"),
    ("taking a position, requests", "position, requests"),
    ("taking a position, it is shown, ms", "position, shown"),
    ("once more, bytes on the wire", "again, bytes"),
    ("once more, bytes of answers", "again, answers"),
    ("once more, requests", "again, requests"),
    ("once more, it can be used, ms", "again, ready"),
)


def _told(jobs: list[Job]) -> str:
    headings = ["step", *(job.name for job in jobs), *(f"times ours, {job.name}" for job in jobs[1:])]
    rows = []
    for words, what in ROWS:
        ratios = (f"{job.middle(what) / jobs[0].middle(what):.1f}" if jobs[0].middle(what) else "" for job in jobs[1:])
        rows.append([words, *(f"{job.middle(what):,.0f}" for job in jobs), *ratios])
    return "At 400 kbit/s and 400 ms, the middle of all rounds:\n\n" + table(headings, rows)

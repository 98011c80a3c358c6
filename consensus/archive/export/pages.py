"""The pages of a copy: a decision, the register of a body's year, the first page, and what to read first in four languages.

They are opened from a disk: every link is relative, and nothing is asked of any network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import render_template

from consensus.archive.citing import address_of, bibtex, citation
from consensus.archive.documents import as_markdown, on_paper
from consensus.archive.export.audience import Audience
from consensus.archive.export.folder import Folder
from consensus.archive.queries.evidence import Evidence
from consensus.archive.queries.seen import DecisionView
from consensus.domain.terms import DecisionStatus, Outcome
from consensus.web.printing import Press

STATIC = Path(__file__).with_name("static")
VERIFIER = Path(__file__).with_name("verify.py")

LANGUAGES = ("en", "es", "fr", "ar")
"""In which the README stands. Source: record.md section 5."""

NEWEST = 20
"""Decisions on the first page."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision in a list."""

    number: str
    question: str
    body_code: str
    body_name: str
    year: int
    class_code: str
    outcome: Outcome
    label: Outcome | None
    status: DecisionStatus
    has_dissent: bool
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Shelf:
    """A year of a body, and how many of its decisions are in the copy."""

    body_code: str
    body_name: str
    year: int
    count: int


@dataclass(frozen=True, slots=True)
class Copy:
    """What every page says of the copy."""

    network: str
    audience: Audience
    as_of: datetime
    address: str
    """Of the network's own site."""


def listed(view: DecisionView) -> Listed:
    """Return what a list shows of a decision."""
    return Listed(
        number=view.number,
        question=view.question,
        body_code=view.body_code,
        body_name=view.body_name,
        year=view.year,
        class_code=view.class_code,
        outcome=view.outcome,
        label=view.label,
        status=view.status,
        has_dissent=view.has_dissent,
        closed_at=view.closed_at,
    )


def write_decision(folder: Folder, copy: Copy, view: DecisionView, evidence: Evidence, press: Press | None) -> None:
    """Write the page of a decision, and the same as Markdown, and as PDF where there is a press."""
    address = address_of(copy.address, view.number)
    cited = {"citation": citation(view, address), "bibtex": bibtex(view, address)}
    page = render_template("export/decision.html", copy=copy, decision=view, root="../../../", has_pdf=press is not None, **cited)
    folder.write(f"decisions/{view.number}.html", page)
    folder.write(f"decisions/{view.number}.md", as_markdown(view, evidence, address))
    if press is not None:
        with folder.open(f"decisions/{view.number}.pdf") as file:
            file.write_bytes(press.pdf_of(on_paper(view, evidence, address)))


def write_register(folder: Folder, copy: Copy, shelf: Shelf, decisions: Sequence[Listed]) -> None:
    """Write what a body decided in a year, the newest first."""
    page = render_template("export/register.html", copy=copy, shelf=shelf, decisions=decisions[::-1], root="../../../")
    folder.write(f"decisions/{shelf.body_code}/{shelf.year}/index.html", page)


def write_first_pages(folder: Folder, copy: Copy, shelves: Sequence[Shelf], newest: Sequence[Listed], *, imported: int, key: str) -> None:
    """Write the first page, what to read first, and the files that are the same in every copy.

    :param imported: how many decisions of the copy were taken elsewhere.
    """
    lists = {"shelves": shelves, "newest": newest, "imported": imported}
    folder.write("index.html", render_template("export/index.html", copy=copy, key=key, root="", **lists))
    for language in LANGUAGES:
        folder.write(f"README.{language}.txt", render_template(f"export/readme.{language}.txt", copy=copy, key=key, imported=imported))
    for path in sorted(STATIC.iterdir()):
        folder.write(path.name, path.read_text(encoding="utf-8"))
    folder.write("verify.py", VERIFIER.read_text(encoding="utf-8"))

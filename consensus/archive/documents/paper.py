"""A decision on paper: a page without frame or script, set as a PDF whose title and author name no person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from flask import render_template

from consensus.archive.citing import bibtex, citation
from consensus.archive.queries.evidence import Evidence
from consensus.archive.queries.seen import DecisionView
from consensus.web.printing import pdf_of
from consensus.web.times import shown_in


def on_paper(decision: DecisionView, evidence: Evidence, address: str) -> str:
    """Return the decision as HTML to be set; ``address`` is where it is read. The checkpoint stands at its end."""
    # What a reader could still do is no part of what was decided.
    still = replace(decision, may_propose=False, tasks=tuple(replace(task, may_end=False) for task in decision.tasks))
    with shown_in(UTC):
        return render_template(
            "archive/paper.html",
            decision=still,
            evidence=evidence,
            citation=citation(decision, address),
            bibtex=bibtex(decision, address),
        )


def as_pdf(decision: DecisionView, evidence: Evidence, address: str) -> bytes:
    """Return the same as a PDF: tagged, its fonts inside.

    :raises NotFoundError: where this machine lacks what that takes.
    :raises subprocess.SubprocessError: when it takes too long, or fails.
    """
    return pdf_of(on_paper(decision, evidence, address))

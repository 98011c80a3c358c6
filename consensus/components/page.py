"""The page of components: a file that needs no server, beside which the style sheet lies in its parts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template_string

from consensus.components import samples, samples_of_bodies
from consensus.components.samples import DAY, NOW
from consensus.domain.speech import spoken_in_english
from consensus.domain.terms import DecisionStatus, Outcome, Stage
from consensus.web.errors import DOMAIN

PAGE = Path(__file__).with_name("page.html")
STATIC = Path(__file__).resolve().parents[1] / "static"
FROM_DOCS = "../consensus/static/consensus.css"
"""Where the parts of the sheet lie, seen from docs/."""

_LEADS_AWAY = re.compile(r'((?:href|action|hx-post|formaction)=")/[^"]*"')
_LIVES = re.compile(r' (?:autofocus|data-focus|hx-[\w-]+="[^"]*")')
_RANDOM = re.compile(r'(name="(?:csrf_token|sending_key)" value=")[^"]*"')


def as_html(app: Flask) -> str:
    """Return the page. It is the same each time: its present instant, its names and its numbers are made up."""
    clock, app.config["CLOCK"] = app.config["CLOCK"], lambda: NOW
    try:
        with app.test_request_context("/"), spoken_in_english():
            page = render_template_string(PAGE.read_text(encoding="utf-8"), **_shown())
    finally:
        app.config["CLOCK"] = clock
    page = _LEADS_AWAY.sub(r'\1#"', page)
    page = _RANDOM.sub(r'\1"', _LIVES.sub("", page))
    return "".join(f"{line.rstrip()}\n" for line in page.splitlines() if line.strip())


def _shown() -> dict[str, Any]:
    decided = [(outcome, status, dissent, lapses_at) for outcome, status, dissent, lapses_at in _DECIDED]
    return {
        "sheet": [f"{FROM_DOCS}/{part.name}" for part in sorted((STATIC / "consensus.css").iterdir())],
        "form_of": samples_of_bodies.form,
        "get_flashed_messages": lambda **_: [
            ("message", "Your position is recorded."),
            ("warning", "Nobody was told yet."),
            ("receipt", "4711"),
        ],
        "refusals": [(case, case.sentence or "The window for this is over.") for _, case in DOMAIN[:3]],
        "proposals": [*_under_way(), *_decided()],
        "waits_for": lambda _proposal: ["What the stage waits for stands here in a sentence or two."],
        "course": samples.course(),
        "standings": (
            ("Who is asked: objections were called for", samples.standing(Stage.OBJECTION, is_asked=False)),
            ("The quorum is not met yet", samples.standing(Stage.CONSENSUS, is_asked=True)),
            ("As a reader outside the body sees it", replace(samples.standing(Stage.CONSENSUS, is_asked=True, is_inside=False))),
            ("Decided", samples.standing(Stage.CLOSED, is_asked=True, is_met=True)),
        ),
        "objections": samples.objections(),
        "acts_on_objection": lambda objection_id: (
            [SimpleNamespace(name="answer_objection", title="Answer this objection")] * (objection_id == 1)
        ),
        "comments": samples.comments(),
        "can_answer": lambda comment_id: comment_id == 22,
        "with_sense": SimpleNamespace(sense_checks=(samples.sense_check(),), proposal_id=1, closes_at=None),
        "verdicts": samples_of_bodies.verdicts(),
        "body": SimpleNamespace(code="BOARD", most_ends_a_year=None),
        "seat_groups": samples_of_bodies.seat_groups(),
        "chart": samples_of_bodies.terms(),
        "crowded": (),
        "regions": samples.REGIONS,
        "today": NOW.date(),
        "lists": samples_of_bodies.pages(),
        "silent": [
            SimpleNamespace(stage=stage, comments=(), comments_in_all=0, amendments_in_all=0, proposal_id=1)
            for stage in (Stage.DRAFTING, Stage.COMMENT, Stage.CONSENSUS)
        ],
        "decisions": [samples.decision(outcome, status, has_dissent=dissent) for outcome, status, dissent, _ in decided],
    }


def _proposal(**other: Any) -> SimpleNamespace:
    """Return as much of a proposal as the fragments here ask for."""
    version = SimpleNamespace(number=1)
    plain: dict[str, Any] = {"proposal_id": 1, "stage": "comment", "decision": None, "principles": {}, "version": version}
    return SimpleNamespace(**(plain | other))


def _under_way() -> list[tuple[str, SimpleNamespace]]:
    later = NOW + 3 * DAY
    shown = [
        ("Drafting", samples.rail(Stage.DRAFTING)),
        ("Comment", samples.rail(Stage.COMMENT, closes_at=later)),
        ("Comment, and the window is over", samples.rail(Stage.COMMENT, closes_at=NOW - DAY)),
        ("Objections", samples.rail(Stage.OBJECTION, closes_at=later)),
        ("Consensus", samples.rail(Stage.CONSENSUS, closes_at=later)),
        ("Fallback vote", samples.rail(Stage.FALLBACK, closes_at=later)),
    ]
    return [(name, _proposal(rail=rail)) for name, rail in shown]


_DECIDED = (
    (Outcome.FULL_CONSENSUS, DecisionStatus.IN_FORCE, False, None),
    (Outcome.CONSENSUS_WITH_RECORDED_DISSENT, DecisionStatus.SUPERSEDED, True, None),
    (Outcome.ADOPTED_PROVISIONAL, DecisionStatus.PROVISIONAL, False, NOW + 9 * DAY),
    (Outcome.BLOCKED, DecisionStatus.NOT_ADOPTED, True, None),
    (Outcome.WITHDRAWN, DecisionStatus.WITHDRAWN, False, None),
)


def _decided() -> list[tuple[str, SimpleNamespace]]:
    found = []
    for outcome, status, dissent, lapses_at in _DECIDED:
        last = Stage.COMMENT if outcome is Outcome.WITHDRAWN else None
        decision = samples.decision(outcome, status, has_dissent=dissent, lapses_at=lapses_at)
        found.append((f"Decided: {outcome.value}", _proposal(rail=samples.rail(Stage.CLOSED, last=last), decision=decision)))
    return found

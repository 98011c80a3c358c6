"""Whatever six members do in whatever order, some things hold. The courses are drawn at random and played like rehearsals."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.terms import Because, ObjectionStatus, Stage
from consensus.ledger.models import LedgerEntry
from consensus.rehearsal import Scratch, parse_rehearsals
from consensus.rehearsal.player import Player
from consensus.voting.models import Decision, Objection, Voice

PEOPLE = ("a", "b", "c", "d", "e", "f")
REGIONS = ("AFR", "ASIA_PAC", "EUR_CA", "LAC", "MENA", "NAM")
DAYS = {
    "comment_days": 0,
    "objection_days": 2,
    "consensus_days": 2,
    "resolution_days": 1,
    "fallback_days": 2,
    "extension_days": 1,
    "idle_days": 9,
}
RELEASES = {"withdraw_objection", "confirm_met", "take_position", "recuse"}
"""Acts by which an objection's own voice lets it go."""

POSITIONS = (*["support"] * 12, *["reservation", "stand_aside"] * 2, "abstain", "object", "block", None)


@dataclass
class Course:
    """A course being drawn. Mostly the right person does the right thing; now and then anybody does anything."""

    draw: st.DrawFn
    day: float = 0
    steps: list[dict[str, Any]] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    """Who raised which objection, if that was not refused."""

    def maybe(self, often: int = 1, of: int = 2) -> bool:
        """Whether something happens that happens so often."""
        return self.draw(st.integers(1, of)) <= often

    def does(self, who: str, do: str, **said: Any) -> None:
        """Let somebody do something, or somebody else in their place."""
        person = self.draw(st.sampled_from(PEOPLE)) if self.maybe(1, 20) else who
        self.steps.append({"day": self.day, "who": person, "do": do, **said})

    def later(self, *days: float) -> None:
        """Let one of these times go by."""
        self.day += self.draw(st.sampled_from(days))

    def name(self, owner: str) -> str:
        """A new name for an objection."""
        self.owners[f"o{len(self.owners)}"] = owner
        return f"o{len(self.owners) - 1}"

    def objections(self) -> None:
        """Some object, some second, the owner revises."""
        for who in PEOPLE:
            if self.maybe(1, 10):
                kind, reason = self.draw(st.sampled_from(["objection", "block"])), self.draw(st.sampled_from(["One.", "Two."]))
                self.does(who, "raise_objection", kind=kind, ground="aim", reason=reason, **{"as": self.name(who)})
        for objection in list(self.owners):
            if self.maybe(1, 3):
                self.does(self.draw(st.sampled_from(PEOPLE)), "second_block", objection=objection)
            if self.maybe(1, 6):
                self.does("a", "revise", text=self.draw(st.sampled_from(["Second.", "Third."])), meets=[objection], material=self.maybe())
                if self.maybe():
                    self.does(self.owners[objection], "confirm_met", objection=objection)
        if self.maybe(1, 8):
            self.does("b", "extend_window", days=1, reason="A holiday.")

    def resolving(self) -> None:
        """Objections are answered, and withdrawn or declared unresolved; or they are not."""
        for objection in self.owners:
            if self.maybe(9, 10):
                self.does("a", "answer_objection", objection=objection, text="We have heard it.")
        self.later(0.5, 1, 1)
        for objection, owner in self.owners.items():
            if self.maybe(1, 3):
                self.does(
                    owner, "withdraw_objection", objection=objection, into=self.draw(st.sampled_from([None, "reservation", "stand_aside"]))
                )
            elif self.maybe(9, 10):
                self.does("c" if self.owners[objection] == "b" else "b", "declare_unresolved", objection=objection)
        if self.maybe(1, 10):
            self.does(self.draw(st.sampled_from(PEOPLE)), "recuse", reason="It is about us.")

    def positions(self) -> None:
        """Everybody says something, or stays silent."""
        self.steps.append({"day": self.day, "do": "call_for_consensus"})
        for who in PEOPLE:
            position = self.draw(st.sampled_from(POSITIONS))
            if position is not None:
                reason = self.draw(st.sampled_from(["Three.", "Four."]))
                named = {"as": self.name(who)} if position in ("object", "block") else {}
                self.does(who, "take_position", position=position, ground="harm", reason=reason, **named)
        if self.maybe(1, 4):
            self.does("b", "close")

    def votes(self) -> None:
        """Those who vote, if there is a vote."""
        for who in PEOPLE:
            if self.maybe(4, 5):
                self.does(who, "cast_vote", vote=self.draw(st.sampled_from(["yes", "yes", "yes", "no", "abstain"])))


@st.composite
def courses(draw: st.DrawFn) -> dict[str, Any]:
    """A rehearsal that goes two rounds at most."""
    code = draw(st.sampled_from(["project", "governance", "procedural", "political_position", "urgent"]))
    course = Course(draw)
    for _ in range(draw(st.integers(1, 2))):
        course.objections()
        course.later(1, 2)
        course.resolving()
        course.later(0, 1, 2)
        course.positions()
        course.later(1.5, 2, 2)
        course.votes()
        course.later(0, 0.5, 2)
    changed = {**DAYS, "max_returns": draw(st.integers(0, 1)), "block_seconds": draw(st.integers(0, 1))}
    return {
        "id": "drawn",
        "body": {"kind": "assembly", "classes": {code: changed}},
        "members": [{"id": name, "region": region, "kind": "ngo"} for name, region in zip(PEOPLE, REGIONS, strict=True)],
        "proposal": {"class": code, "title": "A question", "text": "A text.", "owner": "a", "facilitator": "b"},
        "steps": [
            {"day": 0, "do": "open_comment"},
            {"day": 0, "do": "call_for_objections"},
            *course.steps,
            {"day": course.day + 1, "do": "tick"},
            {"day": course.day + 40, "do": "tick"},
        ],
    }


@functools.cache
def scratch() -> Scratch:
    """The scratch database, made once."""
    return Scratch()


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(courses())
def test_whatever_is_done_in_whatever_order(course: dict[str, Any]) -> None:
    (parsed,) = parse_rehearsals(course, "drawn")
    with scratch().session() as session:
        player = Player.ready(session, parsed)
        found = player.play_all()
        entries = [json.loads(text or "{}") for text in session.scalars(select(LedgerEntry.entry).order_by(LedgerEntry.index))]

        it_ends_in_the_end(found)
        nothing_is_adopted_over_an_open_objection(session, found)
        no_voice_counts_twice(session, player.proposal_id, found)
        each_objection_is_let_go_by_its_own_voice_or_overruled_after_an_answer(session, entries)
        the_clock_acts_at_the_end_of_windows(entries)
        assert not ledger.verify(session, verifier=ledger.signer_of(session).verifier).problems


def it_ends_in_the_end(found: dict[str, object]) -> None:
    """After so long without an act everything is closed, be it lapsed."""
    assert found["stage"] == Stage.CLOSED
    assert found["number"] is not None


def nothing_is_adopted_over_an_open_objection(session: Session, found: dict[str, object]) -> None:
    """What is open when it closes was never adopted."""
    decision = session.scalars(select(Decision)).one()
    if decision.outcome.is_adopted:
        assert all(objection.status is not ObjectionStatus.OPEN for objection in session.scalars(select(Objection)))
    else:
        assert found["parties"] == 0


def no_voice_counts_twice(session: Session, proposal_id: int, found: dict[str, object]) -> None:
    """There are six voices, and no count has more."""
    counts = found["counts"]
    assert isinstance(counts, dict)
    assert sum(counts.values()) <= len(PEOPLE)
    voices = session.scalars(select(Voice).where(Voice.proposal_id == proposal_id)).all()
    assert len(voices) == len(PEOPLE)
    assert len({voice.member_id for voice in voices}) == len(PEOPLE)


def each_objection_is_let_go_by_its_own_voice_or_overruled_after_an_answer(session: Session, entries: list[dict[str, Any]]) -> None:
    """No objection changes its fate by anybody else's act, nor by time."""
    let_go: dict[int, list[str]] = {}
    answered: dict[int, str] = {}
    for entry in entries:
        data, act = entry["data"], entry["act"]
        if act == "answer_objection":
            answered[data["objection"]] = entry["at"]
        elif act in RELEASES:
            released = data.get("withdrawn") or ([data["objection"]] if act in ("withdraw_objection", "confirm_met") else [])
            for objection in released:
                let_go.setdefault(objection, []).append(entry["voice"])
        elif act == "declare_unresolved":
            assert data["objection"] in answered, "overruled unheard"
    for objection in session.scalars(select(Objection)):
        voice = session.get_one(Voice, objection.voice_id).label
        gone = let_go.get(objection.id, [])
        assert set(gone) <= {voice}
        assert bool(gone) == (objection.status.value in ("withdrawn", "accommodated"))


def the_clock_acts_at_the_end_of_windows(entries: list[dict[str, Any]]) -> None:
    """What the clock closes, it closes at the instant that the entry before named, unless the stage was held or lapsed."""
    closes_at, is_held = None, False
    for entry in entries:
        if entry["actor"] == "clock" and entry["act"] in ("close", "call_for_consensus") and not is_held:
            assert entry["at"] == closes_at
        is_held = entry["data"].get("because") == Because.OBJECTION_UNANSWERED or (is_held and entry["data"].get("closes_at") == closes_at)
        closes_at = entry["data"].get("closes_at", closes_at)

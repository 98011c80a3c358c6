"""What the pictures of the guides show: a small invented network at an instant that stands still, and the words on its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, add_seat, fill_seat, found_body
from consensus.domain.terms import BodyKind
from consensus.people.models import Person
from tests.pages.scene import REGIONS, Scene
from tests.support.browsing import text_of
from tests.support.tree import ROOT

PICTURES = ROOT / "consensus" / "static" / "guide"
WORDS = ROOT / "tests" / "cases" / "guide_pictures"
"""What each picture shows, in words: a file a language."""

_EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_UNREAD = frozenset({"script", "style"})


@dataclass(frozen=True, slots=True)
class Place:
    """What one picture shows: whose page, and which element of it."""

    name: str
    who: str
    address: str
    element: str = "main"


class GuideScene:
    """A proposal in each of the stages that a guide speaks of, and a body with seats."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.scene = scene = Scene(app, session)
        waits = scene.in_comment()
        scene.tick(timedelta(days=15))
        asked = scene.in_consensus()
        scene.says("Rita", asked, "support")
        self._board()
        self.places = (
            Place("home", "Vera", "/"),
            Place("stage", "Vera", f"/proposals/{asked}", "stage"),
            Place("position", "Vera", f"/proposals/{asked}", "panel"),
            Place("desk", "Femi", "/desk"),
            Place("call", "Femi", f"/proposals/{waits}/call_for_objections"),
            Place("members", "Sam", "/steward/members"),
            Place("body", "Vera", "/bodies/BOARD"),
        )

    def _board(self) -> None:
        scene = self.scene
        session, steward = scene.session, scene.steward
        board = found_body(
            session,
            actor=steward,
            code="BOARD",
            kind=BodyKind.STEERING,
            name="Board",
            languages=["en"],
            ruleset=RulesetDraft(classes={}, reason="To begin with."),
            now=scene.tick(),
        )
        for region, name in zip(REGIONS, ("Vera", "Ines", "Rita", None), strict=True):
            label, stands_for = f"Seat {region}", {"region": region}
            seat_id = add_seat(session, actor=steward, body_id=board, label=label, kind="regional", attributes=stands_for, now=scene.tick())
            if name is not None:
                member_id, person_id = scene.member_id[f"{name}'s group"], scene.person_id[name]
                fill_seat(session, actor=steward, seat_id=seat_id, person_id=person_id, member_id=member_id, now=scene.tick())

    def speak(self, language: str) -> None:
        """Let everybody read in a language."""
        self.scene.session.execute(update(Person).values(language=language))
        self.scene.session.commit()

    def words(self, language: str) -> dict[str, str]:
        """Return what each place says in a language."""
        self.speak(language)
        return {place.name: words_of(self.page(place), place.element) for place in self.places}

    def page(self, place: Place) -> str:
        """Return the page of a place."""
        answer = self.scene.browser(place.who).get(place.address)
        assert answer.status_code == 200, place
        return text_of(answer)


class _Words(HTMLParser):
    def __init__(self, element: str) -> None:
        super().__init__()
        self.element = element
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _EMPTY and (self.open or ("id", self.element) in attrs):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag not in _EMPTY:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and not _UNREAD & set(self.open):
            self.found += data.split()


def words_of(page: str, element: str) -> str:
    """Return the words that stand in the element with an id, in their order."""
    reader = _Words(element)
    reader.feed(page)
    assert reader.found, element
    return " ".join(reader.found)

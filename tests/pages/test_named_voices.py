"""Who stands where, by name: a few beside the picture, so that the page stays light on a bad line; every one a link away."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from consensus.domain.terms import Attribution, PositionCode, Stage
from consensus.pages.voices import NAMED, NAMED_WITH_CONCERNS, ON_A_PAGE
from consensus.proposals.models import Comment
from consensus.voting.models import Position, Voice
from tests.bench.words import sentence
from tests.pages.scene import Scene
from tests.pages.test_statements import MOST, crowd, statements
from tests.support.browsing import text_of
from tests.support.budget import SECOND_VISIT, Budget

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

VOICES, SPOKEN, COMMENTS = 280, 230, 40
CONCERNED = 30


@dataclass(frozen=True)
class Crowded:
    """A body in which 280 voices were asked, and what 230 of them said."""

    scene: Scene
    proposal_id: int

    def voices(self, query: str = "") -> str:
        return text_of(self.scene.browser("Ines").get(f"/proposals/{self.proposal_id}/voices{query}"))


@pytest.fixture
def crowded(app: Flask, session: Session) -> Crowded:
    """Written in bulk: what is tested is reading."""
    scene = Scene(app, session)
    crowd(scene, VOICES - 6)
    proposal_id = scene.in_consensus(text="\n\n".join(sentence(number, 60) for number in range(8)))
    voices = session.scalars(select(Voice.id).where(Voice.proposal_id == proposal_id).order_by(Voice.id)).all()
    assert len(voices) == VOICES
    said = {"proposal_id": proposal_id, "version_number": 1, "person_id": scene.person_id["Vera"]}
    comments = ({"text": "T", "html": f"<p>{sentence(900 + number, 40)}</p>"} for number in range(COMMENTS))
    session.execute(insert(Comment), [said | {"speaks_as": "Vera's group", "at": scene.now, "is_issue": False} | each for each in comments])
    positions = [
        {"code": PositionCode.RESERVATION if number < CONCERNED else PositionCode.SUPPORT, "reason": sentence(300 + number, 25)}
        | ({} if number < CONCERNED or number % 9 == 0 else {"reason": ""})
        for number in range(SPOKEN)
    ]
    told = said | {"stage": Stage.CONSENSUS, "attribution": Attribution.NAMED, "at": scene.now}
    session.execute(insert(Position), [told | {"voice_id": voice} | each for voice, each in zip(voices, positions, strict=False)])
    newest = select(Position.id).where(Position.voice_id == Voice.id).scalar_subquery()
    session.execute(update(Voice).where(Voice.proposal_id == proposal_id).values(position_id=newest))
    session.commit()
    return Crowded(scene, proposal_id)


def test_with_280_voices_the_page_of_a_proposal_is_as_light_as_any_and_each_is_named_a_link_away(crowded: Crowded) -> None:
    scene, address = crowded.scene, f"/proposals/{crowded.proposal_id}"
    answer = scene.browser("Vera").get(address, headers={"Accept-Encoding": "gzip"})
    assert Budget(scene.app).spent_beyond(answer) == [], f"a later visit may weigh {SECOND_VISIT:,} bytes"

    page = text_of(scene.browser("Ines").get(address))
    named = page[page.index("<h3>By name") : page.index("</section>", page.index("<h3>By name"))]
    assert named.count("<li>") == NAMED_WITH_CONCERNS + NAMED + NAMED
    for position, count in {"reservation": CONCERNED, "support": SPOKEN - CONCERNED, "silent": VOICES - SPOKEN}.items():
        assert f'{address}/voices?position={position}">All names here ({count})</a>' in named
        pages = [crowded.voices(f"?position={position}&page={number}") for number in range(1, -(-count // ON_A_PAGE) + 1)]
        assert sum(text.count("<li><bdi>") for text in pages) == count
    assert sentence(300 + CONCERNED - 1, 25) in crowded.voices("?position=reservation")
    assert len(statements(scene, "Ines", f"{address}/voices")) <= MOST
    # A name is found whatever the case in which it is written, and stands with its position.
    found = crowded.voices("?q=GROUP+vera")
    assert (found.count("<li><bdi>"), "Vera&#39;s group" in found) == (1, True)
    assert "position position--" in found[found.index("<li><bdi>") :]


def test_names_are_for_the_people_of_the_body_and_for_a_proposal_that_has_a_roll(app: Flask, session: Session) -> None:
    scene = Scene(app, session)
    address = f"/proposals/{scene.in_consensus()}"
    assert f"{address}/voices" in text_of(scene.browser("Ines").get(address))
    outside = scene.browser("Nora")
    assert f"{address}/voices" not in text_of(outside.get(address))
    seen = text_of(outside.get(f"{address}/voices?q=Vera"))
    assert ("Names are shown to the people of this body." in seen, "Vera&#39;s group" in seen) == (True, False)
    early = scene.browser("Ines").get(f"/proposals/{scene.in_comment()}/voices")
    assert (early.status_code, "There is no roll of voices yet." in text_of(early)) == (404, True)

"""What somebody writes is kept while they write it, found again, and theirs alone; two who write at once are told."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.proposals.commands import autosave
from consensus.proposals.commands.autosaving import MOST_CHARACTERS, MOST_KEPT
from consensus.proposals.models import Autosave, Proposal, Version
from consensus.proposals.texts import texts_of
from tests.pages.scene import QUESTION, Scene
from tests.support.browsing import HTMX, seen_in, text_of
from tests.support.databases import ENGINES

DRAFT = {"question": QUESTION, "text": "We meet by night.", "class_code": "project", "visibility": "network", "version": "1"}


def keep(scene: Scene, who: str, place: str, **fields: Any) -> Any:
    return scene.browser(who).post(f"/writing?place={place}", {**DRAFT, **fields}, headers=HTMX)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_what_is_typed_is_kept_and_found_again_and_is_no_version(scene: Scene) -> None:
    proposal_id = scene.draft()
    place = f"/proposals/{proposal_id}/edit_draft"
    before = scene.entries()
    answer = keep(scene, "Owen", place)
    assert answer.status_code == 200
    assert "It is not saved yet: nobody else sees it." in text_of(answer)
    assert 'id="autosave"' in text_of(answer)
    keep(scene, "Owen", place, text="We meet by night and day.")
    assert (scene.count(Autosave), scene.count(Version), scene.entries()) == (1, 1, before)
    page = text_of(scene.browser("Owen").get(place))
    assert "We meet by night and day." in page
    assert "did not save stands in the form again" in page
    assert "by night" not in text_of(scene.browser("Owen").get(f"/proposals/{proposal_id}"))


def test_it_is_gone_once_it_is_saved(scene: Scene) -> None:
    proposal_id = scene.draft()
    place = f"/proposals/{proposal_id}/edit_draft"
    keep(scene, "Owen", place)
    owners = {"owners-0": str(scene.person_id["Owen"]), "facilitator": str(scene.person_id["Femi"])}
    assert scene.browser("Owen").post(place, {**DRAFT, **owners}).status_code == 303
    assert scene.count(Autosave) == 0
    assert texts_of(scene.session, proposal_id, 2)["en"].text == "We meet by night."
    assert "stands in the form again" not in text_of(scene.browser("Owen").get(place))


def test_it_can_be_discarded(scene: Scene) -> None:
    proposal_id = scene.draft()
    place = f"/proposals/{proposal_id}/edit_draft"
    keep(scene, "Owen", place)
    owen = scene.browser("Owen")
    assert f"/writing/discard?place={place}" in text_of(owen.get(place))
    answer = owen.post(f"/writing/discard?place={place}")
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    assert "by night" not in text_of(owen.get(place))
    assert scene.count(Autosave) == 0


def test_nobody_else_finds_it(scene: Scene) -> None:
    place = "/bodies/WATER/proposals/new"
    keep(scene, "Owen", place, question="Shall we dig a well?")
    assert "Shall we dig a well?" in text_of(scene.browser("Owen").get(place))
    page = text_of(scene.browser("Vera").get(place))
    assert "Shall we dig a well?" not in page
    scene.browser("Vera").post(f"/writing/discard?place={place}")
    assert scene.count(Autosave) == 1


def test_without_scripts_a_preview_keeps_it(scene: Scene) -> None:
    owen = scene.browser("Owen")
    owen.post("/bodies/WATER/proposals/new", {**DRAFT, "preview": "1"})
    assert "We meet by night." in text_of(owen.get("/bodies/WATER/proposals/new"))
    assert scene.count(Proposal) == 0


def test_a_visitor_keeps_nothing_and_no_other_address_keeps_anything(scene: Scene) -> None:
    assert scene.browser(None).post("/writing?place=/bodies/WATER/proposals/new", DRAFT).status_code in (303, 401, 403)
    for place in (
        "",
        "//evil.example",
        "https://evil.example/",
        "/proposals/1/close",
        "/proposals/x/revise",
        "/bodies/WATER/proposals/new?" + "x" * 90,
    ):
        assert scene.browser("Owen").post("/writing", DRAFT, query_string={"place": place}).status_code == 404
        assert scene.browser("Owen").post("/writing/discard", query_string={"place": place}).status_code == 404
    assert scene.count(Autosave) == 0


def test_the_oldest_makes_room(scene: Scene) -> None:
    for number in range(MOST_KEPT + 5):
        autosave(
            scene.session,
            actor=scene.actor("Owen"),
            place=f"/proposals/{number}/revise",
            fields={"text": ["Words."]},
            now=scene.tick(),
        )
    places = set(scene.session.scalars(select(Autosave.place)))
    assert len(places) == MOST_KEPT
    assert "/proposals/4/revise" not in places
    assert "/proposals/24/revise" in places


def test_more_than_a_form_can_take_is_not_kept(scene: Scene) -> None:
    with pytest.raises(Exception, match="too much to be kept"):
        autosave(
            scene.session,
            actor=scene.actor("Owen"),
            place="/proposals/1/revise",
            fields={"text": ["x" * (MOST_CHARACTERS + 1)]},
            now=scene.tick(),
        )


def test_what_was_kept_before_somebody_else_saved_meets_their_text_side_by_side(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    place = f"/proposals/{proposal_id}/revise"
    keep(scene, "Owen", place)
    scene.revises(proposal_id, "We meet by day.")
    owen = scene.browser("Owen")
    page = text_of(owen.get(place))
    assert "Version 2 was saved since then." in page
    assert 'name="version" type="hidden" value="1"' in page
    answer = owen.post(place, {"question": QUESTION, "text": "We meet by night.", "version": "1", "is_material": "yes"})
    page = seen_in(text_of(answer))
    assert answer.status_code == 409
    assert "Somebody else saved meanwhile" in page
    assert "We meet by <mark>day</mark>." in page
    assert "We meet by <del>day</del><ins>night</ins>." in page
    assert "We meet by night." in page
    assert "Save mine on top of version 2" in page
    saved = owen.post(place, {"question": QUESTION, "text": "We meet by night.", "version": "2", "is_material": "yes"})
    assert saved.status_code == 303
    assert scene.count(Autosave) == 0


def test_a_translation_is_kept_too(app: Flask, session: Session) -> None:
    scene = Scene(app, session, languages=("en", "es"))
    proposal_id = scene.in_comment()
    place = f"/proposals/{proposal_id}/translate?language=es"
    vera = scene.browser("Vera")
    fields = {"question": "¿Nos reunimos?", "text": "A medias", "version": "1", "seen": ""}
    vera.post("/writing", fields, query_string={"place": place}, headers=HTMX)
    assert "A medias" in text_of(vera.get(place))
    assert vera.post(place, {**fields, "text": "Entero."}).status_code == 303
    assert "A medias" not in text_of(vera.get(place))

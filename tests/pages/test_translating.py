"""A text in several languages, over HTTP without scripts: read in one's own, translated side by side, stale until confirmed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.pages.objection_key import objection_key
from consensus.people.models import Person
from consensus.proposals import commands as proposing
from consensus.proposals.standing import standing_texts
from consensus.proposals.texts import TextIn, text_sha256
from consensus.voting import commands as voting
from tests.pages.scene import DAY, QUESTION, TEXT, Scene
from tests.support.browsing import text_of

SPANISH = {"question": "¿Nos reunimos en primavera?", "text": "Nos reunimos en **primavera**."}


@pytest.fixture
def scene(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A body that works in English, Spanish and Arabic and needs Spanish; Ines reads texts in Spanish, and pages in English here."""
    monkeypatch.setattr("consensus.web.languages.reader_language", lambda: "en")
    made = Scene(app, session, languages=("en", "es", "ar"))
    session.get_one(Body, made.body_id).required_languages = ["es"]
    session.get_one(Person, made.person_id["Ines"]).language = "es"
    session.commit()
    return made


def sent(version: int = 1, seen: str = "", **fields: str) -> dict[str, str]:
    return {**SPANISH, "version": str(version), "seen": seen, **fields}


def translated(scene: Scene, proposal_id: int) -> None:
    scene.do("Vera", proposing.translate, proposal_id, language="es", **SPANISH)


def test_anyone_of_the_body_translates_side_by_side(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    ines = scene.browser("Ines")
    page = text_of(ines.get(f"/proposals/{proposal_id}"))
    assert "There is no text in Español yet" in page
    address = f"/proposals/{proposal_id}/translate?language=es"
    assert address in page
    form = text_of(ines.get(address))
    assert TEXT in form
    assert 'lang="es"' in form
    assert ines.post(address, sent()).status_code == 303
    page = text_of(ines.get(f"/proposals/{proposal_id}"))
    assert "Nos reunimos en <strong>primavera</strong>." in page
    assert "This is a translation by <bdi>Ines</bdi>; the text in English counts." in page
    assert "<strong>spring</strong>" in page
    english = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
    assert "This is the text that counts." in english
    assert "primavera" not in english
    assert "primavera" in text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}?language=es"))
    assert "Ines" not in text_of(scene.browser("Nora").get(f"/proposals/{proposal_id}?language=es"))


def test_who_is_not_of_the_body_reads_and_does_not_translate(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    nora, address = scene.browser("Nora"), f"/proposals/{proposal_id}/translate?language=es"
    assert "/translate" not in text_of(nora.get(f"/proposals/{proposal_id}"))
    assert "Only people who speak for a member of this body" in text_of(nora.get(address))
    assert nora.post(address, sent()).status_code == 403


def test_a_stale_translation_says_so_and_is_confirmed_as_it_is(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    translated(scene, proposal_id)
    scene.revises(proposal_id, TEXT.replace("spring", "autumn"))
    ines, address = scene.browser("Ines"), f"/proposals/{proposal_id}/translate?language=es"
    page = text_of(ines.get(f"/proposals/{proposal_id}"))
    assert "This translation says what version 1 said." in page
    assert "(needed before objections are called for)" in page
    form = text_of(ines.get(address))
    assert "What changed since in the text that counts" in form
    assert "autumn</ins>" in form
    assert ines.post(address, sent(2, text_sha256(SPANISH["text"]))).status_code == 303
    assert "says what version 1 said" not in text_of(ines.get(f"/proposals/{proposal_id}"))


def test_the_facilitator_is_told_that_a_language_is_missing(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    translated(scene, proposal_id)
    scene.revises(proposal_id, TEXT.replace("spring", "autumn"))
    page = text_of(scene.browser("Femi").get(f"/proposals/{proposal_id}"))
    assert "A required language of the text is missing, or its translation says what an earlier version said." in page


def test_two_who_translate_at_once_see_both_texts(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    translated(scene, proposal_id)
    ines, address = scene.browser("Ines"), f"/proposals/{proposal_id}/translate?language=es"
    answer = ines.post(address, sent(text="Nos vemos en primavera."))
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Somebody else translated it meanwhile" in page
    assert "Nos vemos en primavera." in page
    assert "<mark>reunimos</mark>" in page
    again = sent(text="Nos vemos en primavera.", seen=text_sha256(SPANISH["text"]))
    assert ines.post(address, again).status_code == 303


def test_a_text_that_went_on_while_it_was_translated_is_shown_and_nothing_is_lost(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    scene.revises(proposal_id, TEXT.replace("spring", "autumn"))
    answer = scene.browser("Ines").post(f"/proposals/{proposal_id}/translate?language=es", sent())
    page = text_of(answer)
    assert answer.status_code == 409
    assert SPANISH["text"] in page
    assert "**autumn**" in page
    assert 'name="version" type="hidden" value="2"' in page


@pytest.mark.parametrize("field", ["question", "text"])
def test_what_is_missing_is_said_at_its_field(scene: Scene, field: str) -> None:
    proposal_id = scene.in_comment()
    answer = scene.browser("Ines").post(f"/proposals/{proposal_id}/translate?language=es", {**sent(), field: " "})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in text_of(answer)


def test_a_language_of_nobody_is_not_found(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    assert scene.browser("Ines").get(f"/proposals/{proposal_id}/translate?language=fr").status_code == 404
    assert "Choose the language" in text_of(scene.browser("Ines").get(f"/proposals/{proposal_id}/translate"))


def test_once_objections_are_called_for_what_was_there_stays_and_what_comes_is_marked(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    translated(scene, proposal_id)
    scene.tick(31 * DAY)
    scene.do("Femi", voting.call_for_objections, proposal_id)
    ines = scene.browser("Ines")
    spanish, arabic = (f"/proposals/{proposal_id}/translate?language={code}" for code in ("es", "ar"))
    assert spanish not in text_of(ines.get(f"/proposals/{proposal_id}"))
    assert "stays as it was read" in text_of(ines.get(spanish))
    late = ines.post(spanish, sent(seen=text_sha256(SPANISH["text"]), text="Otra cosa."))
    assert late.status_code in (403, 409)
    assert "Otra cosa." in text_of(late)
    assert ines.post(arabic, sent(question="هل نجتمع؟", text="نجتمع في الربيع.")).status_code == 303
    page = text_of(ines.get(f"/proposals/{proposal_id}?language=ar"))
    assert "It was made after objections were called for, and is not part of what is decided on." in page


def test_an_owner_confirms_a_translation_with_the_version(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    translated(scene, proposal_id)
    owen, address = scene.browser("Owen"), f"/proposals/{proposal_id}/revise"
    assert 'name="confirm_es"' in text_of(owen.get(address))
    fields = {"question": QUESTION, "text": "Anew.", "version": "1", "is_material": "no"}
    fields |= {"question_es": SPANISH["question"], "text_es": SPANISH["text"]}
    assert owen.post(address, fields).status_code == 303
    assert standing_texts(scene.session, proposal_id, 2)["es"].is_stale
    assert owen.post(address, {**fields, "text": "Anew again.", "version": "2", "confirm_es": "y"}).status_code == 303
    assert not standing_texts(scene.session, proposal_id, 3)["es"].is_stale


def test_a_translation_is_in_the_changes_and_on_the_timeline(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    translated(scene, proposal_id)
    texts = {"en": TextIn(QUESTION, "In autumn."), "es": TextIn("¿Nos reunimos en otoño?", "Nos reunimos en **otoño**.")}
    scene.do("Owen", voting.revise, proposal_id, texts=texts)
    ines = scene.browser("Ines")
    assert "otoño</ins>" in text_of(ines.get(f"/proposals/{proposal_id}/versions/2"))
    assert "Vera translated version 1 into this language: Español." in text_of(ines.get(f"/proposals/{proposal_id}/timeline"))


def test_the_page_of_an_objection_shows_the_translation_that_its_version_held(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    translated(scene, proposal_id)
    scene.tick(31 * DAY)
    scene.do("Femi", voting.call_for_objections, proposal_id)
    scene.objects("Vera", proposal_id, "It floods.")
    key = objection_key(label="Vera's group", version=1, reason="It floods.")
    page = text_of(scene.browser("Ines").get(f"/proposals/{proposal_id}/objections/{key}"))
    assert "Nos reunimos en <strong>primavera</strong>." in page

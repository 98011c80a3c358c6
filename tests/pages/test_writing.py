"""Writing a text: a draft, its preview, its languages and people, a revision, and who may read it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.terms import Stage, Visibility
from consensus.ledger.models import LedgerEntry
from consensus.proposals.facts import owners_of
from consensus.proposals.models import Proposal
from consensus.proposals.texts import texts_of
from consensus.voting.models import Objection
from tests.pages.scene import QUESTION, TEXT, Scene
from tests.support.browsing import seen_in, text_of

NEW = {"question": "Shall we dig a well?", "text": "We dig **a well**.", "class_code": "project", "visibility": "network"}


@pytest.fixture
def multilingual(app: Flask, session: Session) -> Scene:
    """A body that works in English, Spanish and Arabic."""
    return Scene(app, session, languages=("en", "es", "ar"))


def newest(scene: Scene) -> Proposal:
    scene.session.rollback()
    found = scene.session.scalars(select(Proposal).order_by(Proposal.id.desc()).limit(1)).one()
    scene.session.refresh(found)
    return found


def test_a_preview_shows_the_text_and_saves_nothing(scene: Scene) -> None:
    answer = scene.browser("Owen").post("/bodies/WATER/proposals/new", {**NEW, "preview": "1"})
    page = text_of(answer)
    assert answer.status_code == 200
    assert "<strong>a well</strong>" in page
    assert "We dig **a well**." in page
    assert "Nothing is saved yet." in page
    assert scene.count(Proposal) == 0


def test_a_preview_of_an_unfinished_draft_shows_what_there_is(scene: Scene) -> None:
    answer = scene.browser("Owen").post("/bodies/WATER/proposals/new", {"text": "Half.", "preview": "1"})
    assert answer.status_code == 200
    assert '<p dir="auto">Half.</p>' in text_of(answer)


def test_what_was_typed_stays_when_something_is_missing(scene: Scene) -> None:
    answer = scene.browser("Owen").post("/bodies/WATER/proposals/new", {**NEW, "question": "  ", "names_decision": "NONE/2026/001"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert "Write the question that is to be decided" in page
    assert "We dig **a well**." in page
    assert "NONE/2026/001" in page


def test_a_decision_that_does_not_exist_is_said_so_at_its_field(scene: Scene) -> None:
    answer = scene.browser("Owen").post("/bodies/WATER/proposals/new", {**NEW, "names_decision": "NONE/2026/001", "relation": "supersedes"})
    assert answer.status_code == 422
    assert 'id="names_decision-error"' in text_of(answer)


def test_a_new_proposal_names_the_decision_that_it_replaces(scene: Scene) -> None:
    scene.adopted()
    sent = {**NEW, "names_decision": "WATER/2026/001", "relation": "supersedes"}
    answer = scene.browser("Owen").post("/bodies/WATER/proposals/new", sent)
    assert answer.status_code == 303
    assert "WATER/2026/001" in text_of(scene.browser("Owen").get(answer.headers["Location"]))


def test_owners_and_facilitator_are_chosen_one_by_one(scene: Scene) -> None:
    people = {"owners-0": str(scene.person_id["Vera"]), "owners-1": "", "facilitator": str(scene.person_id["Femi"])}
    scene.browser("Owen").post("/bodies/WATER/proposals/new", {**NEW, **people})
    proposal = newest(scene)
    assert owners_of(scene.session, proposal.id) == [scene.person_id["Owen"], scene.person_id["Vera"]]
    assert proposal.facilitator_id == scene.person_id["Femi"]
    page = text_of(scene.browser("Owen").get(f"/proposals/{proposal.id}/edit_draft"))
    chosen = re.findall(r'<option selected value="(\d+)">', page)
    assert {str(scene.person_id[name]) for name in ("Owen", "Vera", "Femi")} <= set(chosen)
    assert "multiple" not in page


def test_an_owner_is_taken_out_by_choosing_nobody(scene: Scene) -> None:
    scene.browser("Owen").post("/bodies/WATER/proposals/new", {**NEW, "owners-0": str(scene.person_id["Vera"])})
    proposal_id = newest(scene).id
    sent = {**NEW, "version": "1", "owners-0": str(scene.person_id["Owen"]), "owners-1": ""}
    assert scene.browser("Owen").post(f"/proposals/{proposal_id}/edit_draft", sent).status_code == 303
    assert owners_of(scene.session, proposal_id) == [scene.person_id["Owen"]]


def test_a_draft_without_an_owner_is_refused_and_kept(scene: Scene) -> None:
    proposal_id = scene.draft()
    answer = scene.browser("Owen").post(f"/proposals/{proposal_id}/edit_draft", {**NEW, "version": "1"})
    assert answer.status_code == 422
    assert "A proposal needs at least one owner." in text_of(answer)


@pytest.mark.parametrize("field", ["owners-0", "facilitator"])
def test_people_who_do_not_exist_are_refused(scene: Scene, field: str) -> None:
    answer = scene.browser("Owen").post("/bodies/WATER/proposals/new", {**NEW, field: "999999"})
    assert answer.status_code == 422
    assert "One of the people named is not known here." in text_of(answer)


@pytest.mark.parametrize("field", ["owners-0", "facilitator"])
@pytest.mark.parametrize("value", ["0", "x", "-1", "²", "9" * 40])
def test_what_is_no_number_names_nobody(scene: Scene, field: str, value: str) -> None:
    answer = scene.browser("Owen").post("/bodies/WATER/proposals/new", {**NEW, field: value})
    assert answer.status_code in (303, 422)


def test_nobody_outside_the_body_starts_a_proposal(scene: Scene) -> None:
    for name in ("Nora", "Zoe", "Sam"):
        assert scene.browser(name).get("/bodies/WATER/proposals/new").status_code == 403
        assert scene.browser(name).post("/bodies/WATER/proposals/new", NEW).status_code == 403
    assert scene.count(Proposal) == 0
    assert "Start a proposal" in text_of(scene.browser("Vera").get("/bodies/WATER/proposals"))
    assert "Start a proposal" not in text_of(scene.browser("Nora").get("/bodies/WATER/proposals"))


def test_a_text_is_written_in_each_language_of_the_body(multilingual: Scene) -> None:
    scene = multilingual
    sent = {**NEW, "question_ar": "هل نحفر بئرا؟", "text_ar": "نحفر بئرا."}
    address = scene.browser("Owen").post("/bodies/WATER/proposals/new", sent).headers["Location"]
    texts = texts_of(scene.session, newest(scene).id, 1)
    assert set(texts) == {"en", "ar"}
    page = text_of(scene.browser("Vera").get(address))
    assert 'lang="ar"' in page
    assert "This is the text that counts." in page


def test_the_language_in_which_the_text_counts_is_chosen_at_the_start(multilingual: Scene) -> None:
    scene = multilingual
    page = text_of(scene.browser("Owen").get("/bodies/WATER/proposals/new?language=es"))
    assert 'name="question_en"' in page
    scene.browser("Owen").post("/bodies/WATER/proposals/new?language=es", {**NEW, "question": "¿Cavamos un pozo?", "text": "Sí."})
    assert newest(scene).authentic_language == "es"


def test_a_question_without_its_text_is_refused_in_any_language(multilingual: Scene) -> None:
    answer = multilingual.browser("Owen").post("/bodies/WATER/proposals/new", {**NEW, "question_es": "¿Cavamos un pozo?"})
    assert answer.status_code == 422
    assert 'id="text_es-error"' in text_of(answer)


def test_editing_keeps_what_stands_in_other_languages(multilingual: Scene) -> None:
    scene = multilingual
    sent = {**NEW, "question_ar": "هل نحفر بئرا؟", "text_ar": "نحفر بئرا."}
    scene.browser("Owen").post("/bodies/WATER/proposals/new", sent)
    proposal_id = newest(scene).id
    page = text_of(scene.browser("Owen").get(f"/proposals/{proposal_id}/edit_draft"))
    assert "نحفر بئرا." in page
    assert "هل نحفر بئرا؟" in page


def test_line_ends_of_browsers_leave_no_trace_in_the_text(scene: Scene) -> None:
    scene.browser("Owen").post("/bodies/WATER/proposals/new", {**NEW, "text": "One.\r\n\r\nTwo."})
    assert texts_of(scene.session, newest(scene).id, 1)["en"].text == "One.\n\nTwo."


def test_a_revision_names_the_objections_that_it_means_to_meet(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    first = scene.objects("Vera", proposal_id)
    scene.objects("Ines", proposal_id, "Another reason.")
    owen = scene.browser("Owen")
    page = text_of(owen.get(f"/proposals/{proposal_id}/revise"))
    assert f'<input type="checkbox" id="meets-{first}"' in page
    sent: dict[str, Any] = {"question": QUESTION, "text": "In autumn.", "version": "1", "is_material": "yes", "meets": [str(first)]}
    assert owen.post(f"/proposals/{proposal_id}/revise", sent).status_code == 303
    scene.session.rollback()
    named = dict(scene.session.execute(select(Objection.id, Objection.named_in_version)).tuples().all())
    assert named == {first: 2, first + 1: None}


def test_whoever_starts_or_changes_a_text_is_offered_the_receipt(scene: Scene) -> None:
    owen = scene.browser("Owen")
    shown = [owen.get(owen.post("/bodies/WATER/proposals/new", NEW).location)]
    address = f"/proposals/{newest(scene).id}"
    shown.append(owen.get(owen.post(f"{address}/edit_draft", {**NEW, "version": "1", "owners-0": str(scene.person_id["Owen"])}).location))
    entries = [re.search(r"It is entry (\d+) of the record", text_of(page)) for page in shown]
    acts = [scene.session.scalars(select(LedgerEntry.act).where(LedgerEntry.index == int(each[1]))).one() for each in entries if each]
    assert acts == ["create", "edit_draft"]


def test_a_revision_that_names_no_objection_is_refused_in_the_objection_stage(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    scene.objects("Vera", proposal_id)
    sent = {"question": QUESTION, "text": "In autumn.", "version": "1", "is_material": "yes"}
    answer = scene.browser("Owen").post(f"/proposals/{proposal_id}/revise", sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "In autumn." in page
    assert 'id="meets-error"' in page


def test_what_changed_is_marked_word_by_word(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    scene.revises(proposal_id, TEXT.replace("spring", "autumn"))
    page = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}/versions/2"))
    assert "<del>spring</del><ins>autumn</ins>" in seen_in(page)
    assert '<ins><span class="hidden" lang="en" dir="ltr">put in: </span>' in page
    assert scene.browser("Vera").get(f"/proposals/{proposal_id}/versions/3").status_code == 404
    assert "This is the first version." in text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}/versions/1"))


def test_after_drafting_only_a_wider_circle_can_be_let_in(scene: Scene) -> None:
    proposal_id = scene.in_comment(visibility=Visibility.BODY)
    owen, address = scene.browser("Owen"), f"/proposals/{proposal_id}/change_visibility"
    assert f'"{address}"' in text_of(owen.get(f"/proposals/{proposal_id}"))
    page = text_of(owen.get(address))
    assert 'value="network"' in page
    assert 'value="body"' not in page
    assert owen.post(address, {"visibility": "network"}).status_code == 303
    assert owen.post(address, {"visibility": "body"}).status_code in (409, 422)
    assert newest(scene).visibility is Visibility.NETWORK
    assert owen.post(address, {"visibility": "public"}).status_code == 303
    assert f'"{address}"' not in text_of(owen.get(f"/proposals/{proposal_id}"))
    assert owen.get(address).status_code in (403, 409)


def test_nobody_but_an_owner_lets_others_read(scene: Scene) -> None:
    proposal_id = scene.in_comment(visibility=Visibility.NETWORK)
    for name in ("Vera", "Femi", "Nora", "Sam"):
        assert scene.browser(name).get(f"/proposals/{proposal_id}/change_visibility").status_code == 403
        assert scene.browser(name).post(f"/proposals/{proposal_id}/change_visibility", {"visibility": "public"}).status_code == 403
    assert newest(scene).visibility is Visibility.NETWORK
    assert scene.stage(proposal_id) is Stage.COMMENT


def test_where_markdown_is_written_the_page_says_so_to_whoever_pastes(scene: Scene) -> None:
    page = text_of(scene.browser("Owen").get("/bodies/WATER/proposals/new"))
    assert "data-markdown" in page.partition('name="text"')[0].rpartition("<textarea")[2]

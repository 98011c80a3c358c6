"""Amendments where they stand in the text, taken over with one act, over HTTP without scripts."""

from __future__ import annotations

import json

from sqlalchemy import select

from consensus.proposals import commands as proposing
from consensus.proposals.texts import texts_of
from consensus.voting import commands as voting
from consensus.voting.models import Decision
from tests.pages.scene import Scene
from tests.support.browsing import text_of

TEXT = "We meet in **spring**, in a place that all can reach.\n\nEverybody can come.\n"


def amend(scene: Scene, who: str, proposal_id: int, passage: str, amendment: str) -> int:
    said = {"passage": passage, "amendment": amendment, "text": f"{who} thinks so."}
    made: int = scene.do(who, proposing.suggest_amendment, proposal_id, **said)
    return made


def test_amendments_stand_where_their_passage_does(scene: Scene) -> None:
    proposal_id = scene.in_comment(text=TEXT)
    amend(scene, "Vera", proposal_id, "in spring", "in autumn")
    amend(scene, "Ines", proposal_id, "spring, in a place", "autumn, in a house")
    amend(scene, "Rita", proposal_id, "Nobody can come", "Some can come")
    amend(scene, "Bela", proposal_id, "", "Buses run.")
    page = text_of(scene.browser("Owen").get(f"/proposals/{proposal_id}/amendments"))
    assert '<mark id="passage-1">in **spring**, in a place</mark>' in page
    assert "2 amendments speak of" in page
    assert "On passages that are no longer in the text" in page
    assert "This passage does not stand in the text as it was quoted." in page
    assert "To be added at the end" in page
    assert page.index("Vera thinks so.") < page.index("Everybody can come.") < page.index("Bela thinks so.")
    assert page.count("Take it over…") == 3
    others = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}/amendments"))
    assert "Take it over" not in others
    outside = text_of(scene.browser("Nora").get(f"/proposals/{proposal_id}/amendments"))
    assert "Somebody of this body" in outside
    assert "Vera&#39;s group" not in outside


def test_taking_over_is_one_page_and_one_button(scene: Scene) -> None:
    proposal_id = scene.in_comment(text=TEXT)
    amendment = amend(scene, "Vera", proposal_id, "in spring", "in autumn")
    owen, address = scene.browser("Owen"), f"/proposals/{proposal_id}/take_over_amendment?about={amendment}"
    assert address in text_of(owen.get(f"/proposals/{proposal_id}")).replace("&amp;", "&")
    page = text_of(owen.get(address))
    assert "**spring**</del>" in page
    assert "autumn</ins>" in page
    answer = owen.post(address, {"version": "1", "is_material": "no"})
    assert answer.status_code == 303
    page = text_of(owen.get(f"/proposals/{proposal_id}"))
    assert "it takes over an amendment by <bdi>Vera</bdi>" in page
    assert "it takes over an amendment by <bdi>Vera</bdi>" in text_of(owen.get(f"/proposals/{proposal_id}/versions/2"))
    assert texts_of(scene.session, proposal_id, 2)["en"].text == TEXT.replace("in **spring**", "in autumn")
    assert "Vera" not in text_of(scene.browser("Nora").get(f"/proposals/{proposal_id}/versions/2"))


def test_who_is_no_owner_sees_no_button_and_is_refused(scene: Scene) -> None:
    proposal_id = scene.in_comment(text=TEXT)
    amendment = amend(scene, "Vera", proposal_id, "spring", "autumn")
    vera, address = scene.browser("Vera"), f"/proposals/{proposal_id}/take_over_amendment?about={amendment}"
    assert "take_over_amendment" not in text_of(vera.get(f"/proposals/{proposal_id}"))
    assert vera.get(address).status_code == 403
    assert vera.post(address, {"version": "1"}).status_code == 403
    assert scene.browser("Owen").get(f"/proposals/{proposal_id}/take_over_amendment?about=999").status_code == 404


def test_a_text_that_went_on_meanwhile_is_shown_and_what_was_typed_stays(scene: Scene) -> None:
    proposal_id = scene.in_comment(text=TEXT)
    amendment = amend(scene, "Vera", proposal_id, "Everybody can come.", "Everybody comes.")
    scene.revises(proposal_id, TEXT.replace("spring", "autumn"))
    owen, address = scene.browser("Owen"), f"/proposals/{proposal_id}/take_over_amendment?about={amendment}"
    answer = owen.post(address, {"version": "1", "text": "My thanks."})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "The text has changed since you read it." in page
    assert "My thanks." in page
    assert 'name="version" type="hidden" value="2"' in page
    assert owen.post(address, {"version": "2", "text": "My thanks."}).status_code == 303


def test_a_passage_that_is_gone_is_said_so_and_the_amendment_still_waits(scene: Scene) -> None:
    proposal_id = scene.in_comment(text=TEXT)
    amendment = amend(scene, "Vera", proposal_id, "Everybody can come.", "Everybody comes.")
    scene.revises(proposal_id, "Nothing of it is left.")
    owen = scene.browser("Owen")
    page = text_of(owen.get(f"/proposals/{proposal_id}/amendments"))
    assert "This passage stood in version 1." in page
    assert f"/proposals/{proposal_id}/versions/2?since=1" in page
    address = f"/proposals/{proposal_id}/take_over_amendment?about={amendment}"
    assert "no longer in the text as it was quoted" in text_of(owen.get(address))
    answer = owen.post(address, {"version": "2", "text": "My thanks."})
    assert answer.status_code == 422
    assert "no longer in the text as it was quoted" in text_of(answer)


def test_of_several_places_the_owner_chooses(scene: Scene) -> None:
    proposal_id = scene.in_comment(text="Spring comes. Spring goes.")
    amendment = amend(scene, "Vera", proposal_id, "Spring", "Autumn")
    owen, address = scene.browser("Owen"), f"/proposals/{proposal_id}/take_over_amendment?about={amendment}"
    assert "«Spring» goes." in text_of(owen.get(address))
    answer = owen.post(address, {"version": "1"})
    assert answer.status_code == 422
    assert 'id="occurrence-error"' in text_of(answer)
    assert owen.post(address, {"version": "1", "occurrence": "2"}).status_code == 303
    assert texts_of(scene.session, proposal_id, 2)["en"].text == "Spring comes. Autumn goes."


def test_after_the_stage_is_over_a_late_owner_is_told(scene: Scene) -> None:
    proposal_id = scene.in_comment(text=TEXT)
    amendment = amend(scene, "Vera", proposal_id, "spring", "autumn")
    scene.do("Owen", proposing.return_to_drafting, proposal_id, reason="Anew.")
    answer = scene.browser("Owen").post(
        f"/proposals/{proposal_id}/take_over_amendment?about={amendment}", {"version": "1", "text": "My thanks."}
    )
    assert answer.status_code == 409
    assert "My thanks." in text_of(answer)


def test_the_decision_says_which_version_took_over_what(scene: Scene) -> None:
    proposal_id = scene.in_comment(text=TEXT)
    amendment = amend(scene, "Vera", proposal_id, "spring", "autumn")
    scene.do("Owen", voting.take_over_amendment, proposal_id, comment_id=amendment)
    scene.do("Owen", voting.withdraw_proposal, proposal_id, reason="Enough.")
    record = json.loads(scene.session.scalars(select(Decision.record)).one())
    assert [version.get("takes_over") for version in record["versions"]] == [None, amendment]
    assert record["text"]["languages"][0]["text"] == TEXT.replace("spring", "autumn")

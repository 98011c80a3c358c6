"""The pages of objections: what each says, what it spoke of, what happened to it, what was changed for it; and what stays inside."""

from __future__ import annotations

import re

import pytest

from consensus.domain.terms import Attribution, ObjectionKind, Visibility
from consensus.domain.wording import Piece
from consensus.ledger.models import LedgerEntry
from consensus.pages.objection_key import objection_key
from consensus.pages.objection_page import excerpt
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from consensus.web.words import block_needs, seconded
from tests.pages.scene import DAY, Scene
from tests.pages.test_outside import OUTSIDERS
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import seen_in, text_of
from tests.support.databases import ENGINES

REASON = "Spring floods the roads."
CHANGED = "We meet in **autumn**, in a place that all can reach."


def key_of(who: str, reason: str = REASON, version: int = 1) -> str:
    return objection_key(label=f"{who}'s group", version=version, reason=reason)


def page_of(scene: Scene, who: str | None, proposal_id: int, key: str = "") -> str:
    answer = scene.browser(who).get(f"/proposals/{proposal_id}/objections" + (f"/{key}" if key else ""))
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer)


def met(scene: Scene, **said: object) -> int:
    """A proposal with an objection that was answered, for which the text was changed, and whose owner said that it is met."""
    proposal_id = scene.in_objection(visibility=Visibility.PUBLIC)
    objection_id = scene.objects("Vera", proposal_id, REASON, **said)  # type: ignore[arg-type]
    scene.answers(proposal_id, objection_id)
    scene.revises(proposal_id, CHANGED, meets=(objection_id,))
    scene.do("Vera", voting.confirm_met, proposal_id, objection_id=objection_id)
    return proposal_id


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_an_objection_says_whom_it_harms_and_of_which_passage_it_speaks_and_the_ledger_keeps_it(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    fields = {
        "kind": "objection",
        "ground": "dignity",
        "reason": REASON,
        "whom": "Those who walk.",
        "remedy": "Autumn.",
        "passage": "spring",
    }
    answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/raise_objection", {**fields, "version": "1", "seen_stage": "objection"})
    assert answer.status_code == 303, text_of(answer)
    page = page_of(scene, "Ines", proposal_id, key_of("Vera"))
    for words in ("Those who walk.", "It speaks of this passage:", "Autumn.", "it breaches the principle “Human dignity comes first”"):
        assert words in page
    entry = scene.session.query(LedgerEntry).filter(LedgerEntry.act == "raise_objection").one().entry
    assert entry is not None
    assert '"passage":"spring"' in entry
    assert '"whom":"Those who walk."' in entry
    timeline = text_of(scene.browser("Ines").get(f"/proposals/{proposal_id}/timeline"))
    assert "To whom it does harm:" in timeline
    assert "It speaks of this passage:" in timeline


def test_a_position_that_objects_is_asked_the_same(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    fields = {"position": "object", "ground": "aim", "reason": REASON, "whom": "Those who walk.", "passage": "spring", "remedy": "Autumn."}
    answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/take_position", {**fields, "version": "1", "seen_stage": "consensus"})
    assert answer.status_code == 303, text_of(answer)
    page = page_of(scene, "Ines", proposal_id, key_of("Vera"))
    assert "Those who walk." in page
    assert "It speaks of this passage:" in page


@pytest.mark.parametrize("act", ["raise_objection", "take_position"])
def test_the_core_principles_of_the_network_are_there_to_choose_from(scene: Scene, act: str) -> None:
    proposal_id = scene.in_objection() if act == "raise_objection" else scene.in_consensus()
    page = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}/{act}"))
    assert '<optgroup label="It breaches a core principle of the network">' in page
    assert '<option value="dignity">Human dignity comes first</option>' in page
    for asked in ("To whom does it do harm?", "What would remove it", "The passage that it speaks of"):
        assert asked in page


def test_nothing_typed_is_lost_when_the_ground_is_missing(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    fields = {"kind": "block", "reason": REASON, "whom": "Those who walk.", "passage": "spring", "version": "1", "seen_stage": "objection"}
    answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/raise_objection", fields)
    assert answer.status_code == 422
    for words in ("Choose what the objection is about.", REASON, "Those who walk.", "spring</textarea>"):
        assert words in text_of(answer)


def test_an_objection_has_the_text_it_spoke_of_what_was_said_in_order_the_change_and_its_fate(scene: Scene) -> None:
    page = page_of(scene, "Ines", met(scene), key_of("Vera"))
    assert "The text of version 1" in page
    assert "<strong>spring</strong>" in page
    assert "<del>spring</del><ins>autumn</ins>" in seen_in(page)
    assert "Met by a new version" in page
    moments = (
        "Vera objected for",
        "Owen answered it: not accepted.",
        "Version 2 was written; it is meant to meet it.",
        "said that it is met.",
    )
    places = [page.index(words) for words in moments]
    assert places == sorted(places)


def test_what_the_reader_can_do_stands_on_the_page_of_the_objection_and_nothing_else(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    objection_id = scene.objects("Vera", proposal_id, REASON)
    acts = {
        "Owen": {"answer_objection"},
        "Femi": {"answer_objection"},
        "Vera": {"withdraw_objection"},
        "Ines": set[str](),
    }
    for who, wanted in acts.items():
        page = page_of(scene, who, proposal_id, key_of("Vera"))
        assert wanted <= set(re.findall(rf"/proposals/{proposal_id}/(\w+)\?about={objection_id}\"", page)), who
        assert (f"?about={objection_id}" in page) is bool(wanted), who


def test_all_objections_stand_beside_the_changes_that_are_meant_to_meet_them(scene: Scene) -> None:
    proposal_id = met(scene)
    scene.objects("Ines", proposal_id, "Autumn is harvest.")
    page = page_of(scene, "Bela", proposal_id)
    assert (
        page.index("They spoke of version 2")
        < page.index("Autumn is harvest.")
        < page.index("They spoke of version 1")
        < page.index(REASON)
    )
    assert "<del>spring</del><ins>autumn</ins>" in seen_in(page)


def test_where_nobody_objected_the_page_says_so(scene: Scene) -> None:
    assert "Nobody has objected." in page_of(scene, "Ines", scene.in_comment())


def test_how_many_seconds_a_block_needs_is_said_wherever_it_stands(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    block = scene.objects("Vera", proposal_id, REASON, kind=ObjectionKind.BLOCK)
    none = "In this class a block needs no other voice to second it."
    for address in ("", "/objections", f"/objections/{key_of('Vera')}", f"/second_block?about={block}", "/raise_objection"):
        assert none in text_of(scene.browser("Ines").get(f"/proposals/{proposal_id}{address}")), address


def test_how_many_of_the_seconds_are_there_is_said_too() -> None:
    assert seconded(1, 2) == "1 of the 2 other voices that a block needs have seconded it."
    assert seconded(0, 1) == "0 of the 1 other voice that a block needs has seconded it."
    assert seconded(3, 0) == "Seconded by 3. In this class a block needs no other voice to second it."
    assert block_needs(2) == "In this class a block needs 2 other voices to second it, or it counts as an objection."


# --- outside the body -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("level", [Attribution.KIND_AND_REGION, Attribution.SEALED])
def test_an_objection_that_is_not_named_has_no_page_outside(scene: Scene, who: str | None, level: Attribution) -> None:
    proposal_id = met(scene, attribution=level)
    address = f"/proposals/{proposal_id}/objections/"
    hidden = scene.browser(who).get(f"{address}{key_of('Vera')}")
    missing = scene.browser(who).get(f"{address}{key_of('Nobody')}")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    # One answer for what is hidden and for what is not there, but for the token of the form in the page's head.
    assert "There is no such objection on this proposal, or it is not open to you." in text_of(hidden)
    assert "There is no such objection on this proposal, or it is not open to you." in text_of(missing)


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("level", [Attribution.KIND_AND_REGION, Attribution.SEALED])
def test_the_list_tells_outside_no_name_no_time_no_version_no_change(scene: Scene, who: str | None, level: Attribution) -> None:
    page = page_of(scene, who, met(scene, attribution=level, kind=ObjectionKind.BLOCK)).split("<main")[1].split("</main>")[0]
    for told in ("Vera", "<time", "version 1", "Version 2", "<ins>", "<del>", "objection-1", key_of("Vera")):
        assert told not in page, told
    assert (REASON in page) is (level is Attribution.KIND_AND_REGION)
    assert ("One further objection is sealed" in page) is (level is Attribution.SEALED)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_named_objection_tells_outside_no_person_and_nobody_elses_name(scene: Scene, who: str | None) -> None:
    proposal_id = scene.in_objection(visibility=Visibility.PUBLIC)
    block = scene.objects("Vera", proposal_id, REASON, kind=ObjectionKind.BLOCK, attribution=Attribution.NAMED)
    scene.do("Ines", voting.second_block, proposal_id, objection_id=block)
    scene.answers(proposal_id, block)
    page = page_of(scene, who, proposal_id, key_of("Vera")).split("<main")[1]
    assert "Vera&#39;s group blocked." in page
    assert "It was answered: not accepted." in page
    assert "Seconded by 1." in page
    for told in ("Vera blocked", "Ines", "Owen"):
        assert told not in page, told


def test_the_address_of_a_named_objection_tells_nothing_of_a_sealed_one_before_it(scene: Scene) -> None:
    """Threat: with numbers, 1 and 3 would say that a second one came between them, and so when."""

    def addresses(*, sealed: bool) -> list[str]:
        proposal_id = scene.in_objection(visibility=Visibility.PUBLIC)
        scene.objects("Ines", proposal_id, "First.", attribution=Attribution.NAMED)
        if sealed:
            scene.objects("Vera", proposal_id, REASON, attribution=Attribution.SEALED)
        scene.objects("Rita", proposal_id, "Third.", attribution=Attribution.NAMED)
        found: set[str] = set()
        for page in ("", "/objections"):
            told = text_of(scene.browser(None).get(f"/proposals/{proposal_id}{page}"))
            found |= set(re.findall(r'(?:id="|objections/)(objection-[^"-]+|[0-9a-f]{10})"', told))
        return sorted(found)

    assert addresses(sealed=True) == addresses(sealed=False)


def test_the_order_outside_is_neither_that_of_time_nor_that_of_the_roll(scene: Scene) -> None:
    proposal_id = scene.in_objection(visibility=Visibility.PUBLIC)
    for number, name in enumerate(("Vera", "Ines", "Rita", "Bela")):
        scene.objects(name, proposal_id, f"Reason {number}.", attribution=Attribution.KIND_AND_REGION)
    page = page_of(scene, None, proposal_id)
    order = sorted(range(4), key=lambda number: page.index(f"Reason {number}."))
    again = page_of(scene, "Nora", proposal_id)
    assert order == sorted(range(4), key=lambda number: again.index(f"Reason {number}."))
    assert order != [0, 1, 2, 3]


def test_who_may_not_read_the_proposal_may_not_read_its_objections(scene: Scene) -> None:
    proposal_id = scene.in_objection(visibility=Visibility.BODY)
    scene.objects("Vera", proposal_id, REASON)
    for address in ("/objections", f"/objections/{key_of('Vera')}"):
        assert scene.browser("Nora").get(f"/proposals/{proposal_id}{address}").status_code == 404
        assert scene.browser("Ines").get(f"/proposals/{proposal_id}{address}").status_code == 200


# --- small parts ----------------------------------------------------------------------------------------------------


def test_an_excerpt_keeps_what_changed_with_some_words_around_it() -> None:
    long = "word " * 400
    shown = excerpt((Piece("same", long), Piece("gone", "spring"), Piece("new", "autumn"), Piece("same", long)))
    assert [piece.text for piece in shown if piece.kind != "same"] == ["spring", "autumn"]
    assert all(len(piece.text) < 400 for piece in shown)
    assert shown[0].text.startswith("[…] word")
    assert shown[-1].text.endswith("[…]")


def test_a_key_is_the_same_for_the_same_words_and_another_for_any_other() -> None:
    keys = {key_of("Vera"), key_of("Ines"), key_of("Vera", "Another."), key_of("Vera", version=2)}
    assert len(keys) == 4
    assert key_of("Vera", f" {REASON}\n") == key_of("Vera")


@pytest.mark.parametrize("who", ["Owen", "Vera", "Nora", None])
def test_the_pages_of_objections_take_few_statements_and_no_more_with_more_objections(scene: Scene, who: str | None) -> None:
    proposal_id = met(scene, attribution=Attribution.NAMED)
    few = len(statements(scene, who, f"/proposals/{proposal_id}/objections"))
    one = len(statements(scene, who, f"/proposals/{proposal_id}/objections/{key_of('Vera')}"))
    for name in ("Ines", "Rita", "Bela"):
        scene.objects(name, proposal_id, f"Of {name}.")
    assert len(statements(scene, who, f"/proposals/{proposal_id}/objections")) == few <= MOST
    assert one <= MOST


def test_who_reads_from_outside_takes_few_statements_whatever_there_is(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    scene.do("Femi", proposing.ask_sense_check, proposal_id, question="How warm?", is_by_name=False)
    scene.tick(31 * DAY)
    scene.do("Femi", voting.call_for_objections, proposal_id)
    block = scene.objects("Vera", proposal_id, REASON, kind=ObjectionKind.BLOCK)
    scene.do("Ines", voting.second_block, proposal_id, objection_id=block)
    scene.do("Rita", voting.second_block, proposal_id, objection_id=block)
    scene.answers(proposal_id, block)
    scene.answers(proposal_id, block, "We mean it.")
    assert len(statements(scene, "Nora", f"/proposals/{proposal_id}")) <= MOST
    page = page_of(scene, "Bela", proposal_id, key_of("Vera"))
    assert page.count("Owen answered it") == 2
    assert page.count("seconded it.") == 2

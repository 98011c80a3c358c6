"""Who speaks for several voices chooses which; each has its own position, its own objection and its own part."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from consensus.domain.terms import ObjectionKind, PositionCode
from consensus.voting import commands as voting
from consensus.voting.models import Position, Voice
from tests.pages.scene import Scene
from tests.support.browsing import HTMX, text_of

SUPPORT = {"position": "support", "version": "1", "seen_stage": "consensus"}


@pytest.fixture
def two_voices(scene: Scene) -> Scene:
    """Vera speaks for her group and for her choir."""
    scene.member("Vera", "Vera's choir")
    return scene


def heard(scene: Scene, proposal_id: int) -> dict[str, PositionCode]:
    """Return the newest position of each voice that has one."""
    scene.session.rollback()
    statement = select(Voice.label, Position.code).join(Position, Position.id == Voice.position_id)
    found = dict(scene.session.execute(statement.where(Voice.proposal_id == proposal_id)).tuples().all())
    scene.session.rollback()
    return found


def test_the_form_offers_both_and_begins_with_who_has_not_spoken(two_voices: Scene) -> None:
    scene = two_voices
    proposal_id = scene.in_consensus()
    choir = scene.voice_id(proposal_id, "Vera's choir")
    scene.do("Vera", voting.take_position, proposal_id, position="support", voice_id=scene.voice_id(proposal_id, "Vera's group"))
    page = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
    chosen = re.search(r'<input checked[^>]*name="voice"[^>]*value="(\d+)"', page)
    assert chosen is not None
    assert int(chosen[1]) == choir
    assert page.count('name="voice"') == 2


def test_each_voice_takes_its_own_position(two_voices: Scene) -> None:
    scene = two_voices
    proposal_id = scene.in_consensus()
    vera = scene.browser("Vera")
    for label, position in (("Vera's group", "support"), ("Vera's choir", "abstain")):
        voice = str(scene.voice_id(proposal_id, label))
        answer = vera.post(f"/proposals/{proposal_id}/take_position", {**SUPPORT, "position": position, "voice": voice})
        assert answer.status_code == 303
    assert heard(scene, proposal_id) == {"Vera's group": PositionCode.SUPPORT, "Vera's choir": PositionCode.ABSTAIN}


def test_who_does_not_say_for_which_voice_is_asked(two_voices: Scene) -> None:
    scene = two_voices
    proposal_id = scene.in_consensus()
    for headers in ({}, HTMX):
        answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/take_position", SUPPORT, headers=headers)
        assert answer.status_code == 422
        assert "Say for which one you act." in text_of(answer)
    assert heard(scene, proposal_id) == {}


@pytest.mark.parametrize("voice", ["{other}", "0", "999999", "x"])
def test_nobody_speaks_for_anothers_voice(two_voices: Scene, voice: str) -> None:
    scene = two_voices
    proposal_id = scene.in_consensus()
    voice = voice.format(other=scene.voice_id(proposal_id, "Ines's group"))
    answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/take_position", {**SUPPORT, "voice": voice})
    assert answer.status_code == 403
    assert heard(scene, proposal_id) == {}


def test_a_recused_voice_is_offered_no_more_and_the_other_is(two_voices: Scene) -> None:
    scene = two_voices
    proposal_id = scene.in_consensus()
    group, choir = (scene.voice_id(proposal_id, label) for label in ("Vera's group", "Vera's choir"))
    scene.do("Vera", voting.recuse, proposal_id, reason="It is our land.", voice_id=group)
    page = text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
    assert f'name="voice" value="{choir}"' in page
    assert f'value="{group}"' not in page
    answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/take_position", {**SUPPORT, "voice": str(group)})
    assert answer.status_code == 403


def test_an_objection_is_withdrawn_by_the_voice_that_raised_it(two_voices: Scene) -> None:
    scene = two_voices
    proposal_id = scene.in_objection()
    choir = scene.voice_id(proposal_id, "Vera's choir")
    objection = scene.do(
        "Vera", voting.raise_objection, proposal_id, kind=ObjectionKind.OBJECTION, ground="harm", reason="No.", voice_id=choir
    )
    address = f"/proposals/{proposal_id}/withdraw_objection?about={objection}"
    assert f'"{address}"' in text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
    assert scene.browser("Vera").post(address, {"into": ""}).status_code == 303


def test_the_other_voice_of_its_owner_may_second_a_block(two_voices: Scene) -> None:
    scene = two_voices
    proposal_id = scene.in_objection()
    group, choir = (scene.voice_id(proposal_id, label) for label in ("Vera's group", "Vera's choir"))
    block = scene.do("Vera", voting.raise_objection, proposal_id, kind=ObjectionKind.BLOCK, ground="harm", reason="No.", voice_id=choir)
    address = f"/proposals/{proposal_id}/second_block?about={block}"
    page = text_of(scene.browser("Vera").get(address))
    assert f'name="voice" value="{group}"' in page
    assert f'value="{choir}"' not in page
    assert scene.browser("Vera").post(address, {"voice": str(group)}).status_code == 303


def test_a_member_is_chosen_for_a_dissociation(two_voices: Scene) -> None:
    scene = two_voices
    proposal_id = scene.in_consensus()
    for name in ("Owen", "Femi", "Ines", "Rita", "Bela"):
        scene.says(name, proposal_id, "support")
    scene.do("Vera", voting.take_position, proposal_id, position="support", voice_id=scene.voice_id(proposal_id, "Vera's group"))
    scene.over(proposal_id)
    vera, address = scene.browser("Vera"), f"/proposals/{proposal_id}/dissociate"
    group, choir = scene.member_id["Vera's group"], scene.member_id["Vera's choir"]
    assert text_of(vera.get(address)).count('name="member"') == 2
    assert vera.post(address, {"member": str(choir), "text": "Not in our name."}).status_code == 303
    assert f'name="member" value="{group}"' in text_of(vera.get(address))
    assert vera.post(address, {"member": str(choir)}).status_code == 409
    assert vera.post(address, {"member": str(scene.member_id["Ines's group"])}).status_code == 403
    assert vera.post(address, {"member": str(group)}).status_code == 303
    assert vera.get(address).status_code in (403, 409)

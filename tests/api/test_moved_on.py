"""Who has not seen the newest is told what the newest is, as far as the token may read it."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

from consensus.api.document import description
from consensus.api.scopes import Scope
from consensus.domain.terms import Attribution
from tests.api.client import EVERY, Program
from tests.pages.scene import Scene

OBJECTS = {"kind": "objection", "ground": "harm", "reason": "Roads flood."}


def refused(program: Program, proposal_id: int, act: str, code: str, **said: Any) -> Any:
    """Try an act, and return what is told of the proposal beside the problem."""
    answer = program.send(f"proposals/{proposal_id}/acts/{act}", **said)
    content = answer.get_json()
    assert content["code"] == code
    described = description()
    Draft202012Validator({"$ref": "#/components/schemas/Problem", "components": described["components"]}).validate(content)
    return content.get("current")


def test_a_program_goes_on_from_what_it_is_told_when_the_text_has_changed(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    scene.revises(proposal_id, "We meet in autumn.", meets=(scene.objects("Ines", proposal_id),))
    vera, where = Program(scene, "Vera"), f"proposals/{proposal_id}"

    current = refused(vera, proposal_id, "raise_objection", "stale_version", version=1, **OBJECTS)

    etag = vera.ask(where).headers["ETag"]
    assert current == {"address": f"/api/v1/{where}", "etag": etag, "version": 2, "stage": "objection"}
    vera.do(proposal_id, "raise_objection", version=current["version"], headers={"If-Match": current["etag"]}, **OBJECTS)
    # And nothing is done once it has changed again.
    current = refused(vera, proposal_id, "raise_objection", "precondition_failed", version=2, headers={"If-Match": etag}, **OBJECTS)
    assert current["etag"] == vera.ask(where).headers["ETag"] != etag


def test_a_program_that_is_late_is_told_the_stage(scene: Scene) -> None:
    proposal_id, said = scene.in_consensus(), {"position": "support", "version": 1}
    vera = Program(scene, "Vera")

    assert refused(vera, proposal_id, "comment", "wrong_stage", text="Late.")["stage"] == "consensus"
    assert refused(vera, proposal_id, "take_position", "window_closed", seen_stage="objection", **said)["stage"] == "consensus"


def test_a_token_that_may_not_read_is_told_nothing_of_it(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    program = Program(scene, "Vera", tuple(scope for scope in EVERY if scope is not Scope.READ))

    assert refused(program, proposal_id, "take_position", "stale_version", position="support", version=7) is None


def test_beside_sealed_words_no_mark_is_told_as_none_is_where_they_are_read(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    scene.objects("Ines", proposal_id, attribution=Attribution.SEALED)
    vera = Program(scene, "Vera")

    current = refused(vera, proposal_id, "raise_objection", "stale_version", version=7, **OBJECTS)

    assert (current["etag"], current["version"]) == (None, 1)
    assert "ETag" not in vera.ask(f"proposals/{proposal_id}").headers

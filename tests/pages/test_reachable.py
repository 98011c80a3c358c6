"""Every act of process.md section 2 that a person does is a click away for who may do it, and nowhere for anybody else.

Both doors are tried: the page shows no way to the act, and the form that is sent all the same is refused and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from consensus.domain.terms import Action, ObjectionKind, Stage
from consensus.voting import commands as voting
from tests.pages.scene import DAY, Scene
from tests.support.browsing import text_of
from tests.support.databases import ENGINES

REASON = {"reason": "Because of the rains."}
TEXTS = {"question": "Shall we meet in summer?", "text": "We meet in summer."}


@dataclass(frozen=True)
class Way:
    """An act: in which situation, who may, who may not, and what is sent. ``about`` names the issue or objection."""

    action: Action
    situation: Callable[[Scene], tuple[int, int | None]]
    right: str
    wrong: str
    sent: dict[str, Any] = field(default_factory=dict)
    id: str = ""


def alone(proposal_id: int) -> tuple[int, int | None]:
    return proposal_id, None


def called(scene: Scene) -> tuple[int, int | None]:
    """The comment window is over, so objections can be called for."""
    proposal_id = scene.in_comment()
    scene.tick(31 * DAY)
    return proposal_id, None


def with_issue(scene: Scene) -> tuple[int, int | None]:
    proposal_id = scene.in_comment()
    return proposal_id, scene.issue("Vera", proposal_id)


def with_objection(scene: Scene) -> tuple[int, int | None]:
    proposal_id = scene.in_objection()
    return proposal_id, scene.objects("Vera", proposal_id)


def with_block(scene: Scene) -> tuple[int, int | None]:
    proposal_id = scene.in_objection()
    return proposal_id, scene.objects("Vera", proposal_id, kind=ObjectionKind.BLOCK)


def with_objection_to_meet(scene: Scene) -> tuple[int, int | None]:
    proposal_id, _ = with_objection(scene)
    return proposal_id, None


def named(scene: Scene) -> tuple[int, int | None]:
    proposal_id, objection_id = with_objection(scene)
    assert objection_id is not None
    scene.revises(proposal_id, "We meet in autumn.", meets=(objection_id,))
    return proposal_id, objection_id


def resolvable(scene: Scene) -> tuple[int, int | None]:
    """The objection was answered long enough ago."""
    proposal_id, objection_id = with_objection(scene)
    assert objection_id is not None
    scene.answers(proposal_id, objection_id)
    scene.tick(8 * DAY)
    return proposal_id, objection_id


def settled(scene: Scene) -> tuple[int, int | None]:
    """The objection window is over, and the objection that was open then has been withdrawn."""
    proposal_id, objection_id = with_objection(scene)
    scene.tick(31 * DAY)
    scene.do("Vera", voting.withdraw_objection, proposal_id, objection_id=objection_id)
    return proposal_id, None


def everybody_spoke(scene: Scene) -> tuple[int, int | None]:
    proposal_id = scene.in_consensus()
    for name in ("Owen", "Femi", "Vera", "Ines", "Rita", "Bela"):
        scene.says(name, proposal_id, "support")
    return proposal_id, None


def withdrawn(scene: Scene) -> tuple[int, int | None]:
    """Owen withdrew what Ines owned beside him."""
    proposal_id = scene.draft(owners=("Ines",))
    scene.do("Owen", voting.withdraw_proposal, proposal_id, reason="Not this year.")
    return proposal_id, None


W = Way
# fmt: off
WAYS = (
    W(Action.EDIT_DRAFT,          lambda scene: alone(scene.draft()),                        "Owen", "Femi", TEXTS | {"class_code": "project", "visibility": "network", "owners-0": "{Owen}"}),
    W(Action.OPEN_COMMENT,        lambda scene: alone(scene.draft()),                        "Owen", "Femi"),
    W(Action.COMMENT,             lambda scene: alone(scene.in_comment()),                   "Vera", "Nora", {"text": "Good."}),
    W(Action.SUGGEST_AMENDMENT,   lambda scene: alone(scene.in_comment()),                   "Vera", "Nora", {"amendment": "summer", "text": "It is warmer."}),
    W(Action.ANSWER_ISSUE,        with_issue,                                                "Owen", "Vera", {"disposition": "accepted", "text": "Yes."}),
    W(Action.REVISE,              lambda scene: alone(scene.in_comment()),                   "Owen", "Vera", TEXTS | {"is_material": "yes"}, "in-comment"),
    W(Action.REVISE,              with_objection_to_meet,                                    "Owen", "Vera", TEXTS | {"is_material": "yes", "meets": "{objection}"}, "in-objection"),
    W(Action.RETURN_TO_DRAFTING,  lambda scene: alone(scene.in_comment()),                   "Owen", "Vera", REASON, "owner"),
    W(Action.RETURN_TO_DRAFTING,  lambda scene: alone(scene.in_comment()),                   "Femi", "Nora", REASON, "facilitator"),
    W(Action.CALL_FOR_OBJECTIONS, called,                                                    "Femi", "Owen"),
    W(Action.RAISE_OBJECTION,     lambda scene: alone(scene.in_objection()),                 "Vera", "Nora", REASON | {"kind": "objection", "ground": "harm"}),
    W(Action.SECOND_BLOCK,        with_block,                                                "Ines", "Vera"),
    W(Action.ANSWER_OBJECTION,    with_objection,                                            "Owen", "Ines", {"disposition": "accepted", "text": "Yes."}, "owner"),
    W(Action.ANSWER_OBJECTION,    with_objection,                                            "Femi", "Vera", {"disposition": "accepted", "text": "Yes."}, "facilitator"),
    W(Action.CONFIRM_MET,         named,                                                     "Vera", "Owen"),
    W(Action.WITHDRAW_OBJECTION,  with_objection,                                            "Vera", "Femi", {"into": "stand_aside"}),
    W(Action.DECLARE_UNRESOLVED,  resolvable,                                                "Femi", "Owen"),
    W(Action.CALL_FOR_CONSENSUS,  settled,                                                   "Femi", "Owen"),
    W(Action.TAKE_POSITION,       lambda scene: alone(scene.in_consensus()),                 "Vera", "Nora", {"position": "support"}, "in-consensus"),
    W(Action.TAKE_POSITION,       lambda scene: alone(scene.in_objection(class_code="procedural")), "Vera", "Nora", {}, "where-silence-consents"),
    W(Action.RECUSE,              lambda scene: alone(scene.in_objection()),                 "Vera", "Nora", REASON),
    W(Action.CLOSE,               everybody_spoke,                                           "Femi", "Owen"),
    W(Action.CAST_VOTE,           lambda scene: alone(scene.in_fallback()),                  "Vera", "Nora", {"vote": "yes"}),
    W(Action.WITHDRAW_PROPOSAL,   lambda scene: alone(scene.in_objection()),                 "Owen", "Femi", REASON),
    W(Action.TAKE_OVER,           withdrawn,                                                 "Ines", "Owen"),
    W(Action.DEFER,               lambda scene: alone(scene.in_comment()),                   "Femi", "Owen", {"until": "2027-01-05"}),
    W(Action.EXTEND_WINDOW,       lambda scene: alone(scene.in_consensus()),                 "Femi", "Owen", REASON | {"days": "3"}),
    W(Action.HAND_OVER,           lambda scene: alone(scene.in_comment()),                   "Owen", "Femi", {"part": "facilitator", "to": "{Bela}"}),
    W(Action.ADD_STATEMENT,       lambda scene: alone(scene.adopted()),                      "Vera", "Nora", {"text": "We agreed, with a heavy heart."}),
    W(Action.DISSOCIATE,          lambda scene: alone(scene.adopted()),                      "Vera", "Zoe",  {"text": "Not in our name."}),
)
# fmt: on

NOBODYS = {Action.CREATE, Action.LAPSE, Action.SUPERSEDE, Action.COME_BACK}
"""Creating has no page of a proposal; the clock lets lapse and brings back, and an adoption supersedes."""


def test_every_act_of_the_table_that_a_person_does_is_walked() -> None:
    assert {way.action for way in WAYS} == set(Action) - NOBODYS


def names_of(way: Way) -> str:
    return f"{way.action}-{way.id}" if way.id else way.action.value


@pytest.fixture(params=WAYS, ids=names_of)
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


def address_of(way: Way, proposal_id: int, about: int | None) -> str:
    return f"/proposals/{proposal_id}/{way.action}" + (f"?about={about}" if about is not None else "")


def sent(scene: Scene, way: Way, proposal_id: int) -> dict[str, Any]:
    """Return what is sent: the fields of the way, with ids for names, and what a page carries along."""
    ids = {f"{{{name}}}": str(person_id) for name, person_id in scene.person_id.items()}
    fields = {name: ids.get(value, value) for name, value in way.sent.items()}
    page = text_of(scene.browser("Owen").get(f"/proposals/{proposal_id}"))
    if fields.get("meets") == "{objection}":
        fields["meets"] = page.split('id="objection-')[1].split('"')[0]
    stage = scene.stage(proposal_id)
    version = page.split("Version ")[1].split(",")[0]
    return {"version": version, "seen_stage": stage.value} | fields


def test_the_way_is_on_the_page_for_who_may_and_for_nobody_else(scene: Scene, way: Way) -> None:
    proposal_id, about = way.situation(scene)
    address = address_of(way, proposal_id, about)
    assert f'"{address}"' in text_of(scene.browser(way.right).get(f"/proposals/{proposal_id}"))
    assert f'"{address}"' not in text_of(scene.browser(way.wrong).get(f"/proposals/{proposal_id}"))
    assert f'"{address}"' not in text_of(scene.browser("Zoe").get(f"/proposals/{proposal_id}"))


def test_the_form_says_what_it_does_and_is_refused_to_others(scene: Scene, way: Way) -> None:
    proposal_id, about = way.situation(scene)
    address = address_of(way, proposal_id, about)
    page = scene.browser(way.right).get(address)
    assert page.status_code == 200
    assert '<form method="post"' in text_of(page)
    assert scene.browser(way.wrong).get(address).status_code in (403, 404, 409)
    assert scene.browser(None).get(address).status_code == 303


def test_who_may_does_it_and_one_entry_says_so(scene: Scene, way: Way) -> None:
    proposal_id, about = way.situation(scene)
    fields = sent(scene, way, proposal_id)
    before = scene.entries()
    answer = scene.browser(way.right).post(address_of(way, proposal_id, about), fields)
    assert answer.status_code == 303, text_of(answer)
    assert answer.headers["Location"] == f"/proposals/{proposal_id}"
    added = scene.entries()[len(before) :]
    assert added[0] == way.action.value
    assert text_of(scene.browser(way.right).get(f"/proposals/{proposal_id}"))


def test_nobody_else_does_it_whatever_they_send(scene: Scene, way: Way) -> None:
    proposal_id, about = way.situation(scene)
    fields = sent(scene, way, proposal_id)
    before = scene.entries()
    for name, statuses in ((way.wrong, {403, 404, 409}), ("Zoe", {403, 404, 409}), (None, {400, 401})):
        answer = scene.browser(name).post(address_of(way, proposal_id, about), fields)
        assert answer.status_code in statuses, (name, answer.status_code, text_of(answer))
    assert scene.entries() == before


@pytest.mark.parametrize(
    "way", [way for way in WAYS if way.action in (Action.COMMENT, Action.EDIT_DRAFT, Action.OPEN_COMMENT)], ids=names_of
)
def test_without_the_token_of_the_session_nothing_is_done(scene: Scene, way: Way) -> None:
    proposal_id, about = way.situation(scene)
    fields = sent(scene, way, proposal_id)
    before = scene.entries()
    answer = scene.browser(way.right).post(address_of(way, proposal_id, about), {**fields, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert scene.entries() == before


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_proposal_goes_its_whole_way_over_http_on_both_engines(scene: Scene) -> None:
    draft = scene.browser("Owen").post(
        "/bodies/WATER/proposals/new",
        {**TEXTS, "class_code": "project", "visibility": "body", "facilitator": str(scene.person_id["Femi"])},
    )
    address = draft.headers["Location"]
    proposal_id = int(address.rpartition("/")[2])

    def done(who: str, act: str, **fields: Any) -> None:
        scene.tick()
        answer = scene.browser(who).post(f"{address}/{act}", fields)
        assert answer.status_code == 303, (act, text_of(answer))

    done("Owen", "open_comment")
    done("Vera", "comment", text="Who pays?", is_issue="y")
    done("Owen", "answer_issue?about=1", disposition="accepted", text="The fund.")
    scene.tick(31 * DAY)
    done("Femi", "call_for_objections")
    done("Vera", "raise_objection", kind="block", ground="members", reason="Some were arrested there.", version="1", seen_stage="objection")
    done("Ines", "second_block?about=1")
    done("Owen", "answer_objection?about=1", disposition="partly_accepted", text="We moved it.")
    done("Vera", "withdraw_objection?about=1", into="stand_aside", reason="We will not come.")
    scene.tick(8 * DAY)
    for name in ("Owen", "Femi", "Ines", "Bela"):
        done(name, "take_position", position="support", version="1", seen_stage="consensus")
    scene.tick(7 * DAY)
    late = scene.browser("Rita").post(f"{address}/take_position", {"position": "support", "version": "1", "seen_stage": "consensus"})
    assert late.status_code == 409
    assert scene.stage(proposal_id) is Stage.CLOSED
    assert "With dissent" in text_of(scene.browser("Rita").get(address))
    done("Vera", "add_statement", text="We stand by our people.")

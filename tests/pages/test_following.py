"""Tasks and days of review over HTTP: on the decision, on home, and through both doors; and showing less of who said something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consensus.domain.terms import Attribution, ObjectionKind
from consensus.voting import commands as voting
from consensus.voting.models import Position
from consensus.voting.models_afterwards import Task
from tests.pages.scene import DAY, Scene
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import text_of
from tests.support.databases import ENGINES

DECISION = "/archive/WATER/2026/001"


def day(scene: Scene, days: int) -> str:
    return (scene.now + timedelta(days=days)).date().isoformat()


def add(scene: Scene, proposal_id: int, **changes: str) -> tuple[int, str]:
    sent = {"text": "Find a place by the sea.", "responsible": str(scene.person_id["Nora"]), "due_on": day(scene, 20)} | changes
    answer = scene.browser("Vera").post(f"/proposals/{proposal_id}/add_task", sent)
    return answer.status_code, text_of(answer) if answer.status_code != 303 else answer.headers["Location"]


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_task_is_added_found_at_home_and_ended(scene: Scene) -> None:
    proposal_id = scene.adopted()
    assert f'"/proposals/{proposal_id}/add_task"' in text_of(scene.browser("Vera").get(DECISION))

    assert add(scene, proposal_id) == (303, f"{DECISION}#afterwards")

    assert "Find a place by the sea." in text_of(scene.browser("Bela").get(DECISION))
    home = text_of(scene.browser("Nora").get("/"))
    assert "Find a place by the sea." in home
    assert f'href="{DECISION}#task-1"' in home
    ended = scene.browser("Nora").post(f"/proposals/{proposal_id}/end_task?about=1", {"ended": "done", "note": "A hall in Mombasa."})
    assert ended.status_code == 303, text_of(ended)
    assert "A hall in Mombasa." in text_of(scene.browser("Bela").get(DECISION))
    assert "Find a place by the sea." not in text_of(scene.browser("Nora").get("/"))
    taken_away = scene.browser("Bela").get(f"{DECISION}.json").get_json()
    assert taken_away["tasks"][0]["status"] == "done"
    assert "A hall in Mombasa." not in str(taken_away["record"])


def test_what_is_wrong_in_a_task_is_said_and_nothing_typed_is_lost(scene: Scene) -> None:
    proposal_id = scene.adopted()
    status, page = add(scene, proposal_id, due_on="2020-01-01")
    assert status == 422
    assert "Choose today, or a day that lies ahead." in page
    assert "Find a place by the sea." in page
    assert scene.count(Task) == 0


def test_only_the_people_of_the_body_are_offered_to_add_one(scene: Scene) -> None:
    proposal_id = scene.adopted()
    for name in ("Nora", "Zoe"):
        assert "add_task" not in text_of(scene.browser(name).get(DECISION))
        sent = {"text": "Mine.", "responsible": "1", "due_on": day(scene, 20)}
        assert scene.browser(name).post(f"/proposals/{proposal_id}/add_task", sent).status_code in (403, 404)
        assert scene.browser(name).get(f"/proposals/{proposal_id}/add_task").status_code in (403, 404)
    assert scene.count(Task) == 0


def test_who_has_no_part_in_a_task_is_not_offered_to_end_it(scene: Scene) -> None:
    proposal_id = scene.adopted()
    add(scene, proposal_id)
    assert "end_task" not in text_of(scene.browser("Bela").get(DECISION))
    assert scene.browser("Bela").post(f"/proposals/{proposal_id}/end_task?about=1", {"ended": "done", "note": "No."}).status_code == 403
    assert scene.browser("Nora").get(f"/proposals/{proposal_id}/end_task?about=9").status_code == 404


def test_a_review_comes_back_by_itself_and_is_kept(scene: Scene) -> None:
    proposal_id = scene.adopted()
    answer = scene.browser("Bela").post(f"/proposals/{proposal_id}/set_review", {"review_on": day(scene, 30), "reason": "It is new."})
    assert answer.status_code == 303, text_of(answer)
    assert "Decisions to look at again" not in text_of(scene.browser("Vera").get("/"))
    assert scene.browser("Vera").get(f"/proposals/{proposal_id}/keep_decision").status_code in (403, 409)

    scene.tick(31 * DAY)

    assert "Decisions to look at again" in text_of(scene.browser("Vera").get("/"))
    assert "Review due" in text_of(scene.browser("Vera").get(DECISION))
    sent = {"reason": "It still serves us.", "review_on": day(scene, 365)}
    assert scene.browser("Vera").post(f"/proposals/{proposal_id}/keep_decision", sent).status_code == 303
    assert "Decisions to look at again" not in text_of(scene.browser("Vera").get("/"))
    page = text_of(scene.browser("Vera").get(DECISION))
    assert "Reviewed, and kept as it is." in page
    assert "It still serves us." in page


def test_an_owner_sets_the_day_while_it_is_drafted_and_nobody_else_is_offered_to(scene: Scene) -> None:
    proposal_id = scene.draft()
    address = f"/proposals/{proposal_id}/set_review"
    assert f'"{address}"' in text_of(scene.browser("Owen").get(f"/proposals/{proposal_id}"))
    assert f'"{address}"' not in text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
    assert scene.browser("Owen").post(address, {"review_on": day(scene, 300)}).status_code == 303
    assert "Looked at again" in text_of(scene.browser("Owen").get(f"/proposals/{proposal_id}"))
    wrong = scene.browser("Owen").post(address, {"review_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "Choose a day that lies ahead." in text_of(wrong)


def test_who_dissented_lets_it_tell_less_of_them(scene: Scene) -> None:
    proposal_id = scene.adopted()
    address = f"/proposals/{proposal_id}/reduce_attribution"
    form = text_of(scene.browser("Femi").get(address))
    assert "Your position: It comes late in the year." in form
    scene.session.rollback()
    words_id = scene.session.query(Position.id).filter(Position.reason == "It comes late in the year.").scalar()

    answer = scene.browser("Femi").post(address, {"words": f"position-{words_id}", "attribution": "sealed"})

    assert answer.status_code == 303, text_of(answer)
    scene.session.rollback()
    assert scene.session.get_one(Position, words_id).attribution is Attribution.SEALED
    again = scene.browser("Femi").post(address, {"words": f"position-{words_id}", "attribution": "kind_and_region"})
    assert again.status_code == 422
    assert "never more" in text_of(again)
    assert scene.browser("Vera").post(address, {"words": f"position-{words_id}", "attribution": "sealed"}).status_code == 403


def test_an_objector_is_offered_it_while_the_objection_is_open(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    scene.objects("Vera", proposal_id, kind=ObjectionKind.BLOCK)
    assert "/reduce_attribution" in text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
    assert "/reduce_attribution" not in text_of(scene.browser("Ines").get(f"/proposals/{proposal_id}"))


def test_the_pages_take_few_statements_with_many_tasks(scene: Scene) -> None:
    proposal_id = scene.adopted()
    add(scene, proposal_id, responsible=str(scene.person_id["Vera"]))
    few = len(statements(scene, "Vera", DECISION)), len(statements(scene, "Vera", "/"))
    for _ in range(5):
        add(scene, proposal_id, responsible=str(scene.person_id["Vera"]))
    assert (len(statements(scene, "Vera", DECISION)), len(statements(scene, "Vera", "/"))) == few
    assert max(few) <= MOST, few
    assert len(statements(scene, "Vera", f"/proposals/{proposal_id}/add_task")) <= MOST


def test_a_voice_that_dissented_nowhere_is_not_offered_to_tell_less(scene: Scene) -> None:
    proposal_id = scene.adopted()
    address = f"/proposals/{proposal_id}/reduce_attribution"
    assert f'"{address}"' not in text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
    assert scene.browser("Vera").get(address).status_code == 403
    scene.do("Vera", voting.add_statement, proposal_id, text="Our people will not come.")
    assert f'"{address}"' in text_of(scene.browser("Vera").get(f"/proposals/{proposal_id}"))
    assert "Your statement: Our people will not come." in text_of(scene.browser("Vera").get(address))

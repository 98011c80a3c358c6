"""How many statements a page takes: few, and no more with more voices, comments, proposals or decisions."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context

import pytest

from consensus.bodies.models import BodyMember
from consensus.domain.terms import Disposition, MemberKind, ObjectionKind, Visibility
from consensus.people.models import Member
from consensus.proposals import commands as proposing
from consensus.voting import commands as voting
from tests.bodies.statements import counted_statements
from tests.pages.scene import DAY, REGIONS, Scene
from tests.support.browsing import HTMX
from tests.support.databases import ENGINES

MOST = 12
"""Source: the aim for every page."""


def statements(scene: Scene, who: str | None, address: str) -> list[str]:
    """Return the statements that a page takes, without those that begin a transaction."""
    browser = scene.browser(who)
    browser.get(address)
    with counted_statements() as found:
        answer = browser.get(address)
    assert answer.status_code == 200
    return [each for each in found if not each.startswith("BEGIN")]


def crowd(scene: Scene, count: int) -> None:
    """Let more members be in the body, as rows: making each by its commands would take longer than all the rest."""
    rows = [
        Member(name=f"Member {number:03}", country="KE", region=REGIONS[number % 4], kind=MemberKind.NGO, admitted_on=scene.now.date())
        for number in range(count)
    ]
    scene.session.add_all(rows)
    scene.session.flush()
    scene.session.add_all(BodyMember(body_id=scene.body_id, member_id=row.id, joined_at=scene.now) for row in rows)
    scene.session.commit()


def drafted(scene: Scene) -> int:
    return scene.draft()


def commented(scene: Scene) -> int:
    proposal_id = scene.in_comment()
    scene.issue("Vera", proposal_id)
    return proposal_id


def objected(scene: Scene) -> int:
    """With an objection, and a block that is seconded and answered."""
    proposal_id = scene.in_objection()
    scene.objects("Vera", proposal_id)
    block = scene.objects("Ines", proposal_id, "It harms us.", kind=ObjectionKind.BLOCK)
    scene.do("Rita", voting.second_block, proposal_id, objection_id=block)
    scene.answers(proposal_id, block)
    return proposal_id


def decided(scene: Scene) -> int:
    return scene.adopted(visibility=Visibility.PUBLIC)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
@pytest.mark.parametrize("who", ["Owen", "Femi", "Vera", "Nora", "Sam"])
@pytest.mark.parametrize("situation", [drafted, commented, objected, decided])
def test_the_page_of_a_proposal_takes_few(scene: Scene, situation: Callable[[Scene], int], who: str) -> None:
    proposal_id = situation(scene)
    assert len(statements(scene, who, f"/proposals/{proposal_id}")) <= MOST


def told(scene: Scene, comments: int) -> int:
    """A proposal with so many answered issues, to which somebody objects."""
    proposal_id = scene.in_comment()
    for number in range(comments):
        issue = scene.issue("Vera", proposal_id, f"Issue {number}.")
        scene.do("Owen", proposing.answer_issue, proposal_id, comment_id=issue, disposition=Disposition.ACCEPTED, text="Yes.")
    scene.tick(31 * DAY)
    scene.do("Femi", voting.call_for_objections, proposal_id)
    scene.objects("Vera", proposal_id)
    return proposal_id


def test_the_page_of_a_proposal_takes_no_more_with_280_voices_and_40_comments(scene: Scene) -> None:
    few = len(statements(scene, "Bela", f"/proposals/{told(scene, comments=1)}"))
    crowd(scene, 274)
    many = told(scene, comments=40)
    assert len(statements(scene, "Bela", f"/proposals/{many}")) == few <= MOST
    page = scene.browser("Bela").get(f"/proposals/{many}", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.data) < 15_000


@pytest.mark.parametrize("who", ["Vera", "Owen", "Nora", "Zoe", "Sam", None])
def test_home_takes_few_and_no_more_with_more_proposals(scene: Scene, who: str | None) -> None:
    scene.in_consensus()
    few = len(statements(scene, who, "/"))
    for _ in range(3):
        scene.in_comment()
        scene.adopted(visibility=Visibility.PUBLIC)
    assert len(statements(scene, who, "/")) == few <= MOST


@pytest.mark.parametrize("who", ["Vera", "Nora", "Sam", None])
def test_the_proposals_of_a_body_take_few_and_no_more_with_more_of_them(scene: Scene, who: str | None) -> None:
    scene.in_comment()
    few = len(statements(scene, who, "/bodies/WATER/proposals"))
    for _ in range(3):
        scene.in_comment()
        scene.adopted(visibility=Visibility.PUBLIC)
    assert len(statements(scene, who, "/bodies/WATER/proposals")) == few <= MOST


@pytest.mark.parametrize("page", ["/timeline", "/versions/1", "/changes", "/amendments", "/take_position", "/recuse", "/raise_objection"])
def test_other_pages_of_a_proposal_take_few(scene: Scene, page: str) -> None:
    proposal_id = scene.in_objection(class_code="procedural")
    assert len(statements(scene, "Vera", f"/proposals/{proposal_id}{page}")) <= MOST


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without-scripts", "with-htmx"])
def test_an_act_takes_no_more_with_more_voices(scene: Scene, headers: dict[str, str]) -> None:
    def taken() -> int:
        proposal_id = scene.in_consensus()
        fields = {"position": "support", "version": "1", "seen_stage": "consensus"}
        vera = scene.browser("Vera")
        fields["csrf_token"] = vera.token()
        fields["voice"] = str(scene.voice_id(proposal_id, "Vera's group"))
        scene.session.rollback()
        with counted_statements() as found:
            # Outside the context of the application in which the test itself works: nothing is known yet.
            answer = Context().run(vera.client.post, f"/proposals/{proposal_id}/take_position", data=fields, headers=headers)
        assert answer.status_code in (200, 303)
        return len([each for each in found if not each.startswith("BEGIN")])

    few = taken()
    crowd(scene, 40)
    assert taken() == few
    # With htmx the answer is the page's own parts, read anew.
    assert few <= MOST + (MOST if headers else 0)


def test_looking_at_what_rules_would_have_meant_takes_no_more_with_more_decisions(scene: Scene) -> None:
    def looking() -> int:
        browser = scene.browser("Sam")
        sent = {"follows": "1", "project__support_floor": "9", "step": "look"}
        browser.post("/steward/bodies/WATER/rules", sent)
        with counted_statements() as found:
            answer = browser.post("/steward/bodies/WATER/rules", sent)
        assert answer.status_code == 200
        return len([each for each in found if not each.startswith("BEGIN")])

    scene.adopted()
    few = looking()
    for _ in range(4):
        scene.adopted()
    assert looking() == few <= MOST

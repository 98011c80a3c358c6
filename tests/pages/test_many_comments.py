"""A proposal with very much on it: its page stays light, and nothing that was said is out of reach."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from consensus.pages.comments import NEWEST, WAITING
from consensus.proposals import commands as proposing
from consensus.proposals.models import Comment, Proposal, Version, VersionText
from consensus.proposals.texts import text_sha256
from tests.pages.scene import MINUTE, Scene
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import text_of
from tests.support.databases import ENGINES

LANGUAGES = ("en", "es", "ar", "fr")
VERSIONS = 60
COMMENTS = 1_000


@pytest.fixture
def scene(app: Flask, session: Session) -> Scene:
    """A body that works in four languages."""
    return Scene(app, session, languages=LANGUAGES)


def crowded(scene: Scene) -> int:
    """A proposal with 60 versions in four languages and 1,000 comments, the first of them an issue that waits.

    Written in bulk: what is tested is reading.
    """
    proposal_id = scene.in_comment()
    session = scene.session
    for number in range(2, VERSIONS + 1):
        version = Version(proposal_id=proposal_id, number=number, at=scene.now, is_material=False, note=f"Change {number}.")
        session.add(version)
        session.flush()
        for language in LANGUAGES:
            text = "\n\n".join(f"Paragraph {each} in {language}, as changed {number if each == number % 8 else 0}." for each in range(8))
            session.add(
                VersionText(
                    version_id=version.id, language=language, question="Q?", text=text, html=f"<p>{text}</p>", sha256=text_sha256(text)
                )
            )
    session.get_one(Proposal, proposal_id).version_number = VERSIONS
    said = [
        {"proposal_id": proposal_id, "version_number": 1, "person_id": scene.person_id["Vera"], "speaks_as": "Vera's group"}
        | {"at": scene.now + number * MINUTE, "text": "T", "html": f"<p>Comment number {number}, end.</p>", "is_issue": number == 0}
        for number in range(COMMENTS)
    ]
    session.execute(insert(Comment), said)
    session.commit()
    scene.tick(COMMENTS * MINUTE)
    return proposal_id


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_its_pages_take_few_statements_and_few_bytes(scene: Scene) -> None:
    proposal_id = crowded(scene)
    here = f"/proposals/{proposal_id}"
    for address in (here, f"{here}?language=ar", f"{here}/comments?page=7", f"{here}/changes?from=2&to=60&language=es&view=beside"):
        assert len(statements(scene, "Bela", address)) <= MOST, address
        answer = scene.browser("Bela").get(address, headers={"Accept-Encoding": "gzip"})
        assert len(answer.data) < 15_000, address


def test_the_newest_comments_and_the_issues_that_wait_stand_on_the_page(scene: Scene) -> None:
    proposal_id = crowded(scene)
    page = text_of(scene.browser("Owen").get(f"/proposals/{proposal_id}"))
    assert page.count('class="card comment"') == NEWEST + 1
    assert "Comment number 0, end." in page
    assert "Comment number 1, end." not in page
    assert f"Comment number {COMMENTS - 1}, end." in page
    assert f"All comments, from the first ({COMMENTS:d})" in page
    assert "1 issue waits for an answer." in page


def test_every_comment_stands_on_a_page_of_its_own(scene: Scene) -> None:
    proposal_id = crowded(scene)
    vera = scene.browser("Vera")
    first = text_of(vera.get(f"/proposals/{proposal_id}/comments"))
    assert "Comment number 0, end." in first
    assert "Comment number 50, end." not in first
    assert "Comment number 50, end." in text_of(vera.get(f"/proposals/{proposal_id}/comments?page=2"))
    assert f"Comment number {COMMENTS - 1}, end." in text_of(vera.get(f"/proposals/{proposal_id}/comments?page=20"))
    outside = text_of(scene.browser("Nora").get(f"/proposals/{proposal_id}/comments"))
    assert "Somebody of this body" in outside
    assert "Vera" not in outside


def test_an_issue_is_answered_however_old_it_is(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    issues = [scene.issue("Vera", proposal_id, f"Issue {number}.") for number in range(WAITING + NEWEST + 3)]
    middle = issues[WAITING + 1]
    owen = scene.browser("Owen")
    assert f'about={middle}"' not in text_of(owen.get(f"/proposals/{proposal_id}"))
    listed = text_of(owen.get(f"/proposals/{proposal_id}/comments"))
    assert f'about={middle}"' in listed
    address = f"/proposals/{proposal_id}/answer_issue?about={middle}"
    assert f"Issue {WAITING + 1}." in text_of(owen.get(address))
    assert owen.post(address, {"disposition": "accepted", "text": "Yes."}).status_code == 303
    assert f"{len(issues) - 1} issues wait for an answer." in text_of(owen.get(f"/proposals/{proposal_id}"))


def test_every_amendment_stands_in_the_text_however_old_it_is(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    amendment = scene.do("Rita", proposing.suggest_amendment, proposal_id, passage="spring", amendment="autumn", text="An old wish.")
    for number in range(NEWEST + WAITING + 1):
        scene.issue("Vera", proposal_id, f"Issue {number}.")
    owen = scene.browser("Owen")
    assert "An old wish." in text_of(owen.get(f"/proposals/{proposal_id}/amendments"))
    assert owen.post(f"/proposals/{proposal_id}/take_over_amendment?about={amendment}", {"version": "1"}).status_code == 303
    assert scene.session.scalars(select(Version.number).order_by(Version.number.desc()).limit(1)).one() == 2

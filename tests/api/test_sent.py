"""What is sent is read strictly, and what cannot be read is refused in one form, whatever is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from consensus.api.kinds import INSTANT, MOST_WRONG, WORDS, Kind, Text, Wrong
from consensus.api.reads import own as reading
from consensus.proposals.models import Comment
from tests.api.client import Program, problem
from tests.pages.scene import Scene


def test_what_is_sent_is_written_as_the_description_says() -> None:
    bad = (
        "2026-W20-1T10:00:00Z",
        "20260510T100000Z",
        "2026-05-10 10:00:00Z",
        "2026-05-10T10Z",
        "2026-05-10T10:00:00",
        "0001-01-01T00:00:00+14:00",
    )
    cases: tuple[tuple[Kind, str], ...] = (
        *((INSTANT, each) for each in bad),
        (Text(pattern="^[0-9]+$"), "x1"),
        (Text(pattern="^[0-9]+$"), "1\n"),
        (WORDS, "\udc00"),
    )
    for kind, sent in cases:
        wrong = Wrong()
        kind.read(sent, "/x", wrong)
        assert [place for place, _sentence in wrong.found] == ["/x"], sent
    assert INSTANT.read("2026-05-10t10:00:00.5+02:00", "", Wrong()) == datetime(2026, 5, 10, 8, 0, 0, 500_000, tzinfo=UTC)


def test_nobody_is_invited_into_a_year_that_no_zone_can_show(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    said = {"objection_id": scene.objects("Vera", proposal_id), "meets_at": "9999-12-31T23:59:59Z", "place": "Here."}

    assert Program(scene, "Femi").refused(proposal_id, "invite_to_be_heard", **said) == (422, "invalid")


def test_each_field_that_is_wrong_is_named(scene: Scene) -> None:
    proposal_id = scene.in_objection()
    answer = Program(scene, "Vera").send(f"proposals/{proposal_id}/acts/raise_objection", kind="shout", reason=3, more=1)

    wrong = {each["at"] for each in answer.get_json()["errors"]}
    assert wrong == {"/kind", "/reason", "/more", "/ground", "/version"}
    many = Program(scene, "Vera").send(f"proposals/{proposal_id}/acts/recuse", **{f"a/{number}~": 1 for number in range(1_000)})
    named = [each["at"] for each in many.get_json()["errors"]]
    assert (named[0], len(named)) == ("/a~10~0", MOST_WRONG)


@pytest.mark.parametrize(
    ("method", "address", "options", "refused"),
    [
        ("POST", "proposals/{id}/acts/comment", {"data": "{", "content_type": "application/json"}, (400, "malformed")),
        (
            "POST",
            "proposals/{id}/acts/comment",
            {"data": '{"text":"a","text":"b"}', "content_type": "application/json"},
            (400, "malformed"),
        ),
        ("POST", "proposals/{id}/acts/comment", {"data": '{"text":NaN}', "content_type": "application/json"}, (400, "malformed")),
        ("POST", "proposals/{id}/acts/comment", {"data": "[" * 9999, "content_type": "application/json"}, (400, "malformed")),
        ("POST", "proposals/{id}/acts/comment", {"data": b"\xff", "content_type": "application/json"}, (400, "malformed")),
        ("POST", "proposals/{id}/acts/comment", {"data": "[]", "content_type": "application/json"}, (422, "invalid")),
        ("POST", "proposals/{id}/acts/comment", {"json": {"text": "a\x00b"}}, (422, "invalid")),
        ("POST", "proposals/{id}/acts/comment", {"data": '{"text":"\\ud800"}', "content_type": "application/json"}, (422, "invalid")),
        ("POST", "proposals/{id}/acts/comment", {"data": '{"\\ud800":1}', "content_type": "application/json"}, (422, "invalid")),
        ("POST", "proposals/{id}/acts/comment", {"data": {"text": "a"}}, (415, "media_type")),
        ("POST", "proposals/{id}/acts/comment", {"data": "x" * 2_200_000, "content_type": "application/json"}, (413, "too_large")),
        ("GET", "proposals/{id}", {"headers": {"Accept": "text/html"}}, (406, "not_acceptable")),
        ("DELETE", "proposals/{id}", {}, (405, "method_not_allowed")),
        ("GET", "proposals/{id}/acts/comment", {}, (405, "method_not_allowed")),
        ("GET", "nothing", {}, (404, "not_found")),
        ("POST", "/api/v2/network", {}, (404, "not_found")),
        ("GET", "proposals/99999999999999999999", {}, (404, "not_found")),
        ("GET", "proposals/0", {}, (404, "not_found")),
        ("GET", "bodies/{id}%00", {}, (404, "not_found")),
        ("GET", "bodies/NOWHERE/proposals", {}, (404, "not_found")),
        ("GET", "proposals/{id}?more=1", {}, (422, "invalid")),
        ("GET", "bodies/WATER/proposals?stage=comment&stage=closed", {}, (422, "invalid")),
        ("GET", "bodies/WATER/proposals?stage=never", {}, (422, "invalid")),
        ("GET", "decisions/search?q=%00", {}, (422, "invalid")),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_same_form(
    scene: Scene, method: str, address: str, options: dict[str, Any], refused: tuple[int, str]
) -> None:
    proposal_id = scene.in_comment()
    answer = Program(scene, "Vera").ask(address.format(id=proposal_id), method, **options)

    assert (answer.status_code, problem(answer)) == refused
    if refused[0] == 405:
        assert "HEAD" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]
    assert scene.count(Comment) == 0


def test_the_head_of_an_answer_and_what_an_address_takes_can_be_asked_for(scene: Scene) -> None:
    vera = Program(scene, "Vera")

    head = vera.ask("network", "HEAD")
    assert (head.status_code, head.get_data()) == (200, b"")
    assert head.headers["ETag"] == vera.ask("network").headers["ETag"]
    assert set(vera.ask("network", "OPTIONS").headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_busy_database_is_told_in_the_same_form(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_anything: object, **_named: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("locked"))

    monkeypatch.setattr(reading, "home_page", busy)
    answer = Program(scene, "Vera").ask("home")

    assert (answer.status_code, problem(answer)) == (503, "busy")
    assert answer.headers["Retry-After"]

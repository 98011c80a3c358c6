"""An election by JSON, but for the ballots: it is called, people stand, it is counted, and those elected sit."""

from __future__ import annotations

from typing import Any

import pytest

from consensus.api.scopes import Scope
from consensus.bodies.commands import RulesetDraft, add_seat, found_body
from consensus.bodies.models import SeatTerm
from consensus.domain.terms import BodyKind
from consensus.elections.commands import cast_ballot
from consensus.elections.models import Candidacy, Election
from tests.api.client import Program, problem
from tests.api.test_reads import MOST, ROOM_FOR_TOKEN, conforms
from tests.bodies.statements import counted_statements
from tests.pages.scene import DAY, Scene

CALL: dict[str, Any] = {"title": "Who sits on the board?", "nominations_close_at": "2026-03-09T12:00:00Z", "voting_days": 7}
STANDS: dict[str, Any] = {"statement": "I stand.", "consents": True}


class Poll:
    """A board of two seats, and its steward with a token."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        said: dict[str, Any] = {"actor": scene.steward, "now": scene.now}
        draft = RulesetDraft(seats=2, reason="To begin with.")
        body: dict[str, Any] = {"code": "BOARD", "kind": BodyKind.STEERING, "name": "The board", "languages": ["en"]}
        body_id = found_body(scene.session, ruleset=draft, **body, **said)
        self.seats = [add_seat(scene.session, body_id=body_id, label=f"Seat {n}", kind="regional", **said) for n in (1, 2)]
        self.sam = Program(scene, "Sam")
        self.id: int = self.sam.done("bodies/BOARD/elections", seats=self.seats, **CALL)["data"]["election"]
        self.where = f"elections/{self.id}"

    def acts(self, who: str, act: str, **said: Any) -> Any:
        """Let somebody act in it."""
        return Program(self.scene, who).done(f"{self.where}/acts/{act}", **said)

    def stands(self, *names: str) -> None:
        for name in names:
            self.acts(name, "stand", member_id=self.scene.member_id[f"{name}'s group"], **STANDS)

    def can(self, who: str, rest: str = "") -> list[tuple[str, str | None]]:
        """What somebody can do in it, and by which step."""
        return [(each["act"], each["step"]) for each in Program(self.scene, who).read(f"{self.where}{rest}")["can"]]

    def votes(self, name: str, *preferences: int) -> None:
        """Cast a ballot, as a page does: there is no other door."""
        said: dict[str, Any] = {"election_id": self.id, "member_id": self.scene.member_id[f"{name}'s group"], "preferences": preferences}
        cast_ballot(self.scene.session, actor=self.scene.actor(name), now=self.scene.now, **said)


@pytest.fixture
def poll(scene: Scene) -> Poll:
    return Poll(scene)


def test_an_election_goes_from_its_call_to_those_who_sit_by_json_but_for_the_ballots(poll: Poll) -> None:
    scene, sam = poll.scene, poll.sam
    of_nora = {"person_id": scene.person_id["Nora"], "member_id": scene.member_id["Nora's group"]}
    poll.acts("Vera", "nominate", **of_nora)
    assert poll.can("Nora") == [("stand", None), ("decline_nomination", None), ("nominate", None)]
    poll.acts("Nora", "decline_nomination")
    poll.stands("Ines", "Rita", "Bela", "Femi")
    poll.acts("Femi", "withdraw_candidacy")
    poll.acts("Sam", "extend_nominations", until="2026-03-12T12:00:00Z", reason="Somebody from the west is wanted.")
    assert ("close_nominations", None) not in poll.can("Sam")
    scene.tick(11 * DAY)
    poll.acts("Sam", "close_nominations")

    (ballot,) = Program(scene, "Vera").read(poll.where)["can"]
    assert (ballot["act"], ballot["address"]) == ("cast_ballot", None)
    number = {each["name"]: each["number"] for each in sam.read(poll.where)["candidates"]}
    for name in ("Vera", "Owen", "Ines"):
        poll.votes(name, number["Ines"], number["Rita"], number["Bela"])
    scene.tick(8 * DAY)
    poll.acts("Sam", "count_election")
    poll.acts("Sam", "count_again", candidate=number["Ines"], reason="She moves away.")
    counted = sam.read(f"{poll.where}/count")
    conforms("get_count", counted)
    assert {each["name"] for each in counted["elected"]} == {"Rita", "Bela"}
    assert {each["name"] for each in sam.read(f"{poll.where}/count?number=1")["elected"]} >= {"Ines"}
    seats = dict(zip(map(str, poll.seats), (number["Rita"], number["Bela"]), strict=True))
    assert poll.acts("Sam", "appoint_elected", seats=seats)["act"] == "appoint_elected"

    assert scene.count(SeatTerm) == 2
    assert sam.read(poll.where)["stage"] == "appointed"


def test_where_too_few_stand_a_program_is_led_through_the_steps(poll: Poll) -> None:
    poll.stands("Ines")
    poll.scene.tick(8 * DAY)
    found = poll.sam.read(f"{poll.where}/steps")
    conforms("get_steps", found)
    assert found["fails"]
    assert poll.can("Sam", "/steps") == [("extend_nominations", "extend_nominations"), ("decline_step", "extend_nominations")]
    assert poll.can("Vera", "/steps") == []

    poll.acts("Sam", "decline_step", step="extend_nominations", reason="They were extended twice.")
    assert ("close_nominations", "seat_vacant") in poll.can("Sam", "/steps")
    poll.acts("Sam", "close_nominations", left_vacant=poll.seats[:1], reason="The board said so.")
    poll.acts("Sam", "call_off_election", reason="It begins anew.")

    assert poll.can("Sam") == [("call_election", None)]
    assert [each["is_taken"] for each in poll.sam.read(f"{poll.where}/steps")["record"]] == [False, True]
    anew = {**CALL, "nominations_close_at": "2026-05-01T12:00:00Z"}
    follows = poll.sam.done("bodies/BOARD/elections", seats=poll.seats, follows_id=poll.id, **anew)["data"]["election"]
    assert poll.sam.read(f"elections/{follows}")["follows"] == poll.id


def test_an_election_is_read_as_described_in_few_statements_before_the_vote(poll: Poll) -> None:
    poll.stands("Ines", "Rita")
    vera = Program(poll.scene, "Vera")
    vera.read(poll.where)

    with counted_statements() as found:
        content = vera.read(poll.where)

    conforms("get_election", content)
    assert len([each for each in found if not each.startswith("BEGIN")]) <= MOST + ROOM_FOR_TOKEN


@pytest.mark.parametrize(
    ("who", "act", "said", "refused"),
    [
        ("Vera", "call_off_election", {"reason": "I lost."}, (403, "forbidden")),
        ("Zoe", "stand", {"member_id": 1, **STANDS}, (403, "forbidden")),
        ("Vera", "stand", {"member_id": "Ines's group", **STANDS}, (422, "invalid")),
        ("Vera", "stand", {"member_id": "Vera's group", **STANDS, "consents": False}, (422, "invalid")),
        ("Ines", "withdraw_candidacy", {"member_id": "Rita's group"}, (422, "invalid")),
        ("Vera", "withdraw_candidacy", {}, (422, "invalid")),
        ("Vera", "cast_ballot", {"preferences": [1]}, (404, "not_found")),
        ("Sam", "close_nominations", {}, (422, "invalid")),
        ("Sam", "extend_nominations", {"until": "9999-12-31T23:59:59Z", "reason": "More time."}, (422, "invalid")),
        ("Sam", "call_off_election", {"reason": "x" * 2_001}, (422, "invalid")),
        ("Sam", "appoint_elected", {"seats": {"1": 1}}, (422, "invalid")),
        ("Sam", "appoint_elected", {"seats": {"first": 1}}, (422, "invalid")),
    ],
)
def test_in_an_election_a_program_is_refused_as_a_page_is_and_changes_nothing(
    poll: Poll, who: str, act: str, said: dict[str, Any], refused: tuple[int, str]
) -> None:
    poll.stands("Rita")
    if isinstance(said.get("member_id"), str):
        said = {**said, "member_id": poll.scene.member_id[said["member_id"]]}
    program, before = Program(poll.scene, who), poll.scene.entries()

    answer = program.send(f"{poll.where}/acts/{act}", **said)

    assert (answer.status_code, problem(answer)) == refused
    assert poll.scene.entries() == before


def test_a_token_stands_for_its_person_once_and_only_if_it_was_made_to_speak(poll: Poll) -> None:
    said = {"member_id": poll.scene.member_id["Vera's group"], **STANDS}
    for scope in Scope:
        answer = Program(poll.scene, "Vera", (scope,)).send(f"{poll.where}/acts/stand", **said)
        assert (answer.status_code == 200) == (scope is Scope.SPEAK)

    vera, headers = Program(poll.scene, "Vera"), {"Idempotency-Key": "once"}
    first, second = (vera.done(f"{poll.where}/acts/stand", **said, headers=headers) for _time in range(2))
    assert first == second
    assert poll.scene.count(Candidacy) == 1


def test_an_election_that_has_changed_since_it_was_read_is_left_as_it_is(poll: Poll) -> None:
    seen = {"If-Match": poll.sam.ask(poll.where).headers["ETag"]}
    poll.stands("Ines")

    answer = poll.sam.send(f"{poll.where}/acts/call_off_election", reason="Nobody stands.", headers=seen)

    assert problem(answer) == "precondition_failed"
    assert answer.get_json()["current"]["etag"] == poll.sam.ask(poll.where).headers["ETag"]


def test_each_kind_of_member_is_named_once_however_often_it_was_sent(poll: Poll) -> None:
    poll.acts("Sam", "call_off_election", reason="It begins anew.")
    poll.sam.done("bodies/BOARD/elections", seats=poll.seats, voter_kinds=["ngo", "ngo"], stander_kinds=["ngo", "ngo"], **CALL)

    newest = poll.scene.session.get_one(Election, poll.id + 1)
    assert (newest.voter_kinds, newest.stander_kinds) == (["ngo"], ["ngo"])

"""What is read: of the form that the description names, as far as the reader may see it, in few statements."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

from consensus.api.document import description
from consensus.api.every import known
from consensus.api.operations import BASE, OPERATIONS
from consensus.api.scopes import Scope
from consensus.domain.terms import Attribution, Visibility
from consensus.elections.counting import Method
from consensus.elections.models import Election, ElectionStage, Secrecy
from consensus.meetings.models import Meeting, MeetingItem
from consensus.people.commands import declare_gender
from consensus.voting import commands as voting
from tests.api.client import Program, problem
from tests.bodies.statements import counted_statements
from tests.pages.scene import Scene

MOST = 12
"""Source: the aim for every page."""

ROOM_FOR_TOKEN = 1
"""Who asks is found in a statement of its own, as with a session."""


DESCRIPTION = description()


def conforms(operation: str, content: Any) -> None:
    """Hold an answer against what the description says of it."""
    answer = DESCRIPTION["paths"][OPERATIONS[operation].path]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": DESCRIPTION["components"]}).validate(content)


def _address(scene: Scene, name: str, proposal_id: int) -> str:
    member_id = scene.member_id["Vera's group"]
    values = {"code": "WATER", "proposal_id": proposal_id, "number": 1, "year": 2026, "sequence": "001", "member_id": member_id}
    return OPERATIONS[name].path.format_map(values)


READ = [operation.name for operation in known() if operation.method == "GET"]
OF_OTHERS = frozenset({"get_meeting", "get_minutes", "get_election", "get_count", "get_steps"})
"""Which need a meeting or an election, and have tests of their own."""

OF_STEWARDS = frozenset({"list_members", "get_member", "list_people"})


def test_what_is_read_is_as_described_and_takes_few_statements(scene: Scene) -> None:
    proposal_id = scene.adopted()
    programs = {who: Program(scene, who) for who in ("Sam", "Vera")}
    for name in READ:
        if name in OF_OTHERS:
            continue
        program = programs["Sam" if name in OF_STEWARDS else "Vera"]
        address = _address(scene, name, proposal_id).removeprefix("/")
        program.read(address)

        with counted_statements() as found:
            content = program.read(address)

        conforms(name, content)
        taken = [each for each in found if not each.startswith("BEGIN")]
        assert len(taken) <= MOST + ROOM_FOR_TOKEN, (name, taken)


def test_a_proposal_says_what_its_reader_can_do_now_and_where(scene: Scene) -> None:
    proposal_id = scene.in_consensus()

    vera, femi = (Program(scene, who).read(f"proposals/{proposal_id}")["can"] for who in ("Vera", "Femi"))

    taking = next(each for each in vera if each["act"] == "take_position")
    assert taking["address"] == f"{BASE}/proposals/{proposal_id}/acts/take_position"
    assert taking["voice_ids"] == [scene.voice_id(proposal_id, "Vera's group")]
    assert "extend_window" in {each["act"] for each in femi}
    assert "extend_window" not in {each["act"] for each in vera}


def test_a_proposal_that_is_not_open_to_the_reader_is_not_there(scene: Scene) -> None:
    inside, network, public = (scene.in_comment(visibility=each) for each in (Visibility.BODY, Visibility.NETWORK, Visibility.PUBLIC))
    seen = {"Vera": {inside, network, public}, "Nora": {network, public}, "Zoe": {public}, None: {public}}

    for who, open_to in seen.items():
        program = Program(scene, who)
        listed = {each["id"] for each in program.read("bodies/WATER/proposals")["items"]}
        assert listed == open_to
        for proposal_id in (inside, network, public):
            for part in ("", "/comments", "/versions", "/versions/1"):
                assert program.ask(f"proposals/{proposal_id}{part}").status_code == (200 if proposal_id in open_to else 404)


def test_outside_the_body_nobody_is_named_who_did_not_say_so(scene: Scene) -> None:
    proposal_id = scene.in_objection(visibility=Visibility.PUBLIC)
    scene.objects("Vera", proposal_id, "Hushed words.", attribution=Attribution.SEALED)
    scene.objects("Ines", proposal_id, "Half open words.", attribution=Attribution.KIND_AND_REGION)

    for who in (None, "Nora"):
        answer = Program(scene, who).ask(f"proposals/{proposal_id}")
        text = answer.get_data(as_text=True)
        content = answer.get_json()
        assert "Hushed" not in text
        assert "Vera" not in text
        assert "Ines" not in text
        assert content["sealed_objections"] >= 1
        assert content["roll"]["voices"] == []
        assert {each["id"] for each in content["objections"]} <= {None}
        assert "." not in answer.headers["ETag"]
        assert Program(scene, who).ask(f"proposals/{proposal_id}/timeline").status_code == (401 if who is None else 403)

    inside = Program(scene, "Rita").ask(f"proposals/{proposal_id}")
    assert "Hushed" in inside.get_data(as_text=True)
    assert inside.headers["Cache-Control"] == "no-store"


def test_what_somebody_declared_of_their_gender_and_their_address_stand_nowhere(scene: Scene) -> None:
    declare_gender(scene.session, actor=scene.actor("Vera"), gender="W", now=scene.now)
    proposal_id = scene.adopted()

    for who in ("Sam", "Vera", "Ines"):
        program = Program(scene, who)
        for name in READ:
            if name in OF_OTHERS:
                continue
            answer = program.ask(_address(scene, name, proposal_id).removeprefix("/"))
            text = answer.get_data(as_text=True).lower()
            assert "gender" not in text.replace("gender-", "") or name == "list_acts", name
            assert "@invented.example" not in text
            assert '"woman"' not in text


def test_bodies_are_read_by_people_of_the_network_alone(scene: Scene) -> None:
    nora, nobody, zoe = (Program(scene, who) for who in ("Nora", None, "Zoe"))
    for name in ("list_bodies", "get_body", "list_members_of_body", "list_breaches", "get_rules", "list_elections"):
        address = _address(scene, name, 1).removeprefix("/")
        assert nora.ask(address).status_code == 200
        assert nobody.ask(address).status_code == 401
        assert problem(zoe.ask(address)) == "forbidden"


def test_the_register_is_read_by_a_steward_with_a_token_that_may(scene: Scene) -> None:
    assert problem(Program(scene, "Vera").ask("members")) == "forbidden"
    assert problem(Program(scene, "Sam", (Scope.READ,)).ask("members")) == "scope_missing"
    assert "Vera's group" in {each["name"] for each in Program(scene, "Sam").read("members?q=vera")["items"]}


def test_meetings_are_read_by_people_of_the_body_alone(scene: Scene) -> None:
    assert Program(scene, "Vera").ask("bodies/WATER/meetings").status_code == 200
    assert problem(Program(scene, "Nora").ask("bodies/WATER/meetings")) == "forbidden"
    assert Program(scene, None).ask("bodies/WATER/meetings").status_code == 401


def test_a_decision_is_the_very_bytes_that_its_page_hands_out_to_the_same_reader(scene: Scene) -> None:
    scene.adopted()

    for who in ("Vera", "Nora"):
        by_page = scene.browser(who).get("/archive/WATER/2026/001.json").get_data()
        assert Program(scene, who).ask("decisions/WATER/2026/001").get_data() == by_page
    assert problem(Program(scene, None).ask("decisions/WATER/2026/001")) == "not_found"
    assert Program(scene, None).read("decisions")["items"] == []


def test_the_archive_is_searched_and_narrowed_down(scene: Scene) -> None:
    scene.adopted(visibility=Visibility.PUBLIC)
    program = Program(scene, None)

    assert [hit["decision"]["number"] for hit in program.read("decisions/search?q=spring")["items"]] == ["WATER/2026/001"]
    assert program.read("decisions/search?q=xylophone")["items"] == []
    assert len(program.read("decisions?dissent=yes")["items"]) == 1
    assert program.read("decisions?dissent=no")["items"] == []


def test_pages_lead_on_and_no_cursor_is_taken_that_was_not_given(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    for number in range(55):
        scene.issue("Vera", proposal_id, f"Issue {number}.")
    program = Program(scene, "Ines")

    seen, address = [], f"proposals/{proposal_id}/comments"
    while address:
        answer = program.ask(address)
        content = answer.get_json()
        seen += [each["id"] for each in content["items"]]
        link = answer.headers.get("Link", "")
        assert bool(link) == (content["next"] is not None)
        address = link.partition(f"<{scene.app.config['SETTINGS'].base_url}")[2].partition(">")[0]
    assert len(seen) == len(set(seen)) == 55

    cursor = program.read(f"proposals/{proposal_id}/comments")["next"]
    for wrong in ("x", cursor[:-1], "A" + cursor[1:], "ü", "a" * 500):
        assert problem(program.ask(f"proposals/{proposal_id}/comments?cursor={wrong}")) == "invalid"
    assert problem(program.ask(f"proposals/{proposal_id}/timeline?cursor={cursor}")) == "invalid"
    assert problem(program.ask(f"proposals/{scene.in_comment()}/comments?cursor={cursor}")) == "invalid"


def test_what_is_as_it_was_is_not_sent_again(scene: Scene) -> None:
    proposal_id = scene.in_comment()
    program = Program(scene, "Vera")
    tag = program.ask(f"proposals/{proposal_id}").headers["ETag"]

    assert program.ask(f"proposals/{proposal_id}", headers={"If-None-Match": tag}).status_code == 304
    scene.issue("Ines", proposal_id)
    assert program.ask(f"proposals/{proposal_id}", headers={"If-None-Match": tag}).status_code == 200
    # Only what is as the reader says: else a problem, not the thing itself under another status.
    for address in (f"proposals/{proposal_id}", "network", "openapi.json"):
        assert problem(program.ask(address, headers={"If-Match": tag})) == "precondition_failed"


def test_sealed_words_are_kept_by_nobody(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    said = {"position": "stand_aside", "reason": "Unheard words.", "attribution": Attribution.SEALED}
    scene.do("Vera", voting.take_position, proposal_id, **said)
    for name in ("Owen", "Femi", "Ines", "Rita", "Bela"):
        scene.says(name, proposal_id, "support")
    scene.over(proposal_id)
    vera = Program(scene, "Vera")

    where = (
        f"proposals/{proposal_id}",
        f"proposals/{proposal_id}/timeline",
        "acts",
        "decisions/WATER/2026/001",
        "decisions/search?q=unheard",
    )
    for address in where:
        answer = vera.ask(address)
        assert "nheard" in answer.get_data(as_text=True), address
        assert (answer.headers["Cache-Control"], answer.headers.get("ETag")) == ("no-store", None), address


def test_sentences_are_in_the_language_that_is_asked_for(scene: Scene) -> None:
    answer = Program(scene, "Vera").ask("members", headers={"Accept-Language": "es"})

    assert answer.headers["Content-Language"] == "es"
    assert answer.get_json()["detail"] != Program(scene, "Vera").ask("members").get_json()["detail"]


def test_a_receipt_is_had_of_ones_own_act_alone(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    index = Program(scene, "Vera").do(proposal_id, "take_position", position="support", version=1)["index"]

    receipt = Program(scene, "Vera").ask(f"acts/{index}/receipt", "POST")
    assert receipt.get_json()["index"] == index
    assert problem(Program(scene, "Ines").ask(f"acts/{index}/receipt", "POST")) == "forbidden"


def test_a_meeting_its_minutes_and_an_election_are_read_as_described_by_those_who_may(scene: Scene) -> None:
    proposal_id, session = scene.in_consensus(), scene.session
    secretary = scene.person_id["Rita"]
    called = {
        "called_by_id": secretary,
        "called_at": scene.now,
        "secretary_id": secretary,
        "planned_at": scene.now,
        "started_at": scene.now,
    }
    meeting = Meeting(body_id=scene.body_id, title="Our meeting", **called)
    session.add(meeting)
    session.flush()
    session.add(MeetingItem(meeting_id=meeting.id, proposal_id=proposal_id, started_at=scene.now))
    election = Election(
        body_id=scene.body_id,
        title="Who sits?",
        about="",
        method=Method.SCOTTISH,
        secrecy=Secrecy.SECRET,
        voter_kinds=["ngo"],
        stander_kinds=["ngo"],
        nominations_close_at=scene.now,
        voting_days=7,
        stage=ElectionStage.VOTING,
        called_by_id=secretary,
        called_at=scene.now,
    )
    session.add(election)
    session.commit()
    vera, nora = Program(scene, "Vera"), Program(scene, "Nora")
    vera.read("me")  # the first request of a minute takes some more

    for name, address in (("get_meeting", "meetings/1"), ("get_minutes", "meetings/1/minutes"), ("get_election", "elections/1")):
        with counted_statements() as found:
            conforms(name, vera.read(address))
        assert len([each for each in found if not each.startswith("BEGIN")]) <= MOST + ROOM_FOR_TOKEN, name
        assert nora.ask(address).status_code == (200 if name == "get_election" else 404)
    conforms("list_meetings", vera.read("bodies/WATER/meetings?is_past=no"))
    conforms("list_elections", vera.read("bodies/WATER/elections"))

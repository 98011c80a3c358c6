"""The pages of elections, as people of the network open them: what each shows, which doors are closed, and the whole course in forms."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.terms import MemberKind
from consensus.elections import commands
from consensus.elections.counting import Method, count
from consensus.elections.election_form import parse_elections
from consensus.elections.models import CastBallot, ElectionStage, Secrecy
from tests.bodies.board import GENDER_CAP, board
from tests.bodies.conftest import Doors
from tests.bodies.world import DAY, NOW, World
from tests.elections.poll import CLOSE, END, MOVEMENT, Poll, poll, voted
from tests.pages.test_own_acts import OFFERED
from tests.support.browsing import text_of


def at(app: Flask, instant: datetime) -> None:
    app.config["CLOCK"] = lambda: instant


def path(made: Poll, rest: str = "") -> str:
    return f"/elections/{made.id}{rest}"


def ballot_of(made: Poll, *names: str, **more: Any) -> dict[str, Any]:
    places = {f"candidate_{made.number(name)}": str(place) for place, name in enumerate(names, start=1)}
    return {"member": str(made.voters[0][1].id), **places, **more}


def test_the_steward_calls_an_election_in_a_form(session: Session, world: World, doors: Doors) -> None:
    made = board(session, world, seats=2)
    sent = {
        "title": "Election of the board",
        "seats": [str(each) for each in made.seats],
        "method": "meek",
        "secrecy": "secret",
        "voter_kinds": ["movement", "ngo"],
        "stander_kinds": ["movement"],
        "nominations_close_at": "2026-03-20T12:00",
        "voting_days": "7",
    }
    answer = doors.steward().post("/bodies/BOARD/elections/new", sent)
    assert answer.status_code == 303
    page = text_of(doors.steward().get(answer.headers["Location"]))
    assert "Nominations are open until" in page
    assert "Meek" in page
    assert "people of movements" in page


def test_a_call_that_lacks_something_keeps_what_was_typed(session: Session, world: World, doors: Doors) -> None:
    board(session, world, seats=1)
    answer = doors.steward().post("/bodies/BOARD/elections/new", {"title": "Kept title", "voting_days": "7"})
    assert answer.status_code == 422
    assert "Kept title" in text_of(answer)
    assert "Choose at least one seat." in text_of(answer)


def test_only_the_steward_finds_the_doors_of_the_steward(simple: Poll, doors: Doors) -> None:
    browser = doors.of(simple.voters[0][0].id)
    page = text_of(browser.get(path(simple)))
    assert "Extend nominations" not in page
    for rest in ("/extend", "/call-off", "/count-again", "/appoint"):
        assert browser.get(path(simple, rest)).status_code == 403
    for rest in ("/close-nominations", "/count"):
        assert browser.post(path(simple, rest), {}).status_code == 403
    assert browser.get("/bodies/BOARD/elections/new").status_code == 403


def test_who_speaks_for_nobody_reads_no_election(simple: Poll, doors: Doors) -> None:
    assert doors.stranger().get(path(simple)).status_code == 403
    assert doors.visitor().get(path(simple)).status_code in (302, 303)


def test_the_page_says_who_is_wanted(session: Session, world: World, doors: Doors) -> None:
    made = poll(session, world, MOVEMENT)
    made.stands("Ada")
    made.stands("Bo")
    page = text_of(doors.steward().get(path(made)))
    assert "cannot be filled so that every rule holds" in page
    assert "One more candidate is wanted: at least 1 with kind of member social movement." in page
    assert "Close nominations" not in page


def test_somebody_stands_in_a_form_after_consenting(simple: Poll, world: World, doors: Doors) -> None:
    person, member = world.delegate("Dee")
    sent = {"member": str(member.id), "statement": "For the rivers."}
    refused = doors.of(person.id).post(path(simple, "/stand"), sent)
    assert refused.status_code == 422
    assert "For the rivers." in text_of(refused)
    assert doors.of(person.id).post(path(simple, "/stand"), {**sent, "consents": "y"}).status_code == 303
    assert "For the rivers." in text_of(doors.of(person.id).get(path(simple)))


def test_who_stands_is_told_what_is_published_of_gender(session: Session, world: World, doors: Doors) -> None:
    made, plain = poll(session, world, GENDER_CAP), world.delegate("Dee")
    assert "The rules of this body look at gender." in text_of(doors.of(plain[0].id).get(path(made, "/stand")))


def test_who_was_nominated_finds_it_on_home_and_declines(simple: Poll, world: World, doors: Doors) -> None:
    person, member = world.delegate("Dee")
    voter, sent, own = simple.voters[0][0].id, {"person": f"{person.id}:{member.id}"}, person.id
    assert doors.of(voter).post(path(simple, "/nominate"), sent).status_code == 303
    assert "You were nominated. Say whether you stand." in text_of(doors.of(own).get("/"))
    assert doors.of(own).post(path(simple, "/decline"), {}).status_code == 303
    assert "You were nominated." not in text_of(doors.of(own).get("/"))


def test_a_ballot_is_looked_at_and_then_cast_once(app: Flask, session: Session, simple: Poll, doors: Doors) -> None:
    simple.close()
    at(app, CLOSE)
    wanted, sent = [simple.number("Bo"), simple.number("Ada")], ballot_of(simple, "Bo", "Ada")
    browser = doors.of(simple.voters[0][0].id)
    assert "Cast your ballot." in text_of(browser.get("/"))
    check = browser.post(path(simple, "/vote"), sent)
    page = text_of(check)
    assert check.status_code == 200
    assert page.index("Bo, ") < page.index("Ada, ")
    assert session.scalars(select(CastBallot)).all() == []
    session.rollback()
    cast = browser.post(path(simple, "/vote"), {**sent, "is_checked": "y"})
    assert cast.status_code == 303
    receipt = browser.post(OFFERED.findall(text_of(browser.get(cast.location)))[0]).get_json()
    assert (receipt["entry"]["act"], receipt["entry"]["data"].keys()) == ("cast_ballot", {"election", "member"})
    assert session.scalars(select(CastBallot.preferences)).one() == wanted
    session.rollback()
    assert browser.get(path(simple, "/vote")).status_code == 404
    assert "Cast your ballot." not in text_of(browser.get("/"))


def test_two_equal_numbers_are_named_and_the_ballot_is_kept(app: Flask, simple: Poll, doors: Doors) -> None:
    simple.close()
    at(app, CLOSE)
    sent = ballot_of(simple) | {f"candidate_{number}": "1" for number in (1, 2)}
    answer = doors.of(simple.voters[0][0].id).post(path(simple, "/vote"), sent)
    assert answer.status_code == 422
    assert "Two candidates have the same number." in text_of(answer)
    assert (
        len(
            re.findall(
                r'name="candidate_\d" [^>]*value="1"|value="1" [^>]*name="candidate_\d"|name="candidate_\d"[^>]*value="1"', text_of(answer)
            )
        )
        == 2
    )


def test_a_receipt_is_shown_once_and_kept_nowhere(app: Flask, session: Session, world: World, doors: Doors) -> None:
    made = poll(session, world, secrecy=Secrecy.RECEIPT, seats=1)
    made.stands("Ada")
    made.electors(1)
    made.close()
    at(app, CLOSE)
    sent = ballot_of(made, "Ada", is_checked="y")
    answer = doors.of(made.voters[0][0].id).post(path(made, "/vote"), sent)
    word = session.scalars(select(CastBallot.word)).one()
    session.rollback()
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"<code>{word}</code>" in text_of(answer)


def test_approvals_are_ticked(app: Flask, session: Session, world: World, doors: Doors) -> None:
    made = poll(session, world, method=Method.APPROVAL)
    for name in ("Ada", "Bo", "Cy"):
        made.stands(name)
    made.electors(1)
    made.close()
    at(app, CLOSE)
    ticked = {f"candidate_{made.number(name)}": "y" for name in ("Bo", "Cy")}
    sent = {"member": str(made.voters[0][1].id), **ticked}
    assert "You approve of:" in text_of(doors.of(made.voters[0][0].id).post(path(made, "/vote"), sent))
    assert doors.of(made.voters[0][0].id).post(path(made, "/vote"), {**sent, "is_checked": "y"}).status_code == 303


def test_the_course_in_buttons_from_close_to_seats(app: Flask, simple: Poll, doors: Doors) -> None:
    at(app, CLOSE)
    assert doors.steward().post(path(simple, "/close-nominations"), {}).status_code == 303
    for voter in simple.voters:
        simple.votes(voter, "Ada", "Bo")
    at(app, END)
    assert "Voting is over: count the ballots." in text_of(doors.steward().get("/"))
    assert doors.steward().post(path(simple, "/count"), {}).status_code == 303
    page = text_of(doors.of(simple.voters[0][0].id).get(path(simple)))
    assert "By votes alone Bo would have been elected instead of Cy." in page
    first, second = simple.board.seats
    seats = {f"seat_{first}": str(simple.number("Ada")), f"seat_{second}": str(simple.number("Cy"))}
    assert doors.steward().post(path(simple, "/appoint"), seats).status_code == 303
    assert simple.stage is ElectionStage.APPOINTED
    assert "Cy" in text_of(doors.steward().get("/bodies/BOARD"))


def counted(simple: Poll) -> None:
    voted(simple)
    simple.count()


def test_the_count_sheet_says_it_in_words_and_files(simple: Poll, doors: Doors) -> None:
    counted(simple)
    browser = doors.of(simple.voters[0][0].id)
    page = text_of(browser.get(path(simple, "/count")))
    assert "Bo is left out: beside those elected already, the rules leave no place." in page
    assert "At least one from a movement." in page
    data = json.loads(text_of(browser.get(path(simple, "/count.json"))))
    (named,) = parse_elections(data, lambda name, _place: name)
    result = json.loads(text_of(browser.get(path(simple, "/sheet.json"))))
    assert sorted(count(named.election).elected) == result["elected"]
    assert text_of(browser.get(path(simple, "/ballots.blt"))).startswith("3 2\n5 ")
    assert text_of(browser.get(path(simple, "/ballots.csv"))).startswith("papers,preference 1,preference 2\n5,")


def test_an_earlier_count_stays_readable(simple: Poll, doors: Doors) -> None:
    simple.stands("Di", kind=MemberKind.MOVEMENT)
    counted(simple)
    gone = next(name for name in ("Cy", "Di") if f"<li><bdi>{name}</bdi>" in text_of(doors.steward().get(path(simple))))
    sent = {"candidate": str(simple.number(gone)), "reason": "They moved away."}
    at(doors.app, END)
    assert doors.steward().post(path(simple, "/count-again"), sent).status_code == 303
    page = text_of(doors.steward().get(path(simple, "/count?number=1")))
    assert "A later count stands." in page
    assert "They moved away." in text_of(doors.steward().get(path(simple, "/count")))


def test_what_those_who_stay_keep_to_themselves_is_not_published(session: Session, world: World, doors: Doors) -> None:
    made = board(session, world, GENDER_CAP, seats=2)
    made.fill(0, world.delegate("Stays", gender="M"))
    call = commands.Call(title="One", seat_ids=made.seats[1:], nominations_close_at=CLOSE, voting_days=7)
    held = Poll(session, world, made, commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW))
    held.stands("Wim", gender="W")
    held.electors(1)
    held.close()
    held.count()
    assert doors.of(held.voters[0][0].id).get(path(held, "/count.json")).status_code == 403
    assert doors.steward().get(path(held, "/count.json")).status_code == 200
    assert "What was counted (JSON)" not in text_of(doors.of(held.voters[0][0].id).get(path(held, "/count")))


def test_an_election_called_off_says_why(simple: Poll, doors: Doors) -> None:
    assert doors.steward().post(path(simple, "/call-off"), {"reason": "The rules change first."}).status_code == 303
    assert "The rules change first." in text_of(doors.of(simple.voters[0][0].id).get(path(simple)))
    assert simple.stage is ElectionStage.CALLED_OFF


def test_nominations_are_extended_in_a_form(app: Flask, simple: Poll, doors: Doors) -> None:
    at(app, CLOSE + DAY)
    assert "Nominations are over: close them." in text_of(doors.steward().get("/"))
    sent = {"until": "2026-04-20T12:00", "reason": "More are wanted."}
    assert doors.steward().post(path(simple, "/extend"), sent).status_code == 303
    page = text_of(doors.steward().get(path(simple)))
    assert "Nominations are open until" in page
    assert "20 April 2026" in page


def test_elections_stand_on_the_page_of_their_body(simple: Poll, doors: Doors) -> None:
    assert 'href="/bodies/BOARD/elections"' in text_of(doors.steward().get("/bodies/BOARD"))
    assert "Election of the board" in text_of(doors.steward().get("/bodies/BOARD/elections"))

"""An election from its call to the seats, by the program's commands: what each step needs, and what it refuses."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Seat, SeatTerm
from consensus.domain.actor import Actor
from consensus.domain.errors import CompositionError, ForbiddenError, InvalidError
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.elections import commands, verification
from consensus.elections.commands import Call
from consensus.elections.commands.counting import digest_of
from consensus.elections.counting import Method, count
from consensus.elections.election_form import parse_elections
from consensus.elections.models import Candidacy, CastBallot, ElectionCount, ElectionStage, Elector, Secrecy, Standing
from consensus.elections.queries import ballots_as_blt, ballots_as_csv, sheet_of
from consensus.people.models import Member
from tests.bodies.board import GENDER_CAP, board
from tests.bodies.world import DAY, NOW, World, entries
from tests.elections.poll import CLOSE, END, Poll, poll

MOVEMENT = {
    "id": "movement",
    "kind": "count",
    "where": {"kind": "movement"},
    "min": 1,
    "text": {"en": "At least one from a movement."},
}


@pytest.fixture
def simple(session: Session, world: World) -> Poll:
    """Two seats, three who stand, one of them of a movement; five members who vote."""
    made = poll(session, world, MOVEMENT)
    made.stands("Ada")
    made.stands("Bo")
    made.stands("Cy", kind=MemberKind.MOVEMENT)
    made.electors(5)
    return made


def voted(made: Poll) -> None:
    """All five prefer Ada and Bo."""
    made.close()
    for voter in made.voters:
        made.votes(voter, "Ada", "Bo")


def test_rules_change_who_is_elected_and_the_sheet_says_so(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    sheet = sheet_of(session, simple.id)
    assert [each.name for each in sheet.elected] == ["Ada", "Cy"]
    assert sheet.why[0] == "By votes alone Bo would have been elected instead of Cy."
    assert "At least one from a movement" in sheet.why[1]
    assert any("At least one from a movement." in each.rules for each in sheet.rounds)


def test_those_elected_take_their_seats_and_the_terms_before_end(session: Session, world: World, simple: Poll) -> None:
    simple.board.fill(0, world.delegate("Old", kind=MemberKind.MOVEMENT))
    voted(simple)
    simple.count()
    simple.appoint("Ada", "Cy")
    held = session.execute(select(Seat.label, SeatTerm.person_id).join(SeatTerm).where(SeatTerm.ended_at.is_(None)).order_by(Seat.id))
    names = {person.id: person.name for person, _ in simple.people}
    assert [(label, names[person_id]) for label, person_id in held] == [("Seat 1", "Ada"), ("Seat 2", "Cy")]
    ended = session.scalars(select(SeatTerm.end_reason).where(SeatTerm.ended_at.is_not(None))).one()
    assert ended == "Term ended with the election: Election of the board"
    assert simple.stage is ElectionStage.APPOINTED


def test_what_is_published_counts_to_the_same_result(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    made = session.scalars(select(ElectionCount)).one()
    (named,) = parse_elections([json.loads(json.dumps(made.counted))], lambda path, _place: path)
    assert sorted(count(named.election).elected) == made.sheet["elected"]
    assert entries(session, "count_election")[0]["data"]["sha256"] == digest_of(made.counted)


def test_a_changed_count_is_found(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    (entry,) = entries(session, "count_election")
    assert verification.compare(session, entry) is None
    entry["data"]["sha256"] = "0" * 64
    assert verification.compare(session, entry) is not None


def test_nothing_leads_from_a_ballot_to_its_voter(session: Session, simple: Poll) -> None:
    simple.close()
    simple.votes(simple.voters[0], "Cy", "Ada")
    ballot = session.scalars(select(CastBallot)).one()
    assert ballot.member_id is None
    assert len(ballot.word) == 20
    assert set(CastBallot.__table__.columns.keys()) == {"word", "election_id", "preferences", "member_id"}
    assert set(Elector.__table__.columns.keys()) == {"election_id", "member_id", "has_voted"}
    (entry,) = entries(session, "cast_ballot")
    assert entry["data"].keys() == {"election", "member"}


def test_after_the_count_the_box_is_empty_and_the_ballots_are_sorted(session: Session, simple: Poll) -> None:
    simple.close()
    for voter, names in zip(simple.voters, (["Cy"], ["Ada"], ["Cy"], [], ["Bo", "Ada"]), strict=True):
        simple.votes(voter, *names)
    simple.count()
    assert session.scalar(select(func.count()).select_from(CastBallot)) == 0
    made = session.scalars(select(ElectionCount)).one()
    assert made.counted["ballots"] == sorted(made.counted["ballots"], key=lambda each: each[1])
    assert sum(papers for papers, _ in made.counted["ballots"]) == 5
    assert made.listed == []


def test_a_member_has_one_ballot(simple: Poll) -> None:
    simple.close()
    simple.votes(simple.voters[0], "Ada")
    with pytest.raises(InvalidError, match="was cast already"):
        simple.votes(simple.voters[0], "Bo")


def test_the_database_lets_nobody_vote_twice(session: Session, simple: Poll) -> None:
    simple.close()
    simple.votes(simple.voters[0], "Ada")
    elector = session.scalars(select(Elector).where(Elector.has_voted)).one()
    elector.has_voted = False
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_only_who_speaks_for_a_member_on_the_list_votes_for_it(world: World, simple: Poll) -> None:
    late = world.delegate("Late")
    simple.close()
    outsider = world.delegate("Later")
    with pytest.raises(ForbiddenError):
        simple.votes((late[0], simple.voters[0][1]), "Ada")
    with pytest.raises(ForbiddenError):
        simple.votes(outsider, "Ada")


def test_individuals_have_no_ballot_unless_the_call_says_so(world: World, simple: Poll) -> None:
    alone = world.delegate("Alone", kind=MemberKind.INDIVIDUAL)
    simple.close()
    with pytest.raises(ForbiddenError):
        simple.votes(alone, "Ada")


def test_a_member_that_is_suspended_meanwhile_does_not_vote(session: Session, simple: Poll) -> None:
    simple.close()
    session.get_one(Member, simple.voters[0][1].id).status = MemberStatus.SUSPENDED
    session.commit()
    with pytest.raises(ForbiddenError):
        simple.votes(simple.voters[0], "Ada")


@pytest.mark.parametrize(("at", "words"), [(NOW, "not open"), (END, "is over")])
def test_nobody_votes_before_or_after_the_window(simple: Poll, at: object, words: str) -> None:
    if at == END:
        simple.close()
    with pytest.raises(InvalidError, match=words):
        simple.votes(simple.voters[0], now=END)


def test_nobody_counts_while_voting_is_open(simple: Poll) -> None:
    simple.close()
    with pytest.raises(InvalidError, match="open still"):
        simple.count(END - DAY)


def test_a_preference_is_a_candidate_and_stands_once(session: Session, simple: Poll) -> None:
    simple.close()
    person, member = simple.voters[0]
    for wrong in ([99], [1, 1]):
        with pytest.raises(InvalidError, match="Name each candidate once"):
            commands.cast_ballot(
                session, actor=Actor(person_id=person.id), election_id=simple.id, member_id=member.id, preferences=wrong, now=CLOSE
            )


def test_nominations_close_only_when_a_rightful_result_exists(session: Session, world: World) -> None:
    made = poll(session, world, MOVEMENT)
    made.stands("Ada")
    made.stands("Bo")
    with pytest.raises(CompositionError) as refused:
        made.close()
    assert refused.value.reasons[0] == "At least one from a movement."
    assert refused.value.reasons[1] == "One more candidate is wanted: at least 1 with kind of member movement."
    commands.extend_nominations(
        session, actor=world.steward, election_id=made.id, until=CLOSE + DAY, reason="A movement is wanted.", now=CLOSE
    )
    made.says(world.delegate("Cy", kind=MemberKind.MOVEMENT), now=CLOSE)
    made.close(CLOSE + DAY)
    assert made.stage is ElectionStage.VOTING


def test_too_few_candidates_are_said_to_be_too_few(session: Session, world: World) -> None:
    made = poll(session, world)
    made.stands("Ada")
    with pytest.raises(CompositionError) as refused:
        made.close()
    assert refused.value.reasons[:2] == ("1 stand for 2 seats.", "One more candidate is wanted.")


def test_nominations_close_no_earlier_than_said(simple: Poll) -> None:
    with pytest.raises(InvalidError, match="not over"):
        simple.close(CLOSE - DAY)


def test_candidates_are_numbered_in_no_order_of_standing(session: Session, world: World) -> None:
    orders = set()
    for code in range(3):
        made = board(session, world, code=f"B{code}", seats=1)
        call = Call(title="T", seat_ids=made.seats, nominations_close_at=CLOSE, voting_days=7)
        election_id = commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW)
        held = Poll(session, world, made, election_id)
        for number in range(6):
            held.stands(f"P{code}{number}")
        held.close()
        rows = session.scalars(select(Candidacy.number).where(Candidacy.election_id == election_id).order_by(Candidacy.id))
        orders.add(tuple(rows))
    assert len(orders) == 3
    assert all(sorted(each) == [1, 2, 3, 4, 5, 6] for each in orders)


def test_nobody_stands_who_did_not_say_so(session: Session, world: World, simple: Poll) -> None:
    person, member = world.delegate("Dee")
    nominator = Actor(person_id=simple.voters[0][0].id)
    commands.nominate(session, actor=nominator, election_id=simple.id, person_id=person.id, member_id=member.id, now=NOW)
    simple.close()
    found = session.scalars(select(Candidacy).where(Candidacy.person_id == person.id)).one()
    assert (found.standing, found.number) == (Standing.NOMINATED, None)


def test_who_was_nominated_accepts_declines_or_withdraws(session: Session, world: World, simple: Poll) -> None:
    person, member = world.delegate("Dee")
    nominator, own = Actor(person_id=simple.voters[0][0].id), Actor(person_id=person.id)
    commands.nominate(session, actor=nominator, election_id=simple.id, person_id=person.id, member_id=member.id, now=NOW)
    commands.decline_nomination(session, actor=own, election_id=simple.id, now=NOW)
    commands.stand(session, actor=own, election_id=simple.id, member_id=member.id, statement="I do after all.", now=NOW)
    commands.withdraw_candidacy(session, actor=own, election_id=simple.id, now=NOW)
    assert session.scalars(select(Candidacy.standing).where(Candidacy.person_id == person.id)).one() is Standing.WITHDRAWN
    with pytest.raises(InvalidError, match="nothing to take back"):
        commands.withdraw_candidacy(session, actor=own, election_id=simple.id, now=NOW)


def test_a_call_may_say_whose_people_stand(session: Session, world: World) -> None:
    made = poll(session, world, stander_kinds=[MemberKind.MOVEMENT])
    with pytest.raises(InvalidError, match="of the kinds that this election names"):
        made.stands("Ada", kind=MemberKind.NGO)
    made.stands("Bo", kind=MemberKind.MOVEMENT)


def test_a_result_that_cannot_be_seated_is_counted_again_without_somebody(session: Session, world: World, simple: Poll) -> None:
    simple.stands("Di", kind=MemberKind.MOVEMENT)
    voted(simple)
    simple.count()
    elected = {each.name for each in sheet_of(session, simple.id).elected}
    gone = next(name for name in ("Cy", "Di") if name in elected)
    commands.count_again(
        session, actor=world.steward, election_id=simple.id, without=simple.number(gone), reason="They moved away.", now=END
    )
    sheet = sheet_of(session, simple.id)
    assert {each.name for each in sheet.elected} == {"Ada", "Cy" if gone == "Di" else "Di"}
    assert (sheet.number, sheet.of) == (2, 2)
    assert {each.name for each in sheet_of(session, simple.id, 1).elected} == elected


def test_without_the_only_one_the_rules_allow_nothing_is_counted_again(session: Session, world: World, simple: Poll) -> None:
    voted(simple)
    simple.count()
    with pytest.raises(InvalidError, match="no result obeys every rule"):
        commands.count_again(session, actor=world.steward, election_id=simple.id, without=simple.number("Cy"), reason="Gone.", now=END)
    assert sheet_of(session, simple.id).of == 1


def test_each_of_those_elected_gets_one_seat(session: Session, world: World, simple: Poll) -> None:
    voted(simple)
    simple.count()
    first, second = simple.board.seats
    for wrong in ({first: simple.number("Ada")}, {first: simple.number("Ada"), second: simple.number("Bo")}):
        with pytest.raises(InvalidError, match="Give each of those elected one seat"):
            commands.appoint_elected(session, actor=world.steward, election_id=simple.id, seats=wrong, now=END)


def test_appointment_is_judged_under_the_rules_of_that_day(session: Session, world: World, simple: Poll) -> None:
    voted(simple)
    simple.count()
    session.get_one(Member, next(member for person, member in simple.people if person.name == "Cy").id).kind = MemberKind.NGO
    session.commit()
    with pytest.raises(CompositionError):
        simple.appoint("Ada", "Cy")
    assert session.scalar(select(func.count()).select_from(SeatTerm)) == 0


def test_those_who_stay_are_counted_with(session: Session, world: World) -> None:
    made = board(session, world, GENDER_CAP, seats=2)
    made.fill(0, world.delegate("Stays", gender="M"))
    call = Call(title="One seat", seat_ids=made.seats[1:], nominations_close_at=CLOSE, voting_days=7)
    held = Poll(session, world, made, commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW))
    held.stands("Max", gender="M")
    held.stands("Wim", gender="W")
    held.electors(3)
    held.close()
    for voter in held.voters:
        held.votes(voter, "Max")
    held.count()
    sheet = sheet_of(session, held.id)
    assert [each.name for each in sheet.elected] == ["Wim"]
    assert not sheet.can_be_repeated_by_all, "it would tell the gender of somebody who did not stand"


def test_what_is_published_says_no_gender(session: Session, world: World) -> None:
    made = poll(session, world, GENDER_CAP)
    made.stands("Max", gender="M")
    made.stands("Moe", gender="M")
    made.stands("Wim", gender="W")
    made.electors(2)
    made.close()
    made.count()
    counted = session.scalars(select(ElectionCount.counted)).one()
    by_name = {each["gender"] for each in counted["candidates"]}
    assert by_name == {"gender-a", "gender-b"}
    assert counted["attributes"]["gender"] == ["gender-a", "gender-b", "gender-c"]
    assert '"M"' not in json.dumps(counted)


def test_a_receipt_finds_the_own_ballot_and_an_open_ballot_has_its_member(session: Session, world: World) -> None:
    made = poll(session, world, secrecy=Secrecy.RECEIPT)
    for name in ("Ada", "Bo"):
        made.stands(name)
    made.electors(2)
    made.close()
    receipt = made.votes(made.voters[0], "Bo")
    made.votes(made.voters[1], "Ada")
    made.count()
    sheet = sheet_of(session, made.id)
    assert dict(sheet.listed)[receipt] == [made.number("Bo")]
    assert [row[0] for row in sheet.listed] == sorted(row[0] for row in sheet.listed)
    assert f"{receipt},{made.number('Bo')} Bo" in ballots_as_csv(sheet)


def test_an_open_ballot_stands_under_its_member(session: Session, world: World) -> None:
    made = poll(session, world, secrecy=Secrecy.OPEN, method=Method.APPROVAL)
    for name in ("Ada", "Bo", "Cy"):
        made.stands(name)
    made.electors(2)
    made.close()
    for voter in made.voters:
        assert made.votes(voter, "Cy", "Bo") is None
    made.count()
    sheet = sheet_of(session, made.id)
    both = sorted([made.number("Bo"), made.number("Cy")])
    assert sheet.listed == [["Voter 0's organisation", both], ["Voter 1's organisation", both]]
    assert {each.name for each in sheet.elected} == {"Bo", "Cy"}


def test_the_ballots_as_blt_are_read_again(session: Session, simple: Poll) -> None:
    from consensus.elections.blt import parse_blt

    voted(simple)
    simple.count()
    sheet = sheet_of(session, simple.id)
    found = parse_blt(ballots_as_blt(sheet), "ballots.blt")
    assert [[each.papers, list(each.preferences)] for each in found.ballots] == sheet.counted["ballots"]
    assert found.names == tuple(each.name for each in sorted(sheet.rows, key=lambda each: each.number))


def test_unlike_seats_are_not_filled_by_one_count(session: Session, world: World) -> None:
    from consensus.bodies.commands import add_seat

    made = board(session, world, {"id": "officer", "kind": "count", "where": {"seat": "officer"}, "max": 1}, seats=1)
    other = add_seat(session, actor=world.steward, body_id=made.body_id, label="Chair", kind="officer", now=NOW)
    call = Call(title="Both", seat_ids=[*made.seats, other], nominations_close_at=CLOSE, voting_days=7)
    with pytest.raises(InvalidError, match="tell these seats apart"):
        commands.call_election(session, actor=world.steward, body_id=made.body_id, call=call, now=NOW)


def test_a_seat_is_filled_by_one_election_at_a_time(session: Session, world: World, simple: Poll) -> None:
    call = Call(title="Again", seat_ids=simple.board.seats[:1], nominations_close_at=CLOSE, voting_days=7)
    with pytest.raises(InvalidError, match="Another election fills Seat 1"):
        commands.call_election(session, actor=world.steward, body_id=simple.board.body_id, call=call, now=NOW)
    commands.call_off_election(session, actor=world.steward, election_id=simple.id, reason="Too early.", now=NOW)
    commands.call_election(session, actor=world.steward, body_id=simple.board.body_id, call=call, now=NOW)


def test_only_the_steward_leads_an_election(session: Session, simple: Poll) -> None:
    somebody = Actor(person_id=simple.voters[0][0].id)
    call = Call(title="T", seat_ids=simple.board.seats, nominations_close_at=CLOSE, voting_days=7)
    acts = (
        lambda: commands.call_election(session, actor=somebody, body_id=simple.board.body_id, call=call, now=NOW),
        lambda: commands.extend_nominations(session, actor=somebody, election_id=simple.id, until=END, reason="R", now=NOW),
        lambda: commands.close_nominations(session, actor=somebody, election_id=simple.id, now=CLOSE),
        lambda: commands.count_election(session, actor=somebody, election_id=simple.id, now=END),
        lambda: commands.count_again(session, actor=somebody, election_id=simple.id, without=1, reason="R", now=END),
        lambda: commands.appoint_elected(session, actor=somebody, election_id=simple.id, seats={}, now=END),
        lambda: commands.call_off_election(session, actor=somebody, election_id=simple.id, reason="R", now=END),
    )
    for act in acts:
        with pytest.raises(ForbiddenError):
            act()


def test_a_count_is_written_once(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    made = session.scalars(select(ElectionCount)).one()
    made.without_rules = []
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_the_ledger_holds_afterwards(session: Session, simple: Poll) -> None:
    voted(simple)
    simple.count()
    simple.appoint("Ada", "Cy")
    assert ledger.verify(session).problems == ()

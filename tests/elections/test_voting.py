"""Casting ballots: once for each member on the list, within the window, and nothing leads from a ballot to its voter."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import ForbiddenError, InvalidError
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.elections import commands
from consensus.elections.counting import Method
from consensus.elections.models import CastBallot, ElectionCount, Elector, Secrecy
from consensus.elections.queries import ballots_as_csv, sheet_of
from consensus.people.models import Member
from tests.bodies.world import DAY, NOW, World, entries
from tests.elections.poll import CLOSE, END, Poll, poll


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

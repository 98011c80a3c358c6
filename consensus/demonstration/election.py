"""The elections of the demonstration: the board is elected anew under its rules; one seat of a committee is being voted on."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from consensus.demonstration.founding import REGION_CODES, STEWARD, World
from consensus.demonstration.telling import Event
from consensus.domain.terms import MemberKind
from consensus.elections import commands
from consensus.elections.commands import Call
from consensus.elections.counting import Method
from consensus.elections.queries import election_page
from consensus.people.commands import declare_gender

BALLOTS = 141
CANDIDATES = {"AFR": 6, "ASIA_PAC": 5, "EUR_CA": 4, "LAC": 5, "MENA": 2, "NAM": 2}
"""How many stand for the board, by region; 24 together."""

STATEMENTS = (
    "I would see to it that those affected are in the room before anything is decided (invented).",
    "Our work is slow because it lasts. I would bring that patience to the board (invented).",
    "Money follows the loud. I would make the board listen to the quiet (invented).",
    "I stand so that decisions reach us in our languages, in time (invented).",
    "Two terms are enough for anybody; I offer one (invented).",
)
COMMITTEE = "CLIMATE-SC"
COMMITTEE_CANDIDATES = 4


def election_events(world: World, now: datetime) -> list[Event]:
    """Return what happened in both elections, as far as it has at ``now``."""
    called, closed, counted = now - timedelta(days=60), now - timedelta(days=39), now - timedelta(days=24)
    people = _candidates(world)
    return [
        Event(called, lambda world, at: _call_board(world, at, closes_at=closed)),
        Event(called + timedelta(days=1), lambda world, at: _stand(world, "board", people, at)),
        Event(closed, lambda world, at: _close(world, "board", at)),
        Event(closed + timedelta(days=3), lambda world, at: _vote(world, people, at)),
        Event(counted, lambda world, at: _count(world, "board", at)),
        Event(now - timedelta(days=16), lambda world, at: _call_committee(world, at, closes_at=now - timedelta(days=2))),
        Event(now - timedelta(days=15), lambda world, at: _stand(world, COMMITTEE, _african(world), at)),
        Event(now - timedelta(days=2), lambda world, at: _close(world, COMMITTEE, at)),
    ]


def _candidates(world: World) -> list[str]:
    organisations = {region: [key for key, one in world.member.items() if one.region == region] for region in REGION_CODES}
    return [key for region, number in CANDIDATES.items() for key in _organisations(world, organisations[region])[-number:]]


def _african(world: World) -> list[str]:
    return _organisations(world, [key for key, one in world.member.items() if one.region == "AFR"])[:COMMITTEE_CANDIDATES]


def _organisations(world: World, keys: list[str]) -> list[str]:
    return [key for key in keys if world.member[key].kind is not MemberKind.INDIVIDUAL]


def _call_board(world: World, now: datetime, *, closes_at: datetime) -> None:
    seats = [seat_id for label, seat_id in world.seat_id.items() if label.startswith("BOARD:")]
    call = Call(
        title="Election of the board for three years",
        about="All seven seats are elected anew. The rules of the board say who may sit together: the count obeys them.",
        seat_ids=seats,
        nominations_close_at=closes_at,
        voting_days=14,
        term_ends_on=(now + timedelta(days=3 * 365)).date(),
    )
    world.election_id["board"] = commands.call_election(
        world.session, actor=world.actor(STEWARD), body_id=world.body_id["BOARD"], call=call, now=now
    )


def _call_committee(world: World, now: datetime, *, closes_at: datetime) -> None:
    call = Call(
        title="The seat for Africa in the climate committee",
        about="The holder of the seat steps down at the end of the year.",
        seat_ids=[world.seat_id[f"{COMMITTEE}:Seat for Africa"]],
        nominations_close_at=closes_at,
        voting_days=21,
        method=Method.SCOTTISH,
    )
    world.election_id[COMMITTEE] = commands.call_election(
        world.session, actor=world.actor(STEWARD), body_id=world.body_id[COMMITTEE], call=call, now=now
    )


def _stand(world: World, election: str, people: list[str], now: datetime) -> None:
    for number, key in enumerate(people):
        gender = world.member[key].gender
        if gender is not None:
            declare_gender(world.session, actor=world.actor(key), gender=gender, now=now)
        commands.stand(
            world.session,
            actor=world.actor(key),
            election_id=world.election_id[election],
            member_id=world.member_id[key],
            statement=STATEMENTS[number % len(STATEMENTS)],
            consents=True,
            now=now + timedelta(minutes=number),
        )


def _close(world: World, election: str, now: datetime) -> None:
    commands.close_nominations(world.session, actor=world.actor(STEWARD), election_id=world.election_id[election], now=now)


def _vote(world: World, people: list[str], now: datetime) -> None:
    """Let 141 members vote, each for people of its own region first, and then for those whom many like."""
    numbers = _numbers(world, now)
    voters = _organisations(world, sorted(world.member, key=lambda key: _chance("voter", key)))[:BALLOTS]
    for number, voter in enumerate(voters):
        own = world.member[voter].region
        liked = sorted(
            people, key=lambda key: (world.member[key].region != own and _chance(voter, key) % 3 > 0, _chance(voter, key, "order"))
        )
        wanted = liked[: 4 + _chance(voter, "length") % 5]
        commands.cast_ballot(
            world.session,
            actor=world.actor(voter),
            election_id=world.election_id["board"],
            member_id=world.member_id[voter],
            preferences=[numbers[world.person_id[key]] for key in wanted],
            now=now + timedelta(minutes=number),
        )


def _numbers(world: World, now: datetime) -> dict[int, int]:
    """Return by which number ballots name each person."""
    page = election_page(world.session, world.election_id["board"], world.actor(STEWARD), now)
    found = {each.person_id: each.number for each in page.candidates if each.number is not None}
    world.session.rollback()
    return found


def _count(world: World, election: str, now: datetime) -> None:
    commands.count_election(world.session, actor=world.actor(STEWARD), election_id=world.election_id[election], now=now)


def _chance(*words: str) -> int:
    """Return a number that is always the same for the same words, and looks like chance."""
    return int.from_bytes(sha256(" ".join(words).encode()).digest()[:4])

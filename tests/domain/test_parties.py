"""Who is party to a decision. Source: process.md section 1 and section 8.10."""

from __future__ import annotations

import pytest

from consensus.domain.parties import Party, StoodAs, parties_of, still_parties
from consensus.domain.terms import Outcome, PositionCode, VoteCode

S, R, A, STAND, OBJ, REC = (
    *(PositionCode.SUPPORT, PositionCode.RESERVATION, PositionCode.ABSTAIN),
    *(PositionCode.STAND_ASIDE, PositionCode.OBJECT, PositionCode.RECUSE),
)
YES, NO, NONE = VoteCode.YES, VoteCode.NO, VoteCode.ABSTAIN

# fmt: off
PARTIES: tuple[tuple[str, Outcome, PositionCode | None, VoteCode | None, bool], ...] = (
    ("who supports is party",                            Outcome.UNANIMITY,                       S,     None, True),
    ("with reservations too",                            Outcome.CONSENSUS_WITH_RESERVATIONS,     R,     None, True),
    ("who abstains is not",                              Outcome.FULL_CONSENSUS,                  A,     None, False),
    ("who stands aside is not",                          Outcome.CONSENSUS_WITH_STAND_ASIDES,     STAND, None, False),
    ("who objects is not",                               Outcome.CONSENSUS_WITH_RECORDED_DISSENT, OBJ,   None, False),
    ("who is silent is not, silence is no support",      Outcome.FULL_CONSENSUS,                  None,  None, False),
    ("not even where silence is consent",                Outcome.ADOPTED_BY_SILENCE,              None,  None, False),
    ("who said support there is",                        Outcome.ADOPTED_BY_SILENCE,              S,     None, True),
    ("who is recused is not",                            Outcome.UNANIMITY,                       REC,   None, False),
    ("a provisional adoption has parties",               Outcome.ADOPTED_PROVISIONAL,             S,     None, True),
    ("nothing adopted, nobody is party",                 Outcome.BLOCKED,                         S,     None, False),
    ("in a vote, yes makes a party",                     Outcome.ADOPTED_BY_FALLBACK_VOTE,        OBJ,   YES,  True),
    ("no does not, whatever was said before",            Outcome.ADOPTED_BY_FALLBACK_VOTE,        S,     NO,   False),
    ("nor does abstaining",                              Outcome.ADOPTED_BY_FALLBACK_VOTE,        S,     NONE, False),
    ("who did not vote and agreed before is",            Outcome.ADOPTED_BY_FALLBACK_VOTE,        R,     None, True),
    ("who did not vote and objected is not",             Outcome.ADOPTED_BY_FALLBACK_VOTE,        OBJ,   None, False),
    ("who is recused is not, whatever it voted",         Outcome.ADOPTED_BY_FALLBACK_VOTE,        REC,   YES,  False),
)
# fmt: on


@pytest.mark.parametrize(("outcome", "position", "vote", "is_party"), [row[1:] for row in PARTIES], ids=[row[0] for row in PARTIES])
def test_who_is_party(outcome: Outcome, position: PositionCode | None, vote: VoteCode | None, is_party: bool) -> None:  # noqa: FBT001 - a column of the table
    assert bool(parties_of(outcome, [StoodAs(1, 7, "Ada", position, vote)])) is is_party


def test_parties_stand_in_the_order_of_the_roll() -> None:
    roll = [StoodAs(number, number, name, S) for number, name in enumerate("cab")]

    assert [party.label for party in parties_of(Outcome.UNANIMITY, roll)] == ["c", "a", "b"]


def test_a_member_that_dissociated_is_no_party_with_any_of_its_voices() -> None:
    parties = (Party(1, 7, "Seat one"), Party(2, 8, "Seat two"), Party(3, 7, "Seat three"))

    assert [party.label for party in still_parties(parties, {7})] == ["Seat two"]

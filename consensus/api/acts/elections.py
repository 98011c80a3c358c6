"""Acts on an election: calling and leading it, nominating and standing. Ballots are cast on the page alone."""

from __future__ import annotations

from typing import Any

from consensus.api.acting import Frame, act_in_body, act_on
from consensus.api.acts.fields import REASON
from consensus.api.kinds import DAY, ID, INSTANT, TRUTH, Integer, OneOf, Text
from consensus.api.operations import Asked
from consensus.api.reads.elections import ELECTION_ID
from consensus.api.records import Many, Maybe, Named, needed, optional
from consensus.api.scopes import Scope
from consensus.bodies.views.access import reader_of_the_network
from consensus.domain.actor import Actor
from consensus.domain.composition.words import FailureStep
from consensus.domain.terms import MemberKind
from consensus.elections import commands
from consensus.elections.acting import LONGEST_REASON
from consensus.elections.commands import Call
from consensus.elections.commands.calling import LONGEST_ABOUT, LONGEST_TITLE, MOST_VOTING_DAYS
from consensus.elections.commands.counting import LEAVING
from consensus.elections.commands.standing import LONGEST_STATEMENT
from consensus.elections.counting import Method
from consensus.elections.models import Election, Secrecy

K, S = Scope.STEWARD, Scope.SPEAK

MOST_SEATS = 500
KINDS = Many(OneOf(MemberKind), len(MemberKind))
MAY_NEED_REASON = optional(Text(LONGEST_REASON), "Needed where a rule fails.")
_STEP = "The step that is taken with it, where a rule fails; the steps of the election say which are open."


def _one_of(*steps: FailureStep) -> OneOf:
    return OneOf(FailureStep, frozenset(FailureStep).difference(steps))


def _begin(_asked: Asked, _actor: Actor) -> None:
    reader_of_the_network()


def _called(asked: Asked) -> dict[str, Any]:
    said = dict(asked.body)
    return {"call": Call(seat_ids=said.pop("seats"), **said)}


def _without(asked: Asked) -> dict[str, Any]:
    said = dict(asked.body)
    return {"without": said.pop("candidate"), **said}


def _seated(asked: Asked) -> dict[str, Any]:
    return {**asked.body, "seats": {int(seat_id): number for seat_id, number in asked.body["seats"].items()}}


ON_ELECTION = Frame("/elections/{election_id}", (ELECTION_ID,), Election, _begin, "get_election")

# fmt: off
act_in_body("call_election", "elections", commands.call_election, K, "Call an election to seats of a steering body, as its steward. The answer names it.", _called, title=needed(Text(LONGEST_TITLE, is_written=True)), about=optional(Text(LONGEST_ABOUT), "What voters and candidates should know."), seats=needed(Many(ID, MOST_SEATS), "The seats to be filled, by id."), method=optional(OneOf(Method)), secrecy=optional(OneOf(Secrecy)), voter_kinds=optional(KINDS, "The kinds of members that have a ballot, one each; every kind of organisation without it."), stander_kinds=optional(KINDS, "The kinds of members whose people may stand; all without it."), nominations_close_at=needed(INSTANT), voting_days=needed(Integer(1, MOST_VOTING_DAYS)), term_ends_on=optional(Maybe(DAY), "Last day of the term of those elected."), follows_id=optional(Maybe(ID), "The election that left these seats unfilled."))
act_on(ON_ELECTION, "nominate", commands.nominate, S, "Propose somebody; they stand once they say so themselves.", person_id=needed(ID), member_id=needed(ID, "The member for which they would sit."))
act_on(ON_ELECTION, "stand", commands.stand, S, "Stand for election, or change your statement.", member_id=needed(ID, "The member for which you would sit."), statement=needed(Text(LONGEST_STATEMENT, is_written=True), "Why you stand."), consents=needed(TRUTH, "That you are ready to sit if you are elected, and have read what is published about you."))
act_on(ON_ELECTION, "decline_nomination", commands.decline_nomination, S, "Say that you do not stand.")
act_on(ON_ELECTION, "withdraw_candidacy", commands.withdraw_candidacy, S, "Stand no more.")
act_on(ON_ELECTION, "extend_nominations", commands.extend_nominations, K, "Give more time for nominations.", until=needed(INSTANT), reason=REASON)
act_on(ON_ELECTION, "close_nominations", commands.close_nominations, K, "End nominations and open the vote.", left_vacant=optional(Many(ID, MOST_SEATS), "Seats that stay vacant, where those who stand cannot fill all: as few as can be."), reason=MAY_NEED_REASON)
act_on(ON_ELECTION, "count_election", commands.count_election, K, "Count the ballots, and declare the result.")
act_on(ON_ELECTION, "count_again", commands.count_again, K, "Count the same ballots without one of those elected.", _without, candidate=needed(Integer(1), "By which number ballots name them."), reason=REASON, step=optional(_one_of(FailureStep.NEXT_ELIGIBLE, FailureStep.DROP_LOWEST), _STEP))
act_on(ON_ELECTION, "appoint_elected", commands.appoint_elected, K, "Seat those elected.", _seated, seats=needed(Named(Integer(1), r"^[1-9][0-9]{0,8}$"), "Under the id of each seat the number of the one who gets it."), reason=MAY_NEED_REASON, step=optional(_one_of(*LEAVING, FailureStep.COMPLY_OR_EXPLAIN), _STEP))
act_on(ON_ELECTION, "decline_step", commands.decline_step, K, "Leave out the step whose turn it is; the next one is open then.", step=needed(OneOf(FailureStep)), reason=REASON)
act_on(ON_ELECTION, "call_off_election", commands.call_off_election, K, "End the election without a result.", reason=REASON, step=optional(_one_of(FailureStep.VOID, FailureStep.RERUN_GROUP), _STEP))
# fmt: on

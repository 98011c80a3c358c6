"""Acts on seats: the steward makes them and records who holds them; whoever holds one leaves it, and lets the alternate stand in."""

from __future__ import annotations

from typing import Any

from consensus.api.acting import Frame, act_on
from consensus.api.acts.bodies import MOST_PEOPLE, WHY, WHY_IF_WANTED, begins_for, body_in_path
from consensus.api.kinds import DAY, ID, Integer, OneOf, Text
from consensus.api.operations import Asked, in_path
from consensus.api.reads.bodies import CODE
from consensus.api.records import Many, Maybe, Named, Record, needed, optional
from consensus.api.scopes import Scope
from consensus.bodies import commands
from consensus.bodies.commands import Filling
from consensus.bodies.commands.seats import LONGEST_LABEL, LONGEST_TERM, LONGEST_WORD
from consensus.bodies.views.access import reader_of_the_network
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission
from consensus.domain.terms import FilledBy

S = Scope.STEWARD

SEAT_ID = in_path("seat_id", ID, "The number of the seat, as the body is read.")
WHAT_IT_IS = {
    "label": needed(Text(LONGEST_LABEL, is_written=True), "One that no seat of the body has or had."),
    "kind": needed(Text(LONGEST_WORD, is_written=True), "Such as regional."),
    "attributes": needed(Named(Text(LONGEST_WORD)), "What it stands for in the rules, such as a region."),
    "term_months": needed(Maybe(Integer(1, LONGEST_TERM)), "How long a term lasts; null: it has none."),
}
WHO_SITS = {
    "person_id": needed(ID, "Who is to sit there."),
    "member_id": needed(ID, "For which member."),
    "ends_on": optional(Maybe(DAY), "The last day of the term; without it there is none."),
    "filled_by": optional(OneOf(FilledBy), "Appointed, without it."),
    "decision": optional(Text(40), "The number of the decision by which they were chosen."),
}
FILLING = Record("SendFilling", "Who is to sit on a seat.", {"seat_id": needed(ID, "Which seat of the body."), **WHO_SITS})


def _fillings(asked: Asked) -> dict[str, Any]:
    return dict(asked.body) | {"fillings": [Filling(**each) for each in asked.body["fillings"]]}


def _reads(_asked: Asked, _actor: Actor) -> None:
    reader_of_the_network()


KEPT = begins_for(Permission.KEEP_SEATS)
NEW = Frame("/bodies/{code}/seats", (CODE,), begin=KEPT, arguments=body_in_path, is_new=True)
IN_BODY = Frame("/bodies/{code}", (CODE,), begin=KEPT, arguments=body_in_path)
KEPT_SEAT = Frame("/seats/{seat_id}", (SEAT_ID,), begin=KEPT)
ON_SEAT = Frame("/seats/{seat_id}", (SEAT_ID,), begin=_reads)
"""For acts that are open to whoever holds the seat, or is its alternate."""

# fmt: off
act_on(NEW, "add_seat", commands.add_seat, S, "Add a vacant seat to a steering body. The answer names it.", **WHAT_IT_IS)
act_on(KEPT_SEAT, "change_seat", commands.change_seat, S, "Say anew what a seat is called and is for, if the rules allow the roster that follows.", **WHAT_IT_IS, reason=WHY)
act_on(KEPT_SEAT, "abolish_seat", commands.abolish_seat, S, "Give up a vacant seat.", reason=WHY)
act_on(KEPT_SEAT, "fill_seat", commands.fill_seat, S, "Seat somebody, if the rules allow the roster that follows.", **WHO_SITS, reason=WHY_IF_WANTED)
act_on(IN_BODY, "fill_seats", commands.fill_seats, S, "Fill several seats of a body in one step, judged once.", _fillings, fillings=needed(Many(FILLING, MOST_PEOPLE)), reason=WHY_IF_WANTED)
act_on(ON_SEAT, "leave_seat", commands.leave_seat, S, "End the term on a seat: as its holder, or as the steward.", reason=WHY)
act_on(KEPT_SEAT, "suspend_seat", commands.suspend_seat, S, "Suspend a seat.", reason=WHY)
act_on(KEPT_SEAT, "restore_seat", commands.restore_seat, S, "End the suspension of a seat, if the rules allow the roster that follows.", reason=WHY)
act_on(KEPT_SEAT, "name_alternate", commands.name_alternate, S, "Name who can stand in for the holder of a seat.", person_id=needed(ID), member_id=needed(ID, "For which member they would sit."), reason=WHY)
act_on(ON_SEAT, "end_alternate", commands.end_alternate, S, "Say that they are the alternate no more: as the alternate, or as the steward.", reason=WHY)
act_on(ON_SEAT, "stand_in", commands.stand_in, S, "Let the alternate act for the seat: as its holder, or as the steward.", reason=WHY)
act_on(ON_SEAT, "end_standing_in", commands.end_standing_in, S, "Let the holder act for the seat again: as the alternate, the holder, or the steward.", reason=WHY)
# fmt: on

"""What a reader can do in an election now: the buttons of its page, and what the interface for programs names.

The rules themselves stand in the commands; here is what makes sense to offer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consensus.domain.composition.words import FailureStep
from consensus.domain.speech import _
from consensus.elections.models import ElectionStage, Standing
from consensus.elections.queries.one import ElectionPage
from consensus.elections.queries.prospects import Prospects
from consensus.elections.queries.remedies import Remedies

TAKEN_BY = {
    FailureStep.EXTEND_NOMINATIONS: "extend_nominations",
    FailureStep.NEXT_ELIGIBLE: "count_again",
    FailureStep.DROP_LOWEST: "count_again",
    FailureStep.SEAT_VACANT: "appoint_elected",
    FailureStep.SPECIAL_ELECTION: "appoint_elected",
    FailureStep.COMPLY_OR_EXPLAIN: "appoint_elected",
    FailureStep.RERUN_GROUP: "call_off_election",
    FailureStep.VOID: "call_off_election",
}
"""By which act a step is taken."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An act that is open to the reader."""

    act: str
    title: str
    step: FailureStep | None = None
    """The step that is taken, or left out, with it, where a rule fails."""
    is_grave: bool = False


class Offers(tuple[Offered, ...]):
    """All of them, in the order in which a page shows them."""

    __slots__ = ()

    def of(self, act: str) -> Offered | None:
        """Return an act that is open."""
        return next((each for each in self if each.act == act), None)


def offered_in(page: ElectionPage, prospects: Prospects | None, *, keeps: bool) -> Offers:
    """Return what the reader of an election can do in it now; ``keeps`` says whether they call elections."""
    return Offers((*_taking_part(page), *(_keeping(page, prospects) if keeps else ())))


def steps_offered(found: Remedies, *, is_early: bool) -> Offers:
    """Return the steps that whoever calls elections can take now, or leave out; ``is_early`` says that nominations are not closed."""
    taken = {**TAKEN_BY, FailureStep.SEAT_VACANT: "close_nominations"} if is_early else TAKEN_BY
    turn = found.turn if found.turn in found.open and found.turn != found.order[-1] else None
    left_out = () if turn is None else (Offered("decline_step", _("Leave it out"), turn),)
    return Offers((*(Offered(taken[step], _("Take this step"), step) for step in found.open), *left_out))


def _taking_part(page: ElectionPage) -> Iterator[Offered]:
    if page.nominations_are_open:
        standing = None if page.own is None else page.own.standing
        if standing is Standing.STANDS:
            yield Offered("stand", _("Change your statement"))
            yield Offered("withdraw_candidacy", _("Stand no more"))
        elif page.may_stand_for:
            yield Offered("stand", _("Stand for election"))
            if standing is Standing.NOMINATED:
                yield Offered("decline_nomination", _("I do not stand"))
        if page.mine:
            yield Offered("nominate", _("Nominate somebody"))
    if page.voting_is_open and page.owes:
        yield Offered("cast_ballot", _("Cast a ballot") if len(page.owes) == 1 else _("Cast the next ballot"), is_grave=True)


def _keeping(page: ElectionPage, prospects: Prospects | None) -> Iterator[Offered]:
    match page.stage:
        case ElectionStage.NOMINATIONS:
            if not page.nominations_are_open and prospects is not None and prospects.is_possible:
                yield Offered("close_nominations", _("Close nominations and open the vote"))
            yield Offered("extend_nominations", _("Extend nominations"))
        case ElectionStage.VOTING if not page.voting_is_open:
            yield Offered("count_election", _("Count the ballots"))
        case ElectionStage.COUNTED:
            yield Offered("appoint_elected", _("Seat those elected"))
            yield Offered("count_again", _("One of them cannot sit"))
        case ElectionStage.CALLED_OFF:
            yield Offered("call_election", _("Elect these seats anew"))
        case ElectionStage.APPOINTED if page.left_vacant:
            yield Offered("call_election", _("Call a special election to the seats left"))
    if page.ended_at is None:
        yield Offered("call_off_election", _("Call the election off"), is_grave=True)

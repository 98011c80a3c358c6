"""Acts on a proposal that has, or is about to have, a roll, and everything that closes one.

One function, one transaction; the entries it adds stand in ``docs/what_happens_when.md``.
"""

from __future__ import annotations

from consensus.voting.commands.afterwards import add_statement, dissociate
from consensus.voting.commands.amending import take_over_amendment
from consensus.voting.commands.attributing import reduce_attribution
from consensus.voting.commands.clockwork import advance
from consensus.voting.commands.closing import close, defer, withdraw_proposal
from consensus.voting.commands.continuing import take_over
from consensus.voting.commands.hearing import answer_invitation, call_off_hearing, invite_to_be_heard, record_hearing
from consensus.voting.commands.looking import SealedWords, look_at_sealed
from consensus.voting.commands.objecting import (
    answer_objection,
    confirm_met,
    declare_unresolved,
    objection_raised,
    raise_objection,
    second_block,
    withdraw_objection,
)
from consensus.voting.commands.positions import cast_vote, position_taken, recuse, take_position, vote_cast
from consensus.voting.commands.reminding import remind
from consensus.voting.commands.reviewing import keep_decision, set_review
from consensus.voting.commands.revising import revise
from consensus.voting.commands.stages import call_for_consensus, call_for_objections, extend_window, hand_over
from consensus.voting.commands.tasks import add_task, end_task

__all__ = [
    "SealedWords",
    "add_statement",
    "add_task",
    "advance",
    "answer_invitation",
    "answer_objection",
    "call_for_consensus",
    "call_for_objections",
    "call_off_hearing",
    "cast_vote",
    "close",
    "confirm_met",
    "declare_unresolved",
    "defer",
    "dissociate",
    "end_task",
    "extend_window",
    "hand_over",
    "invite_to_be_heard",
    "keep_decision",
    "look_at_sealed",
    "objection_raised",
    "position_taken",
    "raise_objection",
    "record_hearing",
    "recuse",
    "reduce_attribution",
    "remind",
    "revise",
    "second_block",
    "set_review",
    "take_over",
    "take_over_amendment",
    "take_position",
    "vote_cast",
    "withdraw_objection",
    "withdraw_proposal",
]

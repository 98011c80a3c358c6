"""Counting ballots, ranked or of approvals, under the composition rules of the body. ``count(election)`` is the entrance.

Source: cases/elections/README.md, "Counting under rules, exactly": Gray and Fitzgerald's method as I. D. Hill (Voting matters 9,
1998) and J. Otten (13, 2001) set it out.
"""

from __future__ import annotations

from consensus.elections.counting.approval import count_approval
from consensus.elections.counting.course import Course, Round, Tie
from consensus.elections.counting.election import Ballot, Election, Method
from consensus.elections.counting.meek import count_meek
from consensus.elections.counting.scottish import count_scottish

__all__ = ["Ballot", "Course", "Election", "Method", "Round", "Tie", "count"]


def count(election: Election) -> Course:
    """Count the ballots of an election by its method.

    :raises UndecidedError: when the solver could not tell in time what the rules let happen.
    """
    counts = {Method.SCOTTISH: count_scottish, Method.MEEK: count_meek, Method.APPROVAL: count_approval}
    return counts[election.method](election)

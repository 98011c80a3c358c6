"""The count of approvals: who is approved on the most ballots is elected, one after another, as far as the rules let them.

Whoever the rules leave no place beside those elected already is passed over, and the round names the rules.
"""

from __future__ import annotations

from consensus.elections.counting.course import Act, Course
from consensus.elections.counting.election import Election
from consensus.elections.counting.rightful import Rightful


def count_approval(election: Election) -> Course:
    """Count an election by approvals: what stands on a ballot are those whom it approves, in no order."""
    rightful, course = Rightful.of(election), Course(election, decimals=0)
    course.conflict = rightful.conflict()
    if course.conflict is not None:
        return course
    votes = dict.fromkeys(election.standing, 0)
    for ballot in election.ballots:
        for number in ballot.preferences:
            if number in votes:
                votes[number] += ballot.papers
    hopeful = list(election.standing)
    for number in sorted(rightful.doomed((), hopeful)):
        course.record(Act.EXCLUDE, number, {}, rightful.why_doomed(number, (), hopeful))
        course.past.clear()
        course.doomed.append(number)
        hopeful.remove(number)
        del votes[number]
    course.record(Act.FIRST, None, votes)
    while hopeful and len(course.elected) < election.seats:
        doomed = sorted(rightful.doomed(course.elected, hopeful))
        for number in doomed:
            why = rightful.why_doomed(number, course.elected, hopeful)
            hopeful.remove(number)
            course.doomed.append(number)
            course.record(Act.EXCLUDE, number, votes, why)
        chosen = course.highest(hopeful, votes)
        hopeful.remove(chosen)
        course.elected.append(chosen)
        course.record(Act.ELECT, chosen, votes)
    return course

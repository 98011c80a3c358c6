"""The Scottish count: a static Droop quota, weighted inclusive Gregory, values cut to five decimals.

Source: The Scottish Local Government Elections Order 2007 and 2011, schedule 1, part 3; under rules as in
cases/elections/README.md, steps 1 to 6.
"""

from __future__ import annotations

from consensus.elections.counting.course import Act, Course
from consensus.elections.counting.election import Election
from consensus.elections.counting.rightful import Rightful

DECIMALS = 5
ONE = 10**DECIMALS
"""A whole vote."""

Parcels = dict[tuple[int, int], int]
"""Papers, by which ballot they are and what each is worth."""


def count_scottish(election: Election) -> Course:
    """Count an election by the Scottish rules."""
    return _Count(election).run()


class _Count:
    """A count under way."""

    def __init__(self, election: Election) -> None:
        self.election = election
        self.rightful = Rightful.of(election)
        self.course = Course(election, DECIMALS)
        self.hopeful = dict.fromkeys(election.standing)
        self.votes = dict.fromkeys(election.standing, 0)
        self.parcels: dict[int, Parcels] = {number: {} for number in election.standing}
        self.waiting: list[int] = []
        """Those elected whose surplus has not gone on."""

    def run(self) -> Course:
        course, election = self.course, self.election
        course.conflict = self.rightful.conflict()
        if course.conflict is not None:
            return course
        for number in sorted(self.rightful.doomed((), self.hopeful)):
            self._drop(number)
        valid = sum(each.papers for each in election.ballots if any(number in self.votes for number in each.preferences))
        course.quota = (valid // (election.seats + 1) + 1) * ONE
        for place, ballot in enumerate(election.ballots):
            self._give(place, ONE, ballot.papers)
        course.record(Act.FIRST, None, self.votes)
        while self.hopeful and len(course.elected) < election.seats:
            self._step()
        return course

    def _drop(self, number: int) -> None:
        """Leave out somebody doomed before the first round."""
        self.course.record(Act.EXCLUDE, number, {}, self.rightful.why_doomed(number, (), self.hopeful))
        self.course.past.clear()
        self.course.doomed.append(number)
        del self.hopeful[number]

    def _step(self) -> None:
        course = self.course
        doomed = self.rightful.doomed(course.elected, self.hopeful)
        with_quota = [number for number in self.hopeful if number not in doomed and self.votes[number] >= course.quota]
        if with_quota:
            self._elect(course.highest(with_quota, self.votes))
            return
        if doomed:
            lowest = course.lowest(sorted(doomed), self.votes)
            course.doomed.append(lowest)
            self._exclude(lowest, self.rightful.why_doomed(lowest, course.elected, self.hopeful))
            return
        guarded = self.rightful.guarded(course.elected, self.hopeful)
        course.guarded.extend(number for number in sorted(guarded) if number not in course.guarded)
        if len(self.hopeful) <= self.election.seats - len(course.elected) or guarded.issuperset(self.hopeful):
            self._elect(course.highest(list(self.hopeful), self.votes))
            return
        surplus = {number: self.votes[number] for number in self.waiting if self.votes[number] > course.quota}
        if surplus:
            self._transfer(course.highest(list(surplus), self.votes))
            return
        self._exclude(course.lowest([number for number in self.hopeful if number not in guarded], self.votes), ())

    def _elect(self, number: int) -> None:
        del self.hopeful[number]
        self.waiting.append(number)
        self.course.elected.append(number)
        self.course.record(Act.ELECT, number, self.votes)

    def _exclude(self, number: int, rules: tuple[str, ...]) -> None:
        """Hand every paper on at its present worth."""
        del self.hopeful[number]
        parcels, self.parcels[number] = self.parcels[number], {}
        self.votes[number] = 0
        for (place, value), papers in parcels.items():
            self._give(place, value, papers)
        self.course.record(Act.EXCLUDE, number, self.votes, rules)

    def _transfer(self, number: int) -> None:
        """Hand every paper on, at the part of its worth that the surplus is of all the votes."""
        self.waiting.remove(number)
        total, surplus = self.votes[number], self.votes[number] - self.course.quota
        parcels, self.parcels[number] = self.parcels[number], {}
        self.votes[number] = self.course.quota
        for (place, value), papers in parcels.items():
            self._give(place, surplus * value // total, papers)
        self.course.record(Act.TRANSFER, number, self.votes)

    def _give(self, place: int, value: int, papers: int) -> None:
        """Give papers to the next hopeful on them; without one they are used up."""
        still = self.hopeful
        for number in self.election.ballots[place].preferences:
            if number in still:
                parcels = self.parcels[number]
                parcels[place, value] = parcels.get((place, value), 0) + papers
                self.votes[number] += value * papers
                return

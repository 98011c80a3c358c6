"""Meek's count: everybody elected keeps such a part of each vote that all of them end at the quota.

Source: B. L. Meek, 1969, and I. D. Hill, B. A. Wichmann and D. R. Woodall, Computer Journal 30 (1987), in whole numbers of
10^-18 of a vote instead of floating point; under rules as in cases/elections/README.md, steps 1 to 6.
"""

from __future__ import annotations

from consensus.elections.counting.course import Act, Course
from consensus.elections.counting.election import Election
from consensus.elections.counting.rightful import Rightful

DECIMALS = 18
ONE = 10**DECIMALS
ENOUGH = ONE // 10**9
"""A surplus below this is none."""


def count_meek(election: Election) -> Course:
    """Count an election by Meek's method."""
    return _Count(election).run()


class _Count:
    """A count under way."""

    def __init__(self, election: Election) -> None:
        self.election = election
        self.rightful = Rightful.of(election)
        self.course = Course(election, DECIMALS)
        self.hopeful = list(election.standing)
        self.keeps = dict.fromkeys(election.standing, ONE)
        """The part of each vote that somebody keeps."""
        self.votes: dict[int, int] = {}

    def run(self) -> Course:
        course = self.course
        course.conflict = self.rightful.conflict()
        if course.conflict is not None:
            return course
        for number in sorted(self.rightful.doomed((), self.hopeful)):
            course.record(Act.EXCLUDE, number, {}, self.rightful.why_doomed(number, (), self.hopeful))
            course.past.clear()
            course.doomed.append(number)
            self._leave(number)
        self._distribute()
        course.record(Act.FIRST, None, self.votes)
        while self.hopeful and len(course.elected) < self.election.seats:
            self._step()
        return course

    def _step(self) -> None:
        course = self.course
        self._distribute()
        doomed = self.rightful.doomed(course.elected, self.hopeful)
        with_quota = [number for number in self.hopeful if number not in doomed and self.votes[number] >= course.quota]
        if with_quota:
            self._elect(course.highest(with_quota, self.votes))
            return
        if doomed:
            lowest = course.lowest(sorted(doomed), self.votes)
            rules = self.rightful.why_doomed(lowest, course.elected, self.hopeful)
            course.doomed.append(lowest)
            self._leave(lowest)
            course.record(Act.EXCLUDE, lowest, self.votes, rules)
            return
        guarded = self.rightful.guarded(course.elected, self.hopeful)
        course.guarded.extend(number for number in sorted(guarded) if number not in course.guarded)
        if len(self.hopeful) <= self.election.seats - len(course.elected) or guarded.issuperset(self.hopeful):
            self._elect(course.highest(self.hopeful, self.votes))
            return
        if self._surplus() >= ENOUGH:
            for number in course.elected:
                if self.votes[number] > course.quota:
                    self.keeps[number] = -(-self.keeps[number] * course.quota // self.votes[number])
            return
        lowest = course.lowest([number for number in self.hopeful if number not in guarded], self.votes)
        self._leave(lowest)
        course.record(Act.EXCLUDE, lowest, self.votes)

    def _surplus(self) -> int:
        return sum(max(self.votes[number] - self.course.quota, 0) for number in self.course.elected)

    def _elect(self, number: int) -> None:
        self.hopeful.remove(number)
        self.course.elected.append(number)
        self.course.record(Act.ELECT, number, self.votes)

    def _leave(self, number: int) -> None:
        self.hopeful.remove(number)
        self.keeps[number] = 0

    def _distribute(self) -> None:
        """Give every vote out anew, and set the quota by those that are not used up."""
        votes = dict.fromkeys(self.keeps, 0)
        for ballot in self.election.ballots:
            left = ballot.papers * ONE
            for number in ballot.preferences:
                kept = left * self.keeps.get(number, 0) // ONE
                if kept:
                    votes[number] += kept
                    left -= kept
                if not left:
                    break
        self.votes = votes
        self.course.quota = sum(votes.values()) // (self.election.seats + 1) + 1

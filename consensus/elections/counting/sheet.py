"""A count as data: what ``consensus count`` prints, what a count sheet is kept as, and what pages draw from."""

from __future__ import annotations

from typing import Any

from consensus.elections.counting.course import Course, Round


def as_data(course: Course) -> dict[str, Any]:
    """Return a count in the form of cases/elections/README.md, "count": everything but the name of the election."""
    ties = [{"round": tie.round, "candidates": list(tie.candidates), "chosen": tie.chosen, "by": tie.by} for tie in course.ties]
    return {
        "elected": sorted(course.elected),
        "order": course.elected,
        "quota": course.told(course.quota),
        "rounds": [_round(each) for each in course.rounds],
        "guarded": sorted(course.guarded),
        "doomed": sorted(course.doomed),
        "ties": ties,
        **({} if course.conflict is None else {"conflict": list(course.conflict)}),
    }


def _round(each: Round) -> dict[str, object]:
    return {
        "act": each.act.value,
        **({} if each.candidate is None else {"candidate": each.candidate}),
        **({"rule": ", ".join(each.rules)} if each.rules else {}),
        "votes": {str(number): votes for number, votes in each.votes.items()},
    }

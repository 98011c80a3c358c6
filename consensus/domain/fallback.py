"""What follows when the fallback vote closes: it passed, or what the positions of the consensus stage say.

It is a vote and is named one, never a consensus. Source: process.md section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from consensus.domain.classes import ClassRules, Fallback
from consensus.domain.errors import InvalidError
from consensus.domain.quorum import quorum_lines, turnout_of_vote
from consensus.domain.reasons import Reason, Values
from consensus.domain.ruling import Ruling, adopted, closed, dissent, no_consensus, unmet
from consensus.domain.speech import _
from consensus.domain.tally import REGION, Ballot, Standing, tally, value_of
from consensus.domain.terms import Outcome
from consensus.domain.working import Line, VoteCount, Working


def decide_fallback(standings: Iterable[Standing], ballots: Iterable[Ballot], rules: ClassRules) -> Ruling:
    """What follows when the fallback vote closes; ``standings`` are those of the consensus stage.

    :raises InvalidError: when the class has no fallback vote, or an objection is open, over which no vote is held.

    Source: process.md section 6.
    """
    roll, votes = tuple(standings), tuple(each for each in ballots if each.count)
    counted = tally(roll, block_seconds=rules.block_seconds)
    if rules.fallback is None:
        raise InvalidError(_("This class has no fallback vote."), "vote")
    if counted.open_objections:
        raise InvalidError(_("No vote is held while an objection is open."), "vote")
    quorum = quorum_lines(rules.quorum, turnout_of_vote(roll, votes, rules.quorum))
    whole, by_region = _count_votes(votes)
    working = Working(counted, quorum=quorum, votes=whole, votes_by_region=by_region)
    if not all(line.is_met for line in quorum):
        failed = Reason("The vote has no quorum, and its window is not extended.")
        return closed(Outcome.FAILED_QUORUM, working, *unmet(quorum), failed)
    lines = _fallback_lines(rules.fallback, whole, by_region)
    working = replace(working, fallback=lines)
    said = tuple(line.sentence for line in (*quorum, *lines))
    if all(line.is_met for line in lines):
        passed = Reason("The fallback vote has passed. It is a vote, not a consensus.")
        return adopted(rules, Outcome.ADOPTED_BY_FALLBACK_VOTE, working, *said, passed)
    lost = Reason("The fallback vote has not passed.")
    if counted.unresolved_blocks:
        return closed(Outcome.BLOCKED, working, *said, lost, *dissent(rules, counted))
    return no_consensus(working, *said, lost, *dissent(rules, counted))


def _count_votes(ballots: Sequence[Ballot]) -> tuple[VoteCount, dict[str, VoteCount]]:
    whole, by_region = VoteCount(), dict[str, VoteCount]()
    for ballot in ballots:
        whole = whole.plus(ballot.vote, ballot.count)
        region = value_of(ballot.attributes, REGION)
        if region is not None:
            by_region[region] = by_region.get(region, VoteCount()).plus(ballot.vote, ballot.count)
    return whole, by_region


def _fallback_lines(fallback: Fallback, whole: VoteCount, by_region: dict[str, VoteCount]) -> tuple[Line, ...]:
    bound = max(1, fallback.share.most(whole.cast) + 1 if fallback.strict else fallback.share.needed(whole.cast))
    values: Values = {"yes": whole.yes, "cast": whole.cast, "bound": bound, "share": str(fallback.share)}
    sentence = Reason("{yes} of {cast} yes and no votes are yes; {bound} are needed ({share} of them).", values)
    if fallback.strict:
        sentence = Reason("{yes} of {cast} yes and no votes are yes; {bound} are needed (more than {share} of them).", values)
    lines = [Line("fallback.share", whole.yes, bound, whole.cast, whole.yes >= bound, sentence)]
    if fallback.regions_for:
        regions = sum(votes.yes > votes.no for votes in by_region.values())
        among = Reason(
            "More yes than no was voted in {regions} of {of} regions that voted; {bound} are needed.",
            {"regions": regions, "of": len(by_region), "bound": fallback.regions_for},
        )
        met = regions >= fallback.regions_for
        lines.append(Line("fallback.regions_for", regions, fallback.regions_for, len(by_region), met, among))
    return tuple(lines)

"""What other rules would have made of a decision that was taken: its last closing, decided again.

The rules decide by the same functions as then, on the roll, the positions, the objections and the votes as they stood. Where
the other rules would have led somewhere else than to a closing, or the roll would have been another, this says so: what
people would have said then is not known, and nothing is made up. Source: process.md sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from consensus.domain.classes import ClassRules
from consensus.domain.outcome import decide_consensus, decide_end_of_objection, decide_fallback
from consensus.domain.reasons import Reason
from consensus.domain.ruling import Ruling
from consensus.domain.tally import Ballot, Standing
from consensus.domain.terms import Electorate, MemberKind, ObjectionKind, Outcome, PositionCode, Silence, Stage

NOT_RULED = frozenset({Outcome.WITHDRAWN, Outcome.DEFERRED, Outcome.LAPSED})
"""Ends that no rule of a class brought about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A decision as it stood when it was closed."""

    rules: ClassRules
    """By which it was taken."""
    outcome: Outcome
    label: Outcome | None
    standings: tuple[Standing, ...]
    ballots: tuple[Ballot, ...]
    """The newest vote of each voice that voted and was not recused."""
    agreed_early: frozenset[int]
    """Places in ``standings`` of voices that said Agree in the objection stage, on the text that was decided."""
    returns: int
    """How often it went back from positions to objections."""
    is_extended: bool
    """Whether its last window for positions was extended for want of a quorum."""
    is_steering: bool
    """Whether it was decided by seats: there everybody is in the electorate."""


class Meaning(StrEnum):
    """What other rules would have meant for a decision."""

    SAME = "same"
    """It would have ended as it did."""
    OTHER = "other"
    """It would have ended otherwise."""
    GOES_ON = "goes_on"
    """It would have gone on, nobody knows to what end."""
    UNKNOWN = "unknown"
    """It cannot be decided again."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What would have become of a decision, why, and what this leaves out of account."""

    meaning: Meaning
    outcome: Outcome | None
    label: Outcome | None
    reasons: tuple[Reason, ...]
    caveats: tuple[Reason, ...] = ()


def replay(past: Past, rules: ClassRules) -> Replayed:
    """Return what ``rules`` would have made of a decision's last closing."""
    if past.outcome in NOT_RULED:
        return _unknown(Reason("Nobody ruled on it: it was withdrawn, deferred, or lapsed."))
    if past.returns > rules.max_returns:
        most = "It went back to objections {n} time, and these rules allow {most}: where it would have ended before is not known."
        many = "It went back to objections {n} times, and these rules allow {most}: where it would have ended before is not known."
        return _unknown(Reason(most, {"n": past.returns, "most": rules.max_returns}, plural=many))
    if not past.is_steering and past.rules.electorate is Electorate.ORGANISATIONS and rules.electorate is Electorate.ALL:
        return _unknown(Reason("Individual members, who had no voice then, would have had one: what they would have said is not known."))
    asked, left_out = _asked(past, rules)
    ruling = _decided(asked, rules)
    caveats = (*left_out, *_caveats(asked, rules))
    if ruling is None:
        return Replayed(Meaning.GOES_ON, None, None, (_NO_VOTE,), caveats)
    if ruling.next is not Stage.CLOSED:
        return Replayed(Meaning.GOES_ON, None, None, (*ruling.reasons, _NOT_KNOWN), caveats)
    is_same = (ruling.outcome, ruling.label) == (past.outcome, past.label)
    return Replayed(Meaning.SAME if is_same else Meaning.OTHER, ruling.outcome, ruling.label, ruling.reasons, caveats)


_NO_VOTE = Reason("A fallback vote would have been held; how it would have ended is not known.")
_NOT_KNOWN = Reason("What would have come of that is not known.")


def _unknown(why: Reason) -> Replayed:
    return Replayed(Meaning.UNKNOWN, None, None, (why,))


def _asked(past: Past, rules: ClassRules) -> tuple[Past, tuple[Reason, ...]]:
    """Leave out whom the other rules would not have asked."""
    if past.is_steering or rules.electorate is past.rules.electorate:
        return past, ()
    kept = [number for number, each in enumerate(past.standings) if not _is_individual(each.attributes.get("kind"))]
    gone = sum(each.count for each in past.standings) - sum(past.standings[number].count for number in kept)
    one = "{n} individual member, who had a voice then, is left out."
    said = Reason(one, {"n": gone}, plural="{n} individual members, who had a voice then, are left out.")
    fewer = replace(
        past,
        standings=tuple(past.standings[number] for number in kept),
        ballots=tuple(each for each in past.ballots if not _is_individual(each.attributes.get("kind"))),
        agreed_early=frozenset(new for new, number in enumerate(kept) if number in past.agreed_early),
    )
    return fewer, (said,) if gone else ()


def _is_individual(kind: str | None) -> bool:
    return kind == MemberKind.INDIVIDUAL.value


def _decided(past: Past, rules: ClassRules) -> Ruling | None:
    """What the rules say of each closing in turn; None where they ask for a vote that was not held."""
    objected = any(each.objections for each in past.standings)
    if past.outcome is Outcome.ADOPTED_BY_SILENCE:
        return decide_end_of_objection(past.standings, rules, objected=objected)
    if rules.silence is Silence.CONSENT and not objected:
        silence = decide_end_of_objection(_early(past), rules, objected=False)
        if silence.next is Stage.CLOSED:
            return silence
    ruling = decide_consensus(past.standings, rules, returns=past.returns, extended=past.is_extended)
    if ruling.next is not Stage.FALLBACK:
        return ruling
    return decide_fallback(past.standings, past.ballots, rules) if _had_vote(past) else None


def _early(past: Past) -> Iterable[Standing]:
    """Who had agreed when the objection window ended, everybody else silent; whoever recused is out of every count."""
    for number, each in enumerate(past.standings):
        if each.is_recused or number in past.agreed_early:
            yield each if each.is_recused else replace(each, position=PositionCode.SUPPORT, objections=())
        else:
            yield replace(each, position=None, objections=())


def _had_vote(past: Past) -> bool:
    """Whether a fallback vote was held, nobody voting included: its own rules say so, on the same roll."""
    if past.ballots:
        return True
    return decide_consensus(past.standings, past.rules, returns=past.returns, extended=past.is_extended).next is Stage.FALLBACK


def _caveats(past: Past, rules: ClassRules) -> tuple[Reason, ...]:
    """What the roll as it stood cannot tell about other rules."""
    before = past.rules
    said = []
    windows = ("comment_days", "objection_days", "resolution_days", "consensus_days", "fallback_days", "extension_days")
    if any(getattr(before, each) != getattr(rules, each) for each in windows):
        said.append(Reason("Its windows would have been of another length: it is taken for granted that the same would have been said."))
    if past.is_extended and before.quorum != rules.quorum:
        said.append(Reason("Its window was extended for want of a quorum: with another quorum it might have closed before all had spoken."))
    if past.returns and before != rules:
        said.append(Reason("It went back to objections before: only its last closing is decided again."))
    blocks = any(own.kind is ObjectionKind.BLOCK for each in past.standings for own in each.objections)
    if blocks and before.block_seconds != rules.block_seconds:
        said.append(Reason("Under another rule about seconds, other voices might have seconded a block."))
    return tuple(said)

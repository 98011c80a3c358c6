"""Who stands where: the roll of a proposal, read once and counted as the rules count it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from consensus.domain.classes import ClassRules
from consensus.domain.facts import ObjectionFacts
from consensus.domain.missing import missing_for_quorum
from consensus.domain.outcome import decide_consensus, decide_end_of_objection
from consensus.domain.quorum import quorum_lines, turnout_of_vote
from consensus.domain.speech import one_after_another
from consensus.domain.tally import Ballot, OwnObjection, Standing
from consensus.domain.terms import Attribution, MemberKind, PositionCode, Stage, VoteCode
from consensus.domain.working import Line
from consensus.pages.proposal_parts import RegionView, RollView, VoiceView
from consensus.proposals.models import Proposal
from consensus.voting.models import Position, Voice, Vote

KEPT = 32
"""How many rolls a worker keeps counted: as many as are looked at in the same hour, some 200 kB each."""


class RollRow(NamedTuple):
    """A voice with its newest position and vote, as stored. A roll has hundreds, so these are columns and no objects."""

    voice_id: int
    member_id: int
    label: str
    region: str
    kind: MemberKind
    country: str
    recused_at: datetime | None
    code: PositionCode | None
    version_number: int | None
    reason: str | None
    attribution: Attribution | None
    said_at: datetime | None
    vote: VoteCode | None


_ROLL = (
    select(
        *(Voice.id, Voice.member_id, Voice.label, Voice.region, Voice.kind, Voice.country, Voice.recused_at),
        *(Position.code, Position.version_number, Position.reason, Position.attribution, Position.at),
        Vote.code,
    )
    .outerjoin(Position, Position.id == Voice.position_id)
    .outerjoin(Vote, Vote.id == Voice.vote_id)
    .where(Voice.proposal_id == bindparam("proposal_id"))
    .order_by(Voice.id)
)


def read_roll(session: Session, proposal: Proposal) -> list[RollRow]:
    """Return the roll of a proposal in the order of its labels."""
    return [RollRow._make(row) for row in session.execute(_ROLL, {"proposal_id": proposal.id})]


def standing(row: RollRow, own: Sequence[ObjectionFacts], version: int) -> Standing:
    """Return where a voice stands on the current version; ``own`` are its objections."""
    position = row.code if row.version_number == version else None
    return Standing(
        {"region": row.region, "kind": row.kind.value, "country": row.country},
        PositionCode.RECUSE if row.recused_at is not None else position,
        tuple(OwnObjection(each.kind, each.status, len(each.seconded_by)) for each in own),
    )


def voice_view(row: RollRow, own: Sequence[ObjectionFacts], counts_as: PositionCode | None) -> VoiceView:
    """Return a voice as a page shows it. The words are those of the position, or of the objection that speaks for it."""
    is_said = row.code is not None and counts_as is row.code
    reason = row.reason if is_said else None
    if reason is None and own and counts_as is not None:
        reason = next((each.reason for each in reversed(own) if each.status.is_live), None)
    return VoiceView(
        voice_id=row.voice_id,
        member_id=row.member_id,
        label=row.label,
        region=row.region,
        kind=row.kind,
        position=counts_as,
        reason=reason or "",
        attribution=row.attribution if is_said else None,
        said_at=row.said_at if is_said else None,
        vote=row.vote,
    )


def roll_view(
    rows: Sequence[RollRow], objections: Sequence[ObjectionFacts], proposal: Proposal, rules: ClassRules, names: Mapping[str, str]
) -> RollView:
    """Return who stands where, with the quorum and what it still misses; ``names`` says what regions and kinds are called.

    The same roll, read again, is not counted again: whoever comes while nobody speaks gets the very same value.
    """
    return _counted(
        _Count(
            rows=tuple(rows),
            objections=tuple(objections),
            rules=rules,
            names=tuple(names.items()),
            stage=proposal.stage,
            version=proposal.version_number,
            returns=proposal.returns,
            is_extended=proposal.is_extended,
            was_objected=proposal.was_objected,
        )
    )


@dataclass(frozen=True, slots=True)
class _Count:
    """Everything that a roll's view is made from, and nothing else: two that are equal have the same view."""

    rows: tuple[RollRow, ...]
    objections: tuple[ObjectionFacts, ...]
    rules: ClassRules
    names: tuple[tuple[str, str], ...]
    stage: Stage
    version: int
    returns: int
    is_extended: bool
    was_objected: bool

    def __hash__(self) -> int:
        return hash(self.rows)


@lru_cache(maxsize=KEPT)
def _counted(count: _Count) -> RollView:
    own: defaultdict[int, list[ObjectionFacts]] = defaultdict(list)
    for each in count.objections:
        own[each.voice_id].append(each)
    rows, rules = count.rows, count.rules
    standings = [standing(row, own.get(row.voice_id, ()), count.version) for row in rows]
    voices = tuple(voice_view(row, own.get(row.voice_id, ()), each.counts_as) for row, each in zip(rows, standings, strict=True))
    regions: defaultdict[str, Counter[PositionCode | None]] = defaultdict(Counter)
    for voice in voices:
        regions[voice.region][voice.position] += 1
    votes = Counter(row.vote for row in rows if row.vote is not None)
    counts = Counter(voice.position for voice in voices)
    return RollView(
        size=len(voices),
        base=len(voices) - counts[PositionCode.RECUSE],
        voices=voices,
        counts=in_order(counts),
        regions=tuple(_region(region, counts) for region, counts in sorted(regions.items())),
        lines=_lines(standings, count),
        missing=_missing(standings, rules, dict(count.names)) if count.stage is Stage.CONSENSUS else "",
        votes=tuple((code, votes[code]) for code in VoteCode),
    )


def _lines(standings: Sequence[Standing], count: _Count) -> tuple[Line, ...]:
    """Return what is held against its bound now: of the vote, of the positions, or where silence consents of the support."""
    rules = count.rules
    match count.stage:
        case Stage.FALLBACK:
            ballots = [Ballot(each.attributes, row.vote) for each, row in zip(standings, count.rows, strict=True) if row.vote is not None]
            return quorum_lines(rules.quorum, turnout_of_vote(standings, ballots, rules.quorum))
        case Stage.OBJECTION:
            floor = decide_end_of_objection(standings, rules, objected=count.was_objected).working.support_floor
            return () if floor is None else (floor,)
        case _:
            working = decide_consensus(standings, rules, returns=count.returns, extended=count.is_extended).working
            floors = () if working.support_floor is None else (working.support_floor,)
            return (*working.quorum, *floors, *working.stand_aside_ceiling)


def _missing(standings: Sequence[Standing], rules: ClassRules, names: Mapping[str, str]) -> str:
    return one_after_another(reason.render(names=names) for reason in missing_for_quorum(standings, rules.quorum).reasons)


def _region(region: str, counts: Counter[PositionCode | None]) -> RegionView:
    size = counts.total()
    return RegionView(region, size, in_order(counts), heard=size - counts[None] - counts[PositionCode.RECUSE])


def in_order(counts: Counter[PositionCode | None]) -> tuple[tuple[PositionCode | None, int], ...]:
    """Return counts in the order of process.md section 3, silence last."""
    return tuple((code, counts[code]) for code in (*PositionCode, None))

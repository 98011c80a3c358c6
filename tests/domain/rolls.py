"""Rolls written short: ``"10 support"`` voices of one region, for tests that end on one fact."""

from __future__ import annotations

from collections.abc import Sequence

from consensus.domain.tally import Ballot, OwnObjection, Standing
from consensus.domain.terms import ObjectionKind, ObjectionStatus, PositionCode, VoteCode

Roll = tuple[Standing, ...]


def standings(said: str, *, region: str = "AFR", kind: str = "ngo") -> Roll:
    """Voices of one region from a text such as ``"10 support, 2 silent, 1 block unresolved 2"``.

    Each part is a count and a position (or ``silent``); object and block go on with the status of their objection, and with
    the number of voices that seconded it.
    """
    return tuple(_standing(part.split(), {"region": region, "kind": kind}) for part in said.split(",") if part.strip())


def _standing(words: Sequence[str], attributes: dict[str, str]) -> Standing:
    count, said, *more = words
    position = None if said == "silent" else PositionCode(said)
    objections: tuple[OwnObjection, ...] = ()
    if more:
        kind = ObjectionKind.BLOCK if position is PositionCode.BLOCK else ObjectionKind.OBJECTION
        objections = (OwnObjection(kind, ObjectionStatus(more[0]), int(more[1]) if len(more) > 1 else 0),)
    return Standing(attributes, position, objections, int(count))


def roll(**regions: str) -> Roll:
    """A roll region by region: ``roll(AFR="10 support", LAC="2 silent")``."""
    return tuple(each for region, said in regions.items() for each in standings(said, region=region))


def votes(said: str, *, region: str = "AFR", kind: str = "ngo") -> tuple[Ballot, ...]:
    """Votes of one region from a text such as ``"3 yes, 1 no"``."""
    parts = [part.split() for part in said.split(",") if part.strip()]
    return tuple(Ballot({"region": region, "kind": kind}, VoteCode(vote), int(count)) for count, vote in parts)


def ballots(**regions: str) -> tuple[Ballot, ...]:
    """Votes region by region: ``ballots(AFR="3 yes, 1 no")``."""
    return tuple(each for region, said in regions.items() for each in votes(said, region=region))

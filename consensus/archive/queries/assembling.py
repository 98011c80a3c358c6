"""What every reader of a decision sees alike: the text, the counts, the roll, how it came about and what it is worth today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from consensus.archive.queries.seen import DecisionView, Dissent, Line, Parties, RegionSeen, StageSeen, Text, VoiceSeen, Vote
from consensus.archive.queries.seen_words import IssueSeen, SenseSeen
from consensus.archive.queries.whole import Whole
from consensus.domain.attribution import FEWEST_ALIKE
from consensus.domain.terms import PositionCode

IN_ORDER: tuple[PositionCode | None, ...] = (*(code for code in PositionCode if code is not PositionCode.RECUSE), None)
"""The positions as process.md section 3 has them, silence last."""


def assemble(
    whole: Whole,
    *,
    is_inside: bool,
    knows_people: bool,
    owners: Sequence[str],
    facilitator: str | None,
    tells_regions: bool,
    voices: tuple[VoiceSeen, ...],
    issues: tuple[IssueSeen, ...],
    dissent: Dissent,
    parties: Parties,
) -> DecisionView:
    """Return the view of a decision; ``tells_regions`` says whether how each region stands may be told."""
    record = whole.record
    counts, roll = record["counts"], record["roll"]
    code, year, sequence = record["number"].split("/")
    return DecisionView(
        as_of=whole.as_of,
        is_inside=is_inside,
        may_propose=whole.may_propose,
        number=record["number"],
        network=record["network"],
        body_code=code,
        body_name=record["body"]["name"],
        year=int(year),
        sequence=sequence,
        proposal_id=record["proposal"],
        question=whole.question,
        class_code=record["class"]["code"],
        ruleset=record["ruleset"],
        visibility=whole.visibility,
        outcome=whole.outcome,
        label=whole.label,
        status=whole.status,
        has_dissent=whole.has_dissent,
        closed_at=whole.closed_at,
        lapses_at=whole.lapses_at,
        comes_back_on=record["comes_back_on"],
        links=whole.links,
        under_way=whole.under_way,
        review_on=whole.review_on,
        reviews=whole.reviews if knows_people else tuple(replace(each, by="") for each in whole.reviews),
        tasks=whole.tasks if knows_people else tuple(replace(each, responsible="") for each in whole.tasks),
        version=record["text"]["version"],
        texts=_texts(whole),
        owners=tuple(owners),
        facilitator=facilitator,
        stages=tuple(_stage(stage) for stage in record["stages"]),
        roll_size=roll["size"],
        told=_told(record["voices"]),
        base=counts["base"],
        recused=counts["recused"],
        spoke=counts["spoke"],
        positions=_positions(counts),
        regions=tuple(_region(region, counts["regions"], tells_positions=tells_regions) for region in roll["regions"]),
        kinds=tuple((each["kind"], each["voices"]) for each in roll["kinds"]),
        voices=voices,
        lines=tuple(_lines(record["working"], tells_regions=tells_regions)),
        reasons=tuple(_reasons(record, tells_regions=tells_regions)),
        vote=_vote(record["vote"], tells_regions=tells_regions),
        issues=issues,
        sense_checks=tuple(_sense_check(check, is_inside=is_inside) for check in record.get("sense_checks", ())),
        dissent=dissent,
        parties=parties,
        composition=record["composition"],
        record_sha256=whole.record_sha256 if is_inside else None,
    )


def _told(voices: Sequence[Mapping[str, Any]]) -> int | None:
    """Return for how many voices somebody was told, letters that came back left out; None where nothing is known of any."""
    known = [voice["told"] for voice in voices if "told" in voice]
    return sum(1 for told in known if any("returned_at" not in each for each in told)) if known else None


def instant_of(text: str) -> datetime:
    """Return the instant that a record writes as text."""
    return datetime.fromisoformat(text)


def _texts(whole: Whole) -> tuple[Text, ...]:
    text = whole.record["text"]
    found = [
        Text(
            language=each["language"],
            question=each["question"],
            text=each["text"],
            html=whole.html.get(each["language"], ""),
            sha256=each["sha256"],
            is_authentic=each["language"] == text["authentic"],
        )
        for each in text["languages"]
    ]
    return tuple(sorted(found, key=lambda each: (not each.is_authentic, each.language)))


def _sense_check(check: Mapping[str, Any], *, is_inside: bool) -> SenseSeen:
    """Return a sense-check; who is outside the body sees no names, and of one or two answers no numbers."""
    may_be_counted = check["steps"] is not None and (is_inside or check["voices"] >= FEWEST_ALIKE)
    steps = (
        (step["gradient"], step["voices"], tuple(step["labels"]) if is_inside and step["labels"] is not None else None)
        for step in check["steps"] or ()
    )
    return SenseSeen(check["question"], check["version"], check["by_name"], check["voices"], tuple(steps) if may_be_counted else None)


def _stage(stage: Mapping[str, Any]) -> StageSeen:
    return StageSeen(
        stage=stage["stage"],
        opened_at=instant_of(stage["opened_at"]),
        ended_at=None if stage["ended"] is None else instant_of(stage["ended"]["at"]),
        changes=tuple(change["reason"] for change in stage["windows"] if change.get("reason")),
    )


def _positions(counts: Mapping[str, Any]) -> tuple[tuple[PositionCode | None, int], ...]:
    silent = counts["base"] - counts["spoke"]
    return tuple((code, silent if code is None else counts["positions"].get(code.value, 0)) for code in IN_ORDER)


def _region(region: Mapping[str, Any], counted: Mapping[str, Any], *, tells_positions: bool) -> RegionSeen:
    counts = counted.get(region["region"], {"base": 0, "spoke": 0, "positions": {}})
    positions = _positions(counts) if tells_positions else None
    return RegionSeen(region["region"], region["name"], region["voices"], counts["base"], counts["spoke"], positions)


def _lines(working: Mapping[str, Any], *, tells_regions: bool) -> list[Line]:
    floor = [working["support_floor"]] if working["support_floor"] else []
    lines = [*working["quorum"], *floor, *working["stand_aside_ceiling"], *working["fallback"]]
    return [Line(line["sentence"], line["met"]) for line in lines if tells_regions or line["rule"] != WITHIN]


WITHIN = "stand_aside_ceiling.within"
"""The bound on the stand-asides within one group: its sentence tells how that group stands."""


def _reasons(record: Mapping[str, Any], *, tells_regions: bool) -> list[str]:
    held_back = {line["sentence"] for line in record["working"]["stand_aside_ceiling"] if line["rule"] == WITHIN and not tells_regions}
    return [reason for reason in record["reasons"] if reason not in held_back]


def _vote(vote: Mapping[str, Any] | None, *, tells_regions: bool) -> Vote | None:
    if vote is None:
        return None
    counts = vote["counts"]
    return Vote(counts["yes"], counts["no"], counts["abstain"], vote["regions"] if tells_regions else None)

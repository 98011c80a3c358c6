"""The decision record as JSON values, from frozen values: the same in, the same bytes out. No clock, no chance, no rows.

Its form stands in ``docs/decision.schema.json`` and is explained in ``docs/format/decision.md``.
Source: process.md section 7, record.md section 2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from consensus.domain.parties import StoodAs, parties_of
from consensus.domain.ruleset import as_data, chosen_fields
from consensus.domain.tally import tally
from consensus.domain.terms import PositionCode, VoteCode
from consensus.domain.working import Line, Working
from consensus.ledger.canonical import instant
from consensus.voting.record.sources import Name, Sources, VoiceOnRecord
from consensus.voting.record.writing_words import issue_on_record, objection_on_record, sense_check_on_record, voice_on_record

FORMAT = 1
"""The number of the record's form; a record of another form gets another number."""

DISSENTING = frozenset({PositionCode.RESERVATION, PositionCode.STAND_ASIDE, PositionCode.OBJECT, PositionCode.BLOCK})
"""Positions that put the marker of dissent on a decision. Source: process.md section 7."""

COUNTED = (
    "base",
    "recused",
    "spoke",
    "positions",
    "regions",
    "open_objections",
    "unresolved_objections",
    "unresolved_blocks",
    "unseconded_blocks",
)
"""What of the working is a count, and no bound that is held against one."""


def write_record(sources: Sources) -> dict[str, Any]:
    """Return the record: whole numbers, words and texts alone, ready for its canonical form."""
    closing = sources.closing
    working = closing.ruling.working if closing.ruling is not None else _counted(sources)
    numbers = working.as_data()
    return {
        "format": FORMAT,
        "number": closing.number,
        "network": sources.network,
        "body": {"code": sources.body_code, "name": sources.body_name, "kind": sources.body_kind.value},
        "proposal": sources.proposal_id,
        "class": _class(sources),
        "ruleset": sources.ruleset,
        "visibility": sources.visibility.value,
        "outcome": closing.outcome.value,
        "label": None if closing.ruling is None or closing.ruling.label is None else closing.ruling.label.value,
        "status": closing.status.value,
        "closed_at": instant(closing.at),
        "closed_from": closing.closed_from.value,
        "comes_back_on": sources.comes_back_on,
        "relates_to": _link(sources),
        "text": _text(sources),
        "versions": _versions(sources),
        "owners": [_person(owner) for owner in sources.owners],
        "facilitator": None if sources.facilitator is None else _person(sources.facilitator),
        "stages": _stages(sources),
        "roll": _roll(sources),
        "voices": [voice_on_record(voice, sources.version) for voice in sources.voices],
        "counts": {key: numbers[key] for key in COUNTED},
        "working": _working(working, sources.region_names),
        "vote": _vote(numbers),
        "reasons": [] if closing.ruling is None else [reason.render(names=sources.region_names) for reason in closing.ruling.reasons],
        "issues": [issue_on_record(issue) for issue in sources.issues],
        "objections": [objection_on_record(objection, closing.rules.block_seconds, sources.principles) for objection in sources.objections],
        "sense_checks": [sense_check_on_record(check) for check in sources.sense_checks],
        "parties_at_closing": len(parties_of(closing.outcome, [_stood(voice) for voice in sources.voices])),
        "composition": None if sources.composition is None else dict(sources.composition),
        "has_dissent": has_dissent(sources),
    }


def has_dissent(sources: Sources) -> bool:
    """Return whether anything marks the decision as one with dissent when it is taken.

    That is a reservation, a stand-aside, an objection that nobody withdrew or met, or a no in a fallback vote.
    """
    voices = sources.voices
    return (
        any(voice.standing.counts_as in DISSENTING for voice in voices)
        or any(objection.status.is_live for objection in sources.objections)
        or any(_last_vote(voice) is VoteCode.NO for voice in voices)
    )


def _counted(sources: Sources) -> Working:
    """The counts of a proposal that ended without a ruling."""
    standings = [voice.standing for voice in sources.voices]
    return Working(tally(standings, block_seconds=sources.closing.rules.block_seconds))


def _working(working: Working, names: Mapping[str, str]) -> dict[str, Any]:
    """Each number held against its bound, in sentences that call regions by their names."""

    def line(each: Line) -> dict[str, Any]:
        return {**each.as_data(), "sentence": each.sentence.render(names=names)}

    return {
        "quorum": [line(each) for each in working.quorum],
        "support_floor": None if working.support_floor is None else line(working.support_floor),
        "stand_aside_ceiling": [line(each) for each in working.stand_aside_ceiling],
        "fallback": [line(each) for each in working.fallback],
    }


def _class(sources: Sources) -> dict[str, Any]:
    rules = as_data(sources.closing.rules)
    return {"code": sources.class_code, "rules": rules, "defaults": sorted(chosen_fields(rules) - sources.chosen)}


def _link(sources: Sources) -> dict[str, str] | None:
    if sources.relation is None or sources.relates_to is None:
        return None
    return {"relation": sources.relation.value, "decision": sources.relates_to}


def _text(sources: Sources) -> dict[str, Any]:
    return {
        "version": sources.version,
        "authentic": sources.authentic_language,
        "languages": [
            {"language": each.language, "question": each.question, "text": each.text, "sha256": each.sha256} for each in sources.texts
        ],
    }


def _versions(sources: Sources) -> list[dict[str, Any]]:
    return [
        {
            "number": each.number,
            "at": instant(each.at),
            "by": None if each.by is None else _person(each.by),
            "material": each.is_material,
            "note": each.note,
            "sha256": dict(sorted(each.sha256.items())),
            **({} if each.takes_over is None else {"takes_over": each.takes_over}),
        }
        for each in sources.versions
    ]


def _stages(sources: Sources) -> list[dict[str, Any]]:
    """Every stage as it was gone through, returns included, with each change of its window and what was said for it."""
    stages: list[dict[str, Any]] = []
    for entry in sources.entries:
        why = {key: value for key, value in (("reason", entry.reason), ("because", entry.because)) if value}
        at = instant(entry.at)
        last = stages[-1] if stages else None
        if last is None or last["stage"] != entry.stage:
            if last is not None:
                last["ended"] = {"at": at, "act": entry.act, **why}
            stages.append(_opened(entry.stage, at, entry.closes_at))
        elif last["closes_at"] != entry.closes_at:
            last["windows"].append({"at": at, "act": entry.act, "from": last["closes_at"], "to": entry.closes_at, **why})
            last["closes_at"] = entry.closes_at
    return [stage for stage in stages if stage["stage"] != "closed"]


def _opened(stage: str, at: str, closes_at: str | None) -> dict[str, Any]:
    return {"stage": stage, "opened_at": at, "closes_at": closes_at, "windows": [], "ended": None}


def _roll(sources: Sources) -> dict[str, Any]:
    regions = Counter(voice.region for voice in sources.voices)
    kinds = Counter(voice.kind.value for voice in sources.voices)
    cells = Counter((voice.region, voice.kind.value) for voice in sources.voices)
    return {
        "size": len(sources.voices),
        "regions": [
            {"region": region, "name": sources.region_names.get(region, region), "voices": count}
            for region, count in sorted(regions.items())
        ],
        "kinds": [{"kind": kind, "voices": count} for kind, count in sorted(kinds.items())],
        "regions_and_kinds": [{"region": region, "kind": kind, "voices": count} for (region, kind), count in sorted(cells.items())],
    }


def _vote(numbers: dict[str, Any]) -> dict[str, Any] | None:
    """The fallback vote, named as what it is; who voted what stands with the voices."""
    if numbers["votes"] is None:
        return None
    return {"is_consensus": False, "counts": numbers["votes"], "regions": numbers["votes_by_region"] or {}}


def _stood(voice: VoiceOnRecord) -> StoodAs:
    return StoodAs(voice.id, voice.member_id, voice.label, voice.standing.counts_as, _last_vote(voice))


def _last_vote(voice: VoiceOnRecord) -> VoteCode | None:
    return next((vote.code for vote in voice.votes if vote.id == voice.vote_id), None)


def _person(name: Name) -> dict[str, Any]:
    return {"person": name.id, "name": name.name}

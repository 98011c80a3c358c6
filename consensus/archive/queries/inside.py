"""A decision as the people of the deciding body see it: everything, with everybody's name. Source: record.md section 3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from consensus.archive.queries.assembling import assemble, instant_of
from consensus.archive.queries.seen import DecisionView, Dissent, Parties, ToldSeen, VoiceSeen
from consensus.archive.queries.seen_words import Answer, HearingSeen, IssueSeen, Objections, ObjectionSeen, Said, Spoken
from consensus.archive.queries.whole import Annexed, Whole
from consensus.domain.channels import Channel
from consensus.domain.parties import still_parties
from consensus.domain.terms import OBJECTING_POSITIONS, Attribution, PositionCode, Stage
from consensus.voting.parties import parties_in


def seen_inside(whole: Whole) -> DecisionView:
    """Return the whole decision."""
    record = whole.record
    parties = still_parties(parties_in(record), {each.member_id for each in whole.dissociations})
    return assemble(
        whole,
        is_inside=True,
        knows_people=True,
        owners=[owner["name"] for owner in record["owners"]],
        facilitator=record["facilitator"] and record["facilitator"]["name"],
        tells_regions=True,
        voices=tuple(_voice(voice) for voice in record["voices"]),
        issues=tuple(_issue(issue) for issue in record["issues"]),
        dissent=Dissent(
            reservations=Spoken(tuple(_said(whole, voice, said) for voice, said in counted(record, {PositionCode.RESERVATION}))),
            stand_asides=Spoken(tuple(_said(whole, voice, said) for voice, said in counted(record, {PositionCode.STAND_ASIDE}))),
            objecting=Spoken(tuple(_said(whole, voice, said) for voice, said in said_anew(record))),
            objections=Objections(tuple(_objection(whole, objection) for objection in record["objections"])),
            statements=Spoken(tuple(_annexed(each) for each in whole.statements)),
            dissociations=Spoken(tuple(_annexed(each) for each in whole.dissociations)),
        ),
        parties=Parties(len(parties), tuple(party.label for party in parties)),
    )


def counted(record: Mapping[str, Any], codes: frozenset[PositionCode] | set[PositionCode]) -> Iterator[tuple[Any, Any]]:
    """Yield each voice whose last word is one of ``codes``, with that word."""
    for voice in record["voices"]:
        for position in voice["positions"]:
            if position["counts"] and PositionCode(position["position"]) in codes:
                yield voice, position


def said_anew(record: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield each voice that objects or blocks in words other than those of its objection, with them."""
    reasons = {objection["objection"]: objection["reason"] for objection in record["objections"]}
    for voice, position in counted(record, OBJECTING_POSITIONS):
        if position["reason"] and position["reason"] != reasons.get(position["objection"]):
            yield voice, position


def answer_of(answer: Mapping[str, Any], *, is_named: bool) -> Answer:
    """Return an answer; without names, its instant is left out as well."""
    by, at = (answer["by"]["name"], instant_of(answer["at"])) if is_named else ("", None)
    return Answer(by, at, answer["disposition"], answer["text"])


def _hearing(hearing: Mapping[str, Any]) -> HearingSeen:
    end = hearing["end"] or {}
    return HearingSeen(
        meets_at=instant_of(hearing["meets_at"]),
        place=hearing["place"],
        passage=hearing["passage"],
        text=hearing["text"],
        comes=hearing["answers"][-1]["comes"] if hearing["answers"] else None,
        was_held=end.get("held"),
        note=end.get("text", ""),
        agreed_by=end.get("agreed_by", ""),
    )


def seconds_needed(record: Mapping[str, Any]) -> int:
    """Return how many other voices a block needed in the class of the decision."""
    return int(record["class"]["rules"]["block_seconds"])


def _voice(voice: Mapping[str, Any]) -> VoiceSeen:
    vote = next((each["vote"] for each in voice["votes"] if each["counts"]), None)
    counts_as = None if voice["counts_as"] is None else PositionCode(voice["counts_as"])
    told = tuple(
        ToldSeen(
            stage=Stage(each["stage"]),
            channel=Channel(each["by"]),
            at=instant_of(each["at"]),
            returned_at=instant_of(each["returned_at"]) if "returned_at" in each else None,
        )
        for each in voice.get("told", ())
    )
    return VoiceSeen(voice["label"], voice["region"], voice["kind"], counts_as, vote, told)


def _issue(issue: Mapping[str, Any]) -> IssueSeen:
    return IssueSeen(
        by=f"{issue['by']['name']} ({issue['speaks_as']})" if issue["speaks_as"] else issue["by"]["name"],
        at=instant_of(issue["at"]),
        version=issue["version"],
        text=issue["text"],
        passage=issue["passage"],
        amendment=issue["amendment"],
        answer=None if issue["answer"] is None else answer_of(issue["answer"], is_named=True),
    )


def _said(whole: Whole, voice: Mapping[str, Any], position: Mapping[str, Any]) -> Said:
    level = whole.level_of_position(position)
    return Said(voice["label"], position["reason"], level, instant_of(position["at"]), position["version"])


def _objection(whole: Whole, objection: Mapping[str, Any]) -> ObjectionSeen:
    return objection_seen(
        objection,
        who=objection["label"],
        level=whole.level_of_objection(objection["objection"]),
        is_inside=True,
        needed=seconds_needed(whole.record),
    )


def objection_seen(objection: Mapping[str, Any], *, who: str, level: Attribution, is_inside: bool, needed: int) -> ObjectionSeen:
    """Return an objection. Outside the body nobody stands there by name but the objector who chose to, and then with times."""
    has_times = is_inside or level is Attribution.NAMED
    settled = objection["fate_at"]
    return ObjectionSeen(
        who=who,
        word=objection["word"],
        counted_as=objection["counted_as"],
        ground=objection["ground"],
        principle=objection["principle"],
        reason=objection["reason"],
        remedy=objection["remedy"],
        # Records that were made before these were asked for say nothing of them.
        whom=objection.get("whom") or "",
        passage=objection.get("passage") or "",
        version=objection["version"],
        level=level,
        at=instant_of(objection["at"]) if has_times else None,
        answers=tuple(answer_of(answer, is_named=is_inside) for answer in objection["answers"]),
        seconds=len(objection["seconds"]),
        seconds_needed=needed,
        seconded_by=tuple(each["label"] for each in objection["seconds"]) if is_inside else (),
        hearings=tuple(_hearing(each) for each in objection.get("hearings", ())) if is_inside else (),
        named_in_version=objection["named_in_version"],
        fate=objection["fate"],
        fate_at=instant_of(settled) if settled and has_times else None,
    )


def _annexed(said: Annexed) -> Said:
    return Said(said.label, said.text, said.level, said.at, extent=said.extent)

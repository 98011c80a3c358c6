"""What the rules of a class say to a member, a sentence for each, and which of them are only the software's default.

A default of the software must never be shown as a rule of the network: every sentence says which it is.
Source: process.md sections 4 and 8.11.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from consensus.domain.classes import Breadth, ClassRules, Fallback, Include, Quorum, StandAsideCeiling, days_of
from consensus.domain.quorum import attribute_and_values
from consensus.domain.reasons import Reason
from consensus.domain.ruleset import differs_from_default
from consensus.domain.shares import Count, Threshold
from consensus.domain.speech import ngettext_noop
from consensus.domain.tally import REGION
from consensus.domain.terms import Electorate, Silence

Said = tuple[tuple[str, Reason], ...]
"""Fields of a class and what they mean."""


class RuleSentence(NamedTuple):
    """One rule of a class in words."""

    field: str
    sentence: Reason
    is_default: bool
    """Whether nobody in the network decided it: it is the software's default."""


def sentences(rules: ClassRules, *, chosen: Collection[str] | None = None) -> tuple[RuleSentence, ...]:
    """The whole class in words, in the order of a proposal's life.

    ``chosen``: fields that the ruleset names itself (``chosen_fields``), rules of the network even where they say what the default says;
    whatever else the rules say was a default of the software when they were settled. None: what is not the default of today was chosen.
    """
    decided = differs_from_default(rules.code, rules) if chosen is None else set(chosen)
    return tuple(
        RuleSentence(field, sentence, is_default=not any(_concerns(each, field) for each in decided)) for field, sentence in _said(rules)
    )


def _concerns(decided: str, field: str) -> bool:
    """Whether a field, the object it stands in, or a part of it was decided."""
    return decided == field or decided.startswith(f"{field}.") or field.startswith(f"{decided}.")


def _said(rules: ClassRules) -> Said:
    return (
        ("electorate", _electorate(rules.electorate)),
        ("comment_days", _comment(rules.comment_days)),
        ("objection_days", _objection(rules.objection_days)),
        ("silence", _silence(rules.silence)),
        ("resolution_days", _resolution(rules.resolution_days)),
        ("block_seconds", _block_seconds(rules.block_seconds)),
        ("overrule", _overrule(overruled=rules.overrule)),
        ("consensus_days", _days(rules.consensus_days, *_CONSENSUS_DAY)),
        *_quorum(rules.quorum),
        ("extension_days", _days(rules.extension_days, *_EXTENSION_DAY)),
        ("support_floor", _support_floor(rules.support_floor)),
        *_ceiling(rules.stand_aside_ceiling),
        ("max_returns", Reason(_RETURN[0], {"n": rules.max_returns}, plural=_RETURN[1])),
        *_fallback(rules),
        ("provisional_days", _provisional(rules.provisional_days)),
        ("statement_days", _days(rules.statement_days, *_STATEMENT_DAY)),
        ("idle_days", _days(rules.idle_days, *_IDLE_DAY)),
    )


_CONSENSUS_DAY = ngettext_noop(
    "Positions are taken for {n} day.",
    "Positions are taken for {n} days.",
)
_EXTENSION_DAY = ngettext_noop(
    "Without a quorum the time for positions is extended once, by {n} day; without one again, the proposal fails.",
    "Without a quorum the time for positions is extended once, by {n} days; without one again, the proposal fails.",
)
_STATEMENT_DAY = ngettext_noop(
    "For {n} day after the closing, a voice of the roll may have a statement annexed, unedited.",
    "For {n} days after the closing, a voice of the roll may have a statement annexed, unedited.",
)
_IDLE_DAY = ngettext_noop(
    "A proposal on which nothing happens for {n} day lapses.",
    "A proposal on which nothing happens for {n} days lapses.",
)
_RETURN = ngettext_noop(
    "A proposal goes back from positions to objections at most {n} time.",
    "A proposal goes back from positions to objections at most {n} times.",
)


def _days(duration: timedelta, singular: str, plural: str) -> Reason:
    return Reason(singular, {"n": days_of(duration)}, plural=plural)


def _electorate(electorate: Electorate) -> Reason:
    if electorate is Electorate.ORGANISATIONS:
        return Reason("Organisations have a voice each, individual members have none; in a steering body every filled seat has one.")
    return Reason("All members have a voice each, organisations and individuals alike; in a steering body every filled seat has one.")


def _comment(duration: timedelta) -> Reason:
    if not duration:
        return Reason("There is no time set aside for comments: objections may be called for at once.")
    return _days(duration, *ngettext_noop("The comment window is open for {n} day.", "The comment window is open for {n} days."))


def _objection(duration: timedelta) -> Reason:
    if not duration:
        return Reason("There is no time set aside for objections: consensus is called for at once, and objections are raised there.")
    return _days(duration, *ngettext_noop("Objections may be raised for {n} day.", "Objections may be raised for {n} days."))


def _silence(silence: Silence) -> Reason:
    if silence is Silence.CONSENT:
        return Reason(
            "If nobody ever objects, every voice was told, and enough voices said Agree by the end of the objection window, the proposal is"
            " adopted by silence."
        )
    return Reason("Silence counts for nothing, neither as agreement nor as presence.")


def _resolution(duration: timedelta) -> Reason:
    if not duration:
        return Reason("An objection may be declared unresolved as soon as it is answered.")
    one = "An objection may be declared unresolved {n} day after its answer at the earliest."
    many = "An objection may be declared unresolved {n} days after its answer at the earliest."
    return _days(duration, *ngettext_noop(one, many))


def _block_seconds(seconds: int) -> Reason:
    if not seconds:
        return Reason("A block needs no other voice to second it.")
    one = "A block that fewer than {n} other voice seconded counts as an objection once it is declared unresolved."
    many = "A block that fewer than {n} other voices seconded counts as an objection once it is declared unresolved."
    return Reason(one, {"n": seconds}, plural=many)


def _overrule(*, overruled: bool) -> Reason:
    if overruled:
        return Reason("An unresolved objection that is no block may be overruled; it stays on the record as dissent.")
    return Reason("An unresolved objection is not overruled: with one there is no consensus.")


def _quorum(quorum: Quorum) -> Said:
    said = [("quorum.share", _quorum_share(quorum.share))]
    said.append(("quorum.breadth", _breadth(quorum.breadth)))
    said += [("quorum.include", _include(each)) for each in quorum.include]
    if not quorum.include:
        said.append(("quorum.include", Reason("The quorum asks for no particular voices.")))
    return tuple(said)


def _quorum_share(share: Threshold) -> Reason:
    if isinstance(share, Count):
        return Reason("At least {n} voice must speak.", {"n": max(1, share.voices)}, plural="At least {n} voices must speak.")
    return Reason("At least {share} of the base must speak, and at least one voice.", {"share": str(share)})


def _breadth(breadth: Breadth | None) -> Reason:
    if breadth is None:
        return Reason("The quorum does not ask from how many groups the voices come.")
    if breadth.attribute == REGION and breadth.min_each == 1:
        one = "Voices must speak from at least {n} region, or from all regions of the base where there are fewer."
        many = "Voices must speak from at least {n} regions, or from all regions of the base where there are fewer."
        return Reason(one, {"n": breadth.min_groups}, plural=many)
    one = "By {attribute}, at least {each} of their voices must speak in {n} group, or in all groups of the base where there are fewer."
    many = "By {attribute}, at least {each} of their voices must speak in {n} groups, or in all groups of the base where there are fewer."
    return Reason(one, {"n": breadth.min_groups, "each": breadth.min_each, "attribute": breadth.attribute}, plural=many)


def _include(include: Include) -> Reason:
    attribute, values = attribute_and_values(include.where)
    one = "Among those that speak there must be at least {n} voice with the {attribute} {values}."
    many = "Among those that speak there must be at least {n} voices with the {attribute} {values}."
    if not values:
        one = "Among those that speak there must be at least {n} voice that matches {attribute}."
        many = "Among those that speak there must be at least {n} voices that match {attribute}."
    return Reason(one, {"n": include.min, "attribute": attribute, "values": values}, plural=many)


def _support_floor(floor: Threshold) -> Reason:
    if isinstance(floor, Count):
        many = "At least {n} voices must agree, with or without reservations."
        return Reason("At least {n} voice must agree, with or without reservations.", {"n": max(1, floor.voices)}, plural=many)
    return Reason("At least {share} of the base must agree, with or without reservations, and at least one voice.", {"share": str(floor)})


def _ceiling(ceiling: StandAsideCeiling) -> Said:
    overall = Reason("Any number of those who spoke may stand aside.")
    if isinstance(ceiling.overall, Count):
        many = "If more than {n} voices stand aside, the proposal is not adopted as it is."
        overall = Reason("If more than {n} voice stands aside, the proposal is not adopted as it is.", {"n": ceiling.overall.voices}, many)
    elif ceiling.overall:
        overall = Reason(
            "If more than {share} of those who spoke stand aside, the proposal is not adopted as it is.", {"share": str(ceiling.overall)}
        )
    within = [("stand_aside_ceiling.within", _within(ceiling, attribute, most)) for attribute, most in sorted(ceiling.within.items())]
    none = Reason("How many stand aside within one group is not limited.")
    return (("stand_aside_ceiling.overall", overall), *(within or [("stand_aside_ceiling.within", none)]))


def _within(ceiling: StandAsideCeiling, attribute: str, most: Threshold) -> Reason:
    """Whole sentences, one for a count and one for a share; the last clause says which groups are too small to be asked."""
    if isinstance(most, Count):
        return Reason(
            "If more than {most} voices of one {attribute} stand aside, the proposal is not adopted as it is;"
            " this is not asked where fewer than {from} of them spoke.",
            {"most": most.voices, "attribute": attribute, "from": ceiling.within_from},
        )
    return Reason(
        "If more than {share} of those who spoke in one {attribute} stand aside, the proposal is not adopted as it is;"
        " this is not asked where fewer than {from} of them spoke.",
        {"share": str(most), "attribute": attribute, "from": ceiling.within_from},
    )


def _fallback(rules: ClassRules) -> Said:
    if rules.fallback is None:
        none = Reason("There is no fallback vote: what an unresolved block stops stays blocked.")
        return (("fallback", none),)
    vote = _fallback_share(rules.fallback)
    one = "A fallback vote opens when an unresolved block, or an objection that is not overruled, stops consensus; it lasts {n} day."
    many = "A fallback vote opens when an unresolved block, or an objection that is not overruled, stops consensus; it lasts {n} days."
    said = [("fallback_days", _days(rules.fallback_days, *ngettext_noop(one, many))), ("fallback.share", vote)]
    if rules.fallback.regions_for:
        region = "The fallback vote passes only with more yes than no in at least {n} region."
        regions = "The fallback vote passes only with more yes than no in at least {n} regions."
        said.append(("fallback.regions_for", Reason(region, {"n": rules.fallback.regions_for}, plural=regions)))
    return tuple(said)


def _fallback_share(fallback: Fallback) -> Reason:
    if isinstance(fallback.share, Count):
        needed = fallback.share.voices + fallback.strict
        return Reason("The fallback vote passes with at least {n} yes.", {"n": max(1, needed)})
    if fallback.strict:
        return Reason("The fallback vote passes with more than {share} of the yes and no votes.", {"share": str(fallback.share)})
    return Reason("The fallback vote passes with at least {share} of the yes and no votes.", {"share": str(fallback.share)})


def _provisional(duration: timedelta | None) -> Reason:
    if duration is None:
        return Reason("What is adopted stays in force until it is superseded.")
    one = "What is adopted is provisional: it lapses after {n} day unless an ordinary proposal ratifies it."
    many = "What is adopted is provisional: it lapses after {n} days unless an ordinary proposal ratifies it."
    return _days(duration, *ngettext_noop(one, many))

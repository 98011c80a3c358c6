"""A proposal as readers outside its body may see it: counted, and in words only as far as each dissenter allowed.

Inside the body everything is open. Towards others no name stands that its owner did not give, and neither order, time nor
count tells more. Source: record.md section 3, process.md section 8.10.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from consensus.domain.attribution import Alike, Attributed, Cover, blind_order
from consensus.domain.terms import OBJECTING_POSITIONS, Attribution, PositionCode
from consensus.pages.proposal_parts import CommentView, ProposalPage, RollView, VersionView, VoiceView
from consensus.pages.said_parts import AnswerView, ObjectionView
from consensus.pages.sense import sense_from_outside

CEILING_WITHIN = "stand_aside_ceiling.within"
"""The line that says how many stand aside in one group."""

_DISSENTING = frozenset({*OBJECTING_POSITIONS, PositionCode.RESERVATION, PositionCode.STAND_ASIDE})


def as_seen_from_outside(page: ProposalPage) -> ProposalPage:
    """Return the page without what a reader outside the body may not see."""
    voices = () if page.roll is None else page.roll.voices
    objections = _objections(page, voices)
    return replace(
        page,
        comments=tuple(comment_from_outside(each) for each in page.comments),
        objections=objections,
        sealed_objections=len(page.objections) - len(objections),
        roll=None if page.roll is None else roll_from_outside(page.roll),
        sense_checks=tuple(sense_from_outside(each) for each in page.sense_checks),
        version=_version(page.version),
    )


def _version(version: VersionView) -> VersionView:
    """Somebody of the body wrote it, took over whose amendment, translated it."""
    texts = tuple(replace(text, translated_by=None if text.translated_by is None else "") for text in version.texts)
    return replace(version, by="", takes_over=None if version.takes_over is None else "", texts=texts)


def comment_from_outside(comment: CommentView) -> CommentView:
    """What was said when the circle was smaller may be read by a wider one later; who said it stays in the body."""
    return replace(comment, by="", speaks_as="", answered_by="")


def roll_from_outside(roll: RollView) -> RollView:
    """How each region stands would tell who, where a region has few voices: that it was heard is all that is said."""
    lines = tuple(line for line in roll.lines if line.rule != CEILING_WITHIN)
    return replace(roll, voices=(), lines=lines, regions=tuple(replace(region, counts=()) for region in roll.regions))


def _objections(page: ProposalPage, voices: Iterable[VoiceView]) -> tuple[ObjectionView, ...]:
    named = {each.voice_id for each in page.objections if each.attribution is Attribution.NAMED}
    by_id = {voice.voice_id: voice for voice in voices}
    objecting = {each.voice_id for each in page.objections}
    unnamed = [voice for voice in by_id.values() if voice.voice_id not in named]
    cover = Cover(
        (_alike(voice) for voice in unnamed),
        (_alike(voice) for voice in unnamed if voice.voice_id in objecting or voice.position in _DISSENTING),
    )
    shown: list[ObjectionView] = []
    hidden: list[ObjectionView] = []
    for each in page.objections:
        told = cover.attribute(each.attribution, each.by, _alike(by_id[each.voice_id]))
        if not told.is_readable:
            continue
        if told.label is not None:
            answers = tuple(replace(answer, by="") for answer in each.answers)
            shown.append(replace(each, objection_id=None, person="", seconds=(), answers=answers, hearings=()))
        else:
            hidden.append(_unnamed(each, told, page))
    return (*shown, *blind_order(hidden, lambda each: each.reason))


def _unnamed(objection: ObjectionView, told: Attributed, page: ProposalPage) -> ObjectionView:
    return replace(
        objection,
        objection_id=None,
        key="",
        # A passage that a later version has no more would tell when it was said.
        passage="",
        by=told.who().render(names=page.region_names),
        person="",
        version_number=None,
        raised_at=None,
        settled_at=None,
        named_in_version=None,
        resolves_at=None,
        answers=tuple(AnswerView("", None, answer.disposition, answer.text) for answer in objection.answers),
        seconds=(),
        # Who is heard together with whom, and when, would tell who it is; the place is for those who meet there.
        hearings=(),
        voice_id=0,
    )


def _alike(voice: VoiceView) -> Alike:
    return Alike(voice.region, voice.kind)

"""What happened to one objection, in the order of time, as sentences with what was said word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from consensus.domain.reasons import Reason
from consensus.domain.speech import gettext_noop
from consensus.domain.terms import ObjectionKind, ObjectionStatus
from consensus.pages.said_parts import AnswerView, HearingView, ObjectionView
from consensus.web.words import DISPOSED


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to an objection."""

    at: datetime
    sentence: str
    text: str = ""
    """What was said with it."""
    version: int | None = None
    """The version that it brought."""


_RAISED = {
    ObjectionKind.OBJECTION: (gettext_noop("{by} objected."), gettext_noop("{person} objected for {by}.")),
    ObjectionKind.BLOCK: (gettext_noop("{by} blocked."), gettext_noop("{person} blocked for {by}.")),
}
_SETTLED = {
    ObjectionStatus.ACCOMMODATED: gettext_noop("{by} said that it is met."),
    ObjectionStatus.WITHDRAWN: gettext_noop("{by} withdrew it."),
    ObjectionStatus.UNRESOLVED: gettext_noop("It was declared unresolved: it is on the record as dissent."),
}


def story_of(objection: ObjectionView, versions: Mapping[int, datetime]) -> tuple[Moment, ...]:
    """Return what happened to an objection; ``versions`` says when each version was written."""
    return tuple(sorted(_moments(objection, versions), key=lambda moment: moment.at))


def _moments(objection: ObjectionView, versions: Mapping[int, datetime]) -> Iterator[Moment]:
    values = {"by": objection.by, "person": objection.person}
    if objection.raised_at is not None:
        yield Moment(objection.raised_at, str(Reason(_RAISED[objection.kind][bool(objection.person)], values)))
    for second in objection.seconds:
        yield Moment(second.at, str(Reason("{label} seconded it.", {"label": second.label})))
    for answer in objection.answers:
        if answer.at is not None:
            yield Moment(answer.at, str(_answered(answer)), answer.text)
    number = objection.named_in_version
    if number is not None and number in versions:
        yield Moment(versions[number], str(Reason("Version {n} was written; it is meant to meet it.", {"n": number})), version=number)
    for hearing in objection.hearings:
        yield from _heard(hearing, objection.by)
    if objection.settled_at is not None and objection.status in _SETTLED:
        yield Moment(objection.settled_at, str(Reason(_SETTLED[objection.status], values)))


def _heard(hearing: HearingView, owner: str) -> Iterator[Moment]:
    said = hearing.said
    yield Moment(said.invited_at, str(Reason("{by} invited its owner to be heard.", {"by": said.by})), said.text)
    if hearing.answer is not None:
        values = {"by": hearing.answer.by, "owner": owner}
        words = (
            gettext_noop("{by} said for {owner} that it comes.")
            if hearing.answer.comes
            else gettext_noop("{by} declined for {owner} to be heard.")
        )
        yield Moment(hearing.answer.at, str(Reason(words, values)), hearing.answer.text)
    if said.end is not None and (hearing.answer is None or hearing.answer.comes):
        words = (
            gettext_noop("It was heard; {by} wrote down what was said.")
            if said.end.was_held
            else gettext_noop("{by} called the hearing off.")
        )
        yield Moment(said.end.at, str(Reason(words, {"by": said.end.by})), said.end.text)


def _answered(answer: AnswerView) -> Reason:
    word = "" if answer.disposition is None else DISPOSED[answer.disposition]
    values = {"by": answer.by, "disposition": word}
    if not word:
        return Reason("{by} answered it." if answer.by else "It was answered.", values)
    return Reason("{by} answered it: {disposition}." if answer.by else "It was answered: {disposition}.", values)

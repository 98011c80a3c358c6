"""What was said on a decision, as Markdown: dissent in full, what followed from it, issues and their answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from consensus.archive.queries.seen import DecisionView, ReviewSeen
from consensus.archive.queries.seen_words import Answer, HearingSeen, ObjectionSeen, Said, Spoken
from consensus.domain.speech import _, speaker
from consensus.domain.terms import Attribution, Disposition, ObjectionKind, ObjectionStatus, TaskStatus
from consensus.web.marks import inline, quoted
from consensus.web.times import day_in_words
from consensus.web.words import DISPOSITIONS, OBJECTION_KINDS, OBJECTION_STATUSES, ground_word, lowered, seconded

LEVELS = {
    Attribution.KIND_AND_REGION: _("outside the body: by kind and region"),
    Attribution.SEALED: _("outside the body: sealed"),
}
TASKS = {TaskStatus.OPEN: _("Open"), TaskStatus.DONE: _("Done"), TaskStatus.DROPPED: _("Dropped")}


def dissent(decision: DecisionView) -> Iterator[str]:
    """Yield all dissent, at the level that each dissenter chose."""
    said, inside = decision.dissent, decision.is_inside
    yield from (f"## {_('Dissent')}", "")
    if not decision.has_dissent:
        without = _("No dissent stands against this decision. Objections were raised on the way and did not remain.")
        yield from (str(without if said.objections.total else _("Nobody dissented, and no objection was raised.")), "")
    yield from _spoken(_("Reservations"), said.reservations, is_inside=inside)
    yield from _spoken(_("Stand-asides"), said.stand_asides, is_inside=inside)
    if said.objections.total:
        yield from (f"### {_('Objections and blocks ({total})', total=said.objections.total)}", "")
        for objection in said.objections.said:
            yield from _objection(objection, is_inside=inside)
        yield from _sealed(said.objections.sealed_total)
    yield from _spoken(_("Said with an objection or a block"), said.objecting, is_inside=inside)
    yield from _spoken(_("Statements"), said.statements, is_inside=inside)
    yield from _spoken(_("Dissociations: members that are not party"), said.dissociations, is_inside=inside)


def afterwards(decision: DecisionView) -> Iterator[str]:
    """Yield the tasks that follow from the decision, and when it was looked at again."""
    if not decision.tasks and not decision.reviews:
        return
    yield from (f"## {_('What follows from it')}", "")
    for task in decision.tasks:
        responsible = f", {_('responsible: {name}', name=inline(task.responsible))}" if task.responsible else ""
        yield f"- **{TASKS[task.status]}**, {_('until {day}', day=task.due_on)}{responsible}: {inline(task.text)}"
        if task.note:
            yield f"  - {inline(task.note)}"
    if decision.tasks:
        yield ""
    for review in decision.reviews:
        yield from _review(review)


def issues(decision: DecisionView) -> Iterator[str]:
    """Yield the issues of the comment stage with their answers."""
    if decision.issues:
        yield from (f"## {_('Issues and how they were answered ({count})', count=len(decision.issues))}", "")
    for issue in decision.issues:
        named, unnamed = "{by}, on version {version}", "On version {version}"
        on_version = _(named if issue.by else unnamed, version=issue.version, by=inline(issue.by))
        yield from (f"{on_version}{_when(issue.at)}:", "")
        if issue.passage:
            yield from (str(_("Instead of:")), "", *quoted(issue.passage))
        if issue.amendment:
            yield from (str(_("This:")), "", *quoted(issue.amendment))
        yield from quoted(issue.text)
        if issue.answer is None:
            yield from (str(_("It had no answer when the proposal ended.")), "")
        else:
            yield from _answer(issue.answer)


def _spoken(title: str, spoken: Spoken, *, is_inside: bool) -> Iterator[str]:
    if spoken.total:
        yield from (f"### {title} ({spoken.total})", "")
        for said in spoken.said:
            yield from _said(said, is_inside=is_inside)
        yield from _sealed(spoken.sealed)


def _said(said: Said, *, is_inside: bool) -> Iterator[str]:
    version = f", {_('on version {version}', version=said.version)}" if said.version else ""
    yield from (f"**{inline(said.who)}**{version}{_when(said.at)}{_level(said.level, is_inside=is_inside)}:", "")
    if said.extent:
        yield from (str(_("From this part of the decision:")), "", *quoted(said.extent))
    if said.text:
        yield from quoted(said.text)


def _objection(objection: ObjectionSeen, *, is_inside: bool) -> Iterator[str]:
    kind, fate = OBJECTION_KINDS[ObjectionKind(objection.word)], OBJECTION_STATUSES[ObjectionStatus(objection.fate)]
    yield f"#### {kind}: {inline(objection.who)}. {fate}"
    yield ""
    ground = inline(objection.principle or ground_word(objection.ground))
    on_version = _("On version {version}", version=objection.version)
    because = _("Ground: {ground}.", ground=ground)
    yield f"{on_version}{_when(objection.at)}{_level(objection.level, is_inside=is_inside)}. {because}"
    yield ""
    if objection.counted_as and objection.counted_as != objection.word:
        yield from (str(_("Too few voices seconded it, so it counted as an objection.")), "")
    if objection.passage:
        yield from (str(_("It speaks of this passage:")), "", *quoted(objection.passage))
    yield from quoted(objection.reason)
    if objection.whom:
        yield from (str(_("To whom:")), "", *quoted(objection.whom))
    if objection.remedy:
        yield from (str(_("What would remove it:")), "", *quoted(objection.remedy))
    if objection.word == ObjectionKind.BLOCK:
        by_name = _("By name: {names}.", names=inline(speaker().listing(objection.seconded_by)))
        names = f" {by_name}" if objection.seconded_by else ""
        yield from (f"{seconded(objection.seconds, objection.seconds_needed)}{names}", "")
    for answer in objection.answers:
        yield from _answer(answer)
    for hearing in objection.hearings:
        yield from _hearing(hearing)
    if objection.named_in_version:
        yield from (str(_("Version {version} was meant to meet it.", version=objection.named_in_version)), "")


def _answer(answer: Answer) -> Iterator[str]:
    by = _("Answer by {by}", by=inline(answer.by)) if answer.by else _("Answer")
    disposition = f" ({lowered(DISPOSITIONS[Disposition(answer.disposition)])})" if answer.disposition else ""
    yield from (f"{by}{_when(answer.at)}{disposition}:", "", *quoted(answer.text))


def _hearing(hearing: HearingSeen) -> Iterator[str]:
    day = hearing.meets_at.astimezone(UTC).date()
    if hearing.comes is False:
        yield from (str(_("Invited to be heard {day}, and declined.", day=day)), "")
        return
    if hearing.was_held:
        yield str(_("Heard {day}.", day=day))
    elif hearing.was_held is False:
        yield str(_("Invited to be heard {day}; called off.", day=day))
    else:
        yield str(_("Invited to be heard {day}; nothing was written down of it.", day=day))
    yield ""
    if hearing.note:
        yield from quoted(hearing.note)
    if hearing.agreed_by:
        yield from (str(_("Agreed to by {name}.", name=inline(hearing.agreed_by))), "")


def _review(review: ReviewSeen) -> Iterator[str]:
    kept = f"{_('Reviewed, and kept as it is.')} " if review.is_kept else ""
    if review.review_on:
        comes, was_set = "It comes back from {day}.", "It was set to come back from {day}."
        back = str(_(comes if review.is_kept else was_set, day=review.review_on))
    else:
        back = "" if review.is_kept else str(_("The day was taken away."))
    by = f"{inline(review.by)}, " if review.by else ""
    yield from (f"{by}{_day(review.at)}: {kept}{back}".rstrip(), "")
    if review.reason:
        yield from quoted(review.reason)


def _sealed(count: int) -> Iterator[str]:
    if count:
        sealed = _(
            "Sealed: {count}. That they were said is on the record; the words are open to the people of the body, the clerk of the record"
            " and an auditor.",
            count=count,
        )
        yield from (str(sealed), "")


def _level(level: Attribution, *, is_inside: bool) -> str:
    return f" ({LEVELS[level]})" if is_inside and level is not Attribution.NAMED else ""


def _when(instant: datetime | None) -> str:
    return f", {_day(instant)}" if instant else ""


def _day(instant: datetime) -> str:
    day: date = instant.astimezone(UTC).date()
    return day_in_words(day)

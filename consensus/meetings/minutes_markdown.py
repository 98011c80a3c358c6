"""Minutes as Markdown: what was said stands as quotations, so that nobody's words become headings of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from consensus.domain.speech import _
from consensus.domain.terms import PositionCode
from consensus.meetings.queries.minutes import FollowUp, ItemMinutes, Minutes
from consensus.web.marks import inline, labelled, quoted
from consensus.web.times import instant_in_words
from consensus.web.words import DISPOSITIONS, OUTCOMES, STAGES, language_word, position_word


def as_markdown(minutes: Minutes) -> str:
    """Return the minutes as a document, ending in a new line. Instants are in UTC: the file may be read anywhere."""
    return "\n".join(_lines(minutes)).rstrip() + "\n"


def _lines(minutes: Minutes) -> Iterator[str]:
    meeting = minutes.meeting
    yield f"# {inline(meeting.title)}"
    yield ""
    yield labelled(_("Body"), f"{inline(meeting.body_name)} ({inline(meeting.body_code)})")
    if meeting.place:
        yield labelled(_("Place"), inline(meeting.place))
    if meeting.started_at is not None:
        yield labelled(_("Began"), _instant(meeting.started_at))
    yield labelled(_("Ended"), _instant(meeting.ended_at) if meeting.ended_at is not None else str(_("not yet")))
    yield labelled(_("Secretary"), inline(str(meeting.secretary)))
    yield labelled(_("Made from what happened, as of"), _instant(minutes.as_of))
    yield ""
    for place, item in enumerate(minutes.items, start=1):
        yield from _item(place, item)
    yield from _listed(f"## {_('Notes on the meeting')}", minutes.notes)
    yield from _follow_ups(f"## {_('Who does what')}", minutes.follow_ups)


def _item(place: int, minutes: ItemMinutes) -> Iterator[str]:
    item = minutes.item
    yield f"## {place}. {inline(item.title)}"
    yield ""
    if item.presenter:
        yield labelled(_("Presenter"), inline(item.presenter))
    if minutes.stage is not None:
        stage = _("{stage}, version {version}", stage=STAGES[minutes.stage], version=minutes.version or 0)
        yield labelled(_("Stage when the item ended"), str(stage))
    if item.started_at is not None:
        yield labelled(_("Opened"), _instant(item.started_at))
    yield ""
    yield from _positions(minutes)
    if minutes.views:
        yield f"### {_('Views')}"
        yield ""
        for view in minutes.views:
            yield from _heading_of(view.position, view.by)
            yield from quoted(view.text)
    if minutes.sealed:
        yield str(_("Reasons that are sealed, and so not in the minutes: {sealed}.", sealed=minutes.sealed))
        yield ""
    yield from _amendments(minutes)
    yield from _decision(minutes)
    yield from _listed(f"### {_('Notes')}", minutes.notes)
    yield from _follow_ups(f"### {_('Who does what')}", minutes.follow_ups)


def _positions(minutes: ItemMinutes) -> Iterator[str]:
    if minutes.counts:
        yield f"### {_('Positions')}"
        yield ""
        yield f"| {_('Position')} | {_('Voices')} |"
        yield "|---|---|"
        for code, count in minutes.counts:
            yield f"| {position_word(code)} | {count} |"
        yield ""
    if minutes.unconfirmed:
        yield str(_("Said in the room and never confirmed, so not counted: {unconfirmed}.", unconfirmed=minutes.unconfirmed))
        yield ""


def _heading_of(position: PositionCode | None, by: str) -> Iterator[str]:
    if position is not None and by:
        yield f"**{position_word(position)}**, {inline(by)}:"
    elif position is not None:
        yield f"**{position_word(position)}:**"
    elif by:
        yield f"{inline(by)}:"
    else:
        yield f"{_('A view')}:"
    yield ""


def _amendments(minutes: ItemMinutes) -> Iterator[str]:
    if not minutes.amendments:
        return
    yield f"### {_('Amendments')}"
    yield ""
    for each in minutes.amendments:
        answer = DISPOSITIONS[each.disposition] if each.disposition is not None else _("Not answered")
        proposer = _("proposed by {name}", name=inline(each.speaks_as))
        yield f"**{answer}**, {proposer}:" if each.speaks_as else f"**{answer}:**"
        yield ""
        if each.passage:
            yield str(_("Instead of:"))
            yield ""
            yield from quoted(each.passage)
            yield str(_("this:"))
            yield ""
        yield from quoted(each.amendment)


def _decision(minutes: ItemMinutes) -> Iterator[str]:
    if minutes.number is None or minutes.outcome is None or minutes.decided_at is None:
        return
    yield f"### {_('Decision')}"
    yield ""
    yield f"**{OUTCOMES[minutes.outcome]}**: {minutes.number}, {_instant(minutes.decided_at)}"
    if minutes.has_dissent:
        yield ""
        yield f"**{_('With dissent.')}** {_('The decision has it word for word.')}"
    yield ""
    for text in minutes.adopted:
        name = language_word(text.language)
        authentic, translation = "The exact words adopted, {language}, the text that counts:", "The exact words adopted, {language}:"
        yield str(_(authentic if text.is_authentic else translation, language=name))
        yield ""
        yield from quoted(f"**{text.question}**\n\n{text.text}")
        yield f"{_('SHA-256 of the text:')} `{text.sha256}`"
        yield ""


def _listed(heading: str, notes: Iterable[str]) -> Iterator[str]:
    notes = tuple(notes)
    if notes:
        yield heading
        yield ""
    for note in notes:
        yield from quoted(note)


def _follow_ups(heading: str, follow_ups: Iterable[FollowUp]) -> Iterator[str]:
    follow_ups = tuple(follow_ups)
    if not follow_ups:
        return
    yield heading
    yield ""
    for each in follow_ups:
        words = inline(each.text)
        if each.due_on is not None:
            until = _("{name}, until {day}", name=inline(str(each.responsible)), day=each.due_on)
            yield f"- {words} ({until})"
        else:
            yield f"- {words}"
    yield ""


def _instant(instant: datetime) -> str:
    return instant_in_words(instant, UTC)

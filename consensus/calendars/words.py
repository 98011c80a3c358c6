"""What a date is called in a calendar, in the present language; and what a discreet calendar says of it, which is nothing.

Calendars show on lock screens and pass through the machines of others: a discreet entry holds no question, title, name,
place or number, and leads home.
"""

from __future__ import annotations

from dataclasses import dataclass

from consensus.calendars.dated import Dated, Kind
from consensus.domain.speech import Sentence, _, gettext_noop
from consensus.domain.terms import Stage

_WINDOWS = {
    Stage.COMMENT: gettext_noop("Comments are open until now: {what}"),
    Stage.OBJECTION: gettext_noop("The objection window closes: {what}"),
    Stage.CONSENSUS: gettext_noop("The consensus window closes: {what}"),
    Stage.FALLBACK: gettext_noop("The vote closes: {what}"),
}

_OWED = {
    Stage.CONSENSUS: gettext_noop("Your position is due: {what}"),
    Stage.FALLBACK: gettext_noop("Your vote is due: {what}"),
}

_KINDS = {
    Kind.MEETING: gettext_noop("Meeting: {what}"),
    Kind.NOMINATIONS: gettext_noop("Nominations end: {what}"),
    Kind.VOTING: gettext_noop("Voting ends: {what}"),
    Kind.HEARING: gettext_noop("Hearing: {what}"),
    Kind.REVIEW: gettext_noop("To be looked at again: {number}: {what}"),
    Kind.TASK: gettext_noop("Task from {number}: {what}"),
}

_OWED_KINDS = {
    Kind.NOMINATIONS: gettext_noop("Say whether you stand: {what}"),
    Kind.VOTING: gettext_noop("Your ballot is due: {what}"),
    Kind.TASK: gettext_noop("Your task from {number}: {what}"),
}

_WITH_DISSENT = gettext_noop("To be looked at again: {number} (with dissent): {what}")

CATEGORIES = {
    Kind.WINDOW: _("Deadline"),
    Kind.MEETING: _("Meeting"),
    Kind.NOMINATIONS: _("Election"),
    Kind.VOTING: _("Election"),
    Kind.HEARING: _("Hearing"),
    Kind.REVIEW: _("Review of a decision"),
    Kind.TASK: _("Task"),
}

YOURS = _("Waits for you")


@dataclass(frozen=True, slots=True)
class Said:
    """A date in words; empty where nothing is said."""

    title: str
    text: str
    url: str
    place: str = ""
    categories: tuple[str, ...] = ()


def said(dated: Dated, base_url: str, *, is_discreet: bool) -> Said:
    """Return a date in the present language."""
    if is_discreet:
        url = f"{base_url}/"
        title = _("Something waits for you") if dated.is_owed else _("A date to keep in mind")
        return Said(title=str(title), text=str(_("Sign in to see what it is: {url}", url=url)), url=url)
    url = f"{base_url}{dated.path}"
    categories = (CATEGORIES[dated.kind], *((YOURS,) if dated.is_owed else ()))
    return Said(
        title=str(Sentence(_template(dated), {"what": dated.what, "number": dated.number})),
        text=str(_("{body}. All about it: {url}", body=dated.body_name, url=url)),
        url=url,
        place=dated.place,
        categories=tuple(str(each) for each in categories),
    )


def _template(dated: Dated) -> str:
    if dated.kind is Kind.WINDOW and dated.stage is not None:
        return (_OWED if dated.is_owed and dated.stage in _OWED else _WINDOWS)[dated.stage]
    if dated.kind is Kind.REVIEW and dated.has_dissent:
        return _WITH_DISSENT
    return (_OWED_KINDS if dated.is_owed and dated.kind in _OWED_KINDS else _KINDS)[dated.kind]

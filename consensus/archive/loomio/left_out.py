"""What was not taken over from an export, said to people: one sentence for each kind, with its number."""

from __future__ import annotations

from collections.abc import Mapping

from consensus.domain.speech import Sentence, gettext_noop

_SENTENCES = {
    "attachments": gettext_noop("Files attached to texts: {n}. They are not in the export; only where they lay is."),
    "choices_of_unknown_options": gettext_noop("Choices of an option that the file does not have: {n}. They are kept without its name."),
    "comments_without_decision": gettext_noop("Comments in threads without a closed poll: {n}."),
    "comments_without_thread": gettext_noop("Comments whose thread is not in the file: {n}."),
    "dates_not_read": gettext_noop("Dates that could not be read: {n}. They are left empty."),
    "discarded_comments": gettext_noop("Comments that were deleted there: {n}."),
    "discarded_polls": gettext_noop("Polls that were deleted there: {n}."),
    "memberships": gettext_noop("Memberships of the group: {n}. Nobody becomes a person of the network by an import."),
    "open_polls": gettext_noop("Polls that are not closed: {n}."),
    "polls_not_read": gettext_noop("Polls without a title, or with a closing date that cannot be read: {n}."),
    "tags": gettext_noop("Tags: {n}."),
    "templates": gettext_noop("Templates of polls: {n}."),
    "threads_without_decision": gettext_noop("Threads without a closed poll: {n}."),
    "votes_without_choice": gettext_noop("Votes of which the file does not say what they chose: {n}. They are kept with their reasons."),
}
_TABLE = gettext_noop("Rows of the table {table}: {n}.")


def sentences(left_out: Mapping[str, int]) -> list[str]:
    """Return a sentence for each kind of thing that was not taken over."""
    said: list[str] = []
    for what, count in sorted(left_out.items()):
        template = _SENTENCES.get(what, _TABLE)
        said.append(Sentence(template, {"n": count, "table": what.removeprefix("table:")}))
    return said

"""Closed polls of an export, each with its thread, options, votes and outcomes, as values that are kept word for word.

What a poll decided is nowhere worked out: Loomio does not say it, and no rule of this program was followed. What is not taken over
is counted in ``left_out``. Names stand as in the file; the votes of an anonymous poll have none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from consensus.archive.loomio.shelf import Shelf
from consensus.ledger import instant

FORMAT = 1
"""The number of the form in which an imported decision is kept."""

LARGEST_SCORE = 1_000_000_000

DEEPEST_ANSWER = 1_000
"""How many comments may answer one another before the file is taken to go round in circles."""


@dataclass(frozen=True, slots=True)
class ClosedPoll:
    """A poll that was closed, ready to be kept."""

    source_id: str
    question: str
    closed_at: datetime
    record: dict[str, Any]


class Export:
    """An export whose rows lie on a shelf."""

    def __init__(self, shelf: Shelf, *, name: str, sha256: str, left_out: Counter[str]) -> None:
        self._shelf = shelf
        self.name, self.sha256 = name, sha256
        self.left_out = left_out
        """What is not taken over, by what it is; complete once ``decisions`` came to its end."""
        self._never_read = Counter(left_out)
        self._names: dict[str, str | None] = {}

    @property
    def group(self) -> str:
        """What the group is called, the one above all others where there are several."""
        groups = sorted(self._shelf.all("groups"), key=lambda each: each.get("parent_id") is not None)
        return str(groups[0].get("full_name") or groups[0].get("name") or "") if groups else ""

    def decisions(self) -> Iterator[ClosedPoll]:
        """Yield the closed polls in the order in which the file has them; what is left out is counted on the way, anew each time."""
        self.left_out = Counter(self._never_read)
        self._lead_comments_to_threads()
        used: set[str] = set()
        for poll in self._shelf.all("polls"):
            why = _why_not(poll)
            if why is not None:
                self.left_out[why] += 1
                continue
            thread = self._thread_of(poll)
            if thread is not None:
                used.add(thread["id"])
            yield self._closed(poll, thread)
        for thread in self._shelf.all("discussions"):
            if thread["id"] not in used:
                self.left_out["threads_without_decision"] += 1
                self.left_out["comments_without_decision"] += sum(1 for _ in self._shelf.of("comments", thread["id"]))
        self.left_out["memberships"] += self._shelf.count("memberships")
        self.left_out += Counter()  # Whatever is counted as none goes.

    def _closed(self, poll: dict[str, Any], thread: dict[str, Any] | None) -> ClosedPoll:
        closed_at = _at(poll["closed_at"])
        if closed_at is None:
            raise AssertionError("polls without a date were left out")
        record = {
            "format": FORMAT,
            "source": "loomio",
            "poll": {
                "id": poll["id"],
                "key": poll.get("key"),
                "type": poll.get("poll_type"),
                "title": str(poll["title"]),
                "details": _text(poll.get("details"), poll.get("details_format")),
                "by": self._person(poll.get("author_id"), poll.get("author_name")),
                "opened_at": self._instant(poll.get("created_at")),
                "closing_at": self._instant(poll.get("closing_at")),
                "closed_at": instant(closed_at),
                "anonymous": _is_true(poll.get("anonymous")),
            },
            "options": [{"name": str(each.get("name", "")), "meaning": each.get("meaning")} for each in self._options(poll)],
            "votes": [*self._votes(poll), *self._ballots(poll)],
            "invited_without_vote": sum(1 for each in self._shelf.of("stances", poll["id"]) if _is_uncast(each)),
            "outcomes": [
                {
                    "statement": _text(each.get("statement"), each.get("statement_format")),
                    "by": self._person(each.get("author_id"), None),
                    "at": self._instant(each.get("created_at")),
                    "review_on": each.get("review_on"),
                }
                for each in self._shelf.of("outcomes", poll["id"])
            ],
            "thread": None if thread is None else self._thread(thread),
        }
        return ClosedPoll(f"poll:{poll.get('key') or poll['id']}", str(poll["title"]), closed_at, record)

    # -- votes ---------------------------------------------------------------------------------------------------------

    def _options(self, poll: dict[str, Any]) -> list[dict[str, Any]]:
        options = self._shelf.of("poll_options", poll["id"])
        return sorted(options, key=lambda each: each["priority"] if isinstance(each.get("priority"), int) else 0)

    def _votes(self, poll: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What each participant said; of an anonymous poll in no order that tells who."""
        votes = []
        is_anonymous = _is_true(poll.get("anonymous"))
        for stance in self._shelf.of("stances", poll["id"]):
            if _is_uncast(stance):
                continue
            vote = {
                "by": None if is_anonymous else self._person(stance.get("participant_id"), stance.get("author_name")),
                "at": None if is_anonymous else self._instant(stance.get("cast_at") or stance.get("created_at")),
                "choices": self._choices(stance, poll),
                "reason": _text(stance.get("reason"), stance.get("reason_format")),
                "is_latest": stance.get("latest") not in (False, "false"),
                "is_revoked": stance.get("revoked_at") is not None,
            }
            votes.append(vote)
        yield from sorted(votes, key=str) if is_anonymous else votes

    def _choices(self, stance: dict[str, Any], poll: dict[str, Any]) -> list[dict[str, Any]] | None:
        """The options that were chosen with their scores; None where the file does not say what was chosen."""
        chosen = [(each.get("poll_option_id"), each.get("score")) for each in self._shelf.of("stance_choices", stance["id"])]
        if not chosen and isinstance(stance.get("option_scores"), dict):
            chosen = list(stance["option_scores"].items())
        if not chosen and not any(True for _ in self._shelf.of("poll_options", poll["id"])):
            self.left_out["votes_without_choice"] += 1
            return None
        return self._named(chosen)

    def _ballots(self, poll: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The votes of an anonymous poll, which Loomio keeps apart from the people."""
        votes = []
        for ballot in self._shelf.of("anonymous_ballots", poll["id"]):
            chosen = [(each.get("poll_option_id"), each.get("score")) for each in self._shelf.of("anonymous_ballot_choices", ballot["id"])]
            said = next(self._shelf.of("legacy_anonymous_vote_reasons", ballot["id"]), {})
            reason = _text(said.get("reason"), said.get("reason_format"))
            votes.append({"by": None, "at": None, "choices": self._named(chosen), "reason": reason, "is_latest": True, "is_revoked": False})
        yield from sorted(votes, key=str)

    def _named(self, chosen: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
        found = []
        for option_id, score in chosen:
            option = self._shelf.get("poll_options", option_id)
            if option is None:
                self.left_out["choices_of_unknown_options"] += 1
            is_number = isinstance(score, int) and not isinstance(score, bool) and abs(score) <= LARGEST_SCORE
            found.append({"option": None if option is None else str(option.get("name", "")), "score": score if is_number else None})
        return found

    # -- threads -------------------------------------------------------------------------------------------------------

    def _thread_of(self, said: dict[str, Any]) -> dict[str, Any] | None:
        """The thread of a poll or a comment: named outright by older exports, through a topic by newer ones."""
        if said.get("discussion_id") is not None:
            return self._shelf.get("discussions", said["discussion_id"])
        if said.get("topic_id") is None:
            return None
        topic = self._shelf.get("topics", said["topic_id"])
        if topic is not None and topic.get("topicable_type") == "Discussion":
            return self._shelf.get("discussions", topic.get("topicable_id"))
        return next(self._shelf.of("discussions", said["topic_id"]), None)

    def _thread(self, thread: dict[str, Any]) -> dict[str, Any]:
        comments = []
        for comment in self._shelf.of("comments", thread["id"]):
            if comment.get("discarded_at") is not None:
                self.left_out["discarded_comments"] += 1
                continue
            comments.append(
                {
                    "by": self._person(comment.get("user_id") or comment.get("author_id"), comment.get("author_name")),
                    "at": self._instant(comment.get("created_at")),
                    "text": _text(comment.get("body"), comment.get("body_format")),
                }
            )
        return {
            "id": thread["id"],
            "title": str(thread.get("title") or ""),
            "description": _text(thread.get("description"), thread.get("description_format")),
            "by": self._person(thread.get("author_id"), thread.get("author_name")),
            "at": self._instant(thread.get("created_at")),
            "comments": comments,
        }

    def _lead_comments_to_threads(self) -> None:
        """Say of each comment to which thread it belongs; an answer belongs where what it answers does."""
        self._shelf.belong("comments", [(comment["id"], self._place_of(comment)) for comment in self._shelf.all("comments")])

    def _place_of(self, comment: dict[str, Any]) -> str:
        said: dict[str, Any] | None = comment
        for _ in range(DEEPEST_ANSWER):
            if said is None:
                break
            thread = self._thread_of(said)
            if thread is not None:
                return str(thread["id"])
            if said.get("poll_id") is not None:
                said = self._shelf.get("polls", said["poll_id"])
                continue
            table, above = _TABLES.get(str(said.get("parent_type"))), said.get("parent_id")
            if table == "discussions" and self._shelf.get(table, above) is not None:
                return str(above)
            said = None if table is None or above is None else self._shelf.get(table, above)
        self.left_out["comments_without_thread"] += 1
        return ""

    # -- words ---------------------------------------------------------------------------------------------------------

    def _person(self, user_id: object, name: object) -> str | None:
        """The name that the file has; None where it has none."""
        key = "" if user_id is None else str(user_id)
        if key not in self._names:
            user = self._shelf.get("users", key) if key else None
            self._names[key] = None if user is None or user.get("name") is None else str(user["name"])
        return self._names[key] or (str(name) if name else None)

    def _instant(self, value: object) -> str | None:
        if value is None:
            return None
        at = _at(value)
        if at is None:
            self.left_out["dates_not_read"] += 1
            return None
        return instant(at)


_TABLES = {"Comment": "comments", "Discussion": "discussions", "Outcome": "outcomes", "Poll": "polls", "Stance": "stances"}
"""What a comment may answer, and the table in which that stands."""


def _why_not(poll: dict[str, Any]) -> str | None:
    """Why a poll is no decision that can be taken over; None if it is one."""
    if poll.get("discarded_at") is not None:
        return "discarded_polls"
    if _is_true(poll.get("template")):
        return "templates"
    if poll.get("closed_at") is None:
        return "open_polls"
    if _at(poll["closed_at"]) is None or not poll.get("title"):
        return "polls_not_read"
    return None


def _is_uncast(stance: dict[str, Any]) -> bool:
    """Whether somebody was asked and did not vote; a CSV does not say."""
    return "cast_at" in stance["columns"] and stance.get("cast_at") is None


def _is_true(value: object) -> bool:
    return value is True or value == "true"


def _text(value: object, form: object) -> dict[str, str] | None:
    """What somebody wrote, word for word, and whether in Markdown or HTML."""
    if value is None or value == "":
        return None
    return {"text": str(value), "form": "html" if form == "html" else "md"}


def _at(value: object) -> datetime | None:
    """An instant as JSON ("2026-05-01T10:00:00.000Z") or CSV ("2026-05-01 10:00:00 UTC") has it."""
    try:
        at = datetime.fromisoformat(str(value).removesuffix(" UTC"))
    except ValueError:
        return None
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(UTC)

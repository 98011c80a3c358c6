"""Exports of an invented Loomio group, in the forms that Loomio's public source writes: older JSON, newer JSON, CSV."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

AT = "2025-03-01T10:00:00.000Z"
CLOSED = "2025-03-08T10:00:00.000Z"

Rows = list[tuple[str, dict[str, Any]]]


def user(number: int, name: str | None) -> tuple[str, dict[str, Any]]:
    return "users", {"id": number, "name": name, "email": f"{number}@invented.example", "encrypted_password": "x", "attachments": []}


def poll(number: int, title: str | None, **other: Any) -> tuple[str, dict[str, Any]]:
    said = {
        "id": number,
        "key": f"key{number}",
        "title": title,
        "details": "We meet in **spring**.",
        "details_format": "md",
        "poll_type": "proposal",
        "author_id": 1,
        "created_at": AT,
        "closing_at": CLOSED,
        "closed_at": CLOSED,
        "discussion_id": 7,
        "anonymous": False,
        "template": False,
        "discarded_at": None,
        "attachments": [],
        "tags": ["water"],
    }
    return "polls", {**said, **other}


def stance(number: int, poll_id: int, participant: int | None, reason: str | None, **other: Any) -> tuple[str, dict[str, Any]]:
    said: dict[str, Any] = {
        "id": number,
        "poll_id": poll_id,
        "participant_id": participant,
        "reason": reason,
        "reason_format": "md",
        "latest": True,
        "cast_at": AT,
        "created_at": AT,
        "revoked_at": None,
        "option_scores": {},
        "token": "secret-token",
    }
    return "stances", {**said, **other}


def choice(stance_id: int, option: int, score: int = 1) -> tuple[str, dict[str, Any]]:
    return "stance_choices", {"id": stance_id * 10 + option, "stance_id": stance_id, "poll_option_id": option, "score": score}


def older() -> Rows:
    """As exports were before topics: polls and comments name their discussion."""
    return [
        ("groups", {"id": 1, "name": "River keepers", "full_name": "River keepers", "parent_id": None, "key": "grp"}),
        user(1, "Amara Invented"),
        user(2, "Bilal Invented"),
        user(3, None),
        ("memberships", {"id": 1, "group_id": 1, "user_id": 1, "admin": True}),
        (
            "discussions",
            {"id": 7, "title": "Where do we meet?", "description": "<p>Say <b>where</b>.</p>", "description_format": "html"}
            | {"author_id": 2, "created_at": AT, "key": "dis", "discarded_at": None},
        ),
        ("discussions", {"id": 8, "title": "Small talk", "author_id": 1, "created_at": AT}),
        poll(1, "Shall we meet in spring?"),
        poll(2, "Still open?", closed_at=None),
        poll(3, "A pattern", template=True),
        poll(4, "Gone", discarded_at=AT),
        ("poll_options", {"id": 11, "poll_id": 1, "name": "Disagree", "priority": 1, "meaning": "I do not agree"}),
        ("poll_options", {"id": 10, "poll_id": 1, "name": "Agree", "priority": 0, "meaning": None}),
        stance(100, 1, 1, "The xylophone players can come."),
        choice(100, 10),
        stance(101, 1, 2, "First thought.", latest=False),
        choice(101, 10),
        stance(102, 1, 2, "<p>The <script>alert(1)</script>river floods.</p>", reason_format="html"),
        choice(102, 11),
        stance(103, 1, 3, None, option_scores={"10": 1}),
        stance(104, 1, 1, None, cast_at=None),
        (
            "outcomes",
            {"id": 5, "poll_id": 1, "author_id": 1, "statement": "We meet in spring.", "statement_format": "md", "created_at": AT},
        ),
        (
            "comments",
            {"id": 20, "discussion_id": 7, "user_id": 2, "body": "What about jabberwocks?", "body_format": "md", "created_at": AT},
        ),
        ("comments", {"id": 21, "discussion_id": 7, "user_id": 1, "body": "Withdrawn words", "created_at": AT, "discarded_at": AT}),
        ("comments", {"id": 22, "discussion_id": 8, "user_id": 1, "body": "Hello", "created_at": AT}),
        ("reactions", {"id": 1, "reactable_id": 20, "reactable_type": "Comment", "user_id": 1, "reaction": "+1"}),
        ("events", {"id": 1, "kind": "new_comment", "user_id": 1}),
        ("attachments", {"id": 1, "record_type": "Comment", "record_id": 20, "filename": "map.pdf", "url": "https://invented.example/map"}),
    ]


def newer() -> Rows:
    """As exports are with topics: a poll and its discussion share one, comments answer something, anonymous ballots stand apart."""
    return [
        ("groups", {"id": 1, "name": "River keepers", "parent_id": None}),
        user(1, "Amara Invented"),
        user(2, "Bilal Invented"),
        ("topic_items", {"id": 1, "itemable_type": "Comment", "itemable_id": 30, "topic_id": 70}),
        ("discussions", {"id": 7, "topic_id": 70, "title": "Money", "author_id": 1, "created_at": AT}),
        ("topics", {"id": 70, "topicable_type": "Discussion", "topicable_id": 7, "group_id": 1}),
        ("topics", {"id": 71, "topicable_type": "Poll", "topicable_id": 6, "group_id": 1}),
        poll(5, "Shall we buy boats?", discussion_id=None, topic_id=70),
        poll(6, "Who speaks for us?", discussion_id=None, topic_id=71, anonymous=True),
        ("poll_options", {"id": 50, "poll_id": 5, "name": "Yes", "priority": 0}),
        ("poll_options", {"id": 60, "poll_id": 6, "name": "Amara", "priority": 0}),
        ("poll_options", {"id": 61, "poll_id": 6, "name": "Bilal", "priority": 1}),
        ("anonymous_ballots", {"id": "b2", "poll_id": 6}),
        ("anonymous_ballots", {"id": "b1", "poll_id": 6}),
        ("anonymous_ballot_choices", {"anonymous_ballot_id": "b1", "poll_option_id": 60, "score": 1}),
        ("anonymous_ballot_choices", {"anonymous_ballot_id": "b2", "poll_option_id": 61, "score": 1}),
        ("anonymous_poll_voters", {"id": 1, "poll_id": 6, "voter_id": 1}),
        ("legacy_anonymous_vote_reasons", {"id": 1, "anonymous_ballot_id": "b1", "reason": "She listens."}),
        stance(200, 5, 2, "Boats rust."),
        choice(200, 50),
        choice(200, 99),
        stance(201, 6, 1, "Left over from before", cast_at=AT),
        ("comments", {"id": 30, "parent_type": "Discussion", "parent_id": 7, "user_id": 1, "body": "How many boats?", "created_at": AT}),
        ("comments", {"id": 31, "parent_type": "Comment", "parent_id": 30, "user_id": 2, "body": "Two boats.", "created_at": AT}),
        ("comments", {"id": 32, "parent_type": "Stance", "parent_id": 200, "user_id": 1, "body": "Paint helps.", "created_at": "when?"}),
        ("comments", {"id": 33, "parent_type": "Discussion", "parent_id": 999, "user_id": 1, "body": "Lost.", "created_at": AT}),
    ]


def in_json(path: Path, rows: Rows) -> Path:
    path.write_text("".join(json.dumps({"table": table, "record": record}) + "\n" for table, record in rows), encoding="utf-8")
    return path


CSV = """\
Export for River keepers

Groups (1)
Id,Key,Name,Description,Created at
1,grp,River keepers,,2025-01-01 10:00:00 UTC

Memberships (1)
Group,User,User name,User email,Admin,Created at,Accepted at
1,1,Amara Invented,1@invented.example,true,2025-01-01 10:00:00 UTC,

Discussions (1)
Id,Topic,Author,Author name,Title,Description,Created at
7,70,2,Bilal Invented,Where do we meet?,Say where.,2025-03-01 10:00:00 UTC

Comments (1)
Id,Group,Topic,Author,Author name,Title,Author name,Body,Created at
20,1,70,2,Bilal Invented,Where do we meet?,Bilal Invented,"What about
jabberwocks?",2025-03-02 10:00:00 UTC

Polls (2)
Id,Key,Topic,Author,Author name,Title,Details,Closing at,Closed at,Created at,Poll type,Custom fields
1,key1,70,1,Amara Invented,Shall we meet in spring?,Soon.,2025-03-08 10:00:00 UTC,2025-03-08 10:00:00 UTC,2025-03-01 10:00:00 UTC,proposal,{}
2,key2,70,1,Amara Invented,Still open?,,,,2025-03-01 10:00:00 UTC,proposal,{}

Stances (2)
Id,Poll,Participant,Author name,Reason,Latest,Created at,Updated at
100,1,1,Amara Invented,"Yes, gladly.",true,2025-03-02 10:00:00 UTC,2025-03-02 10:00:00 UTC
101,1,2,Bilal Invented,,true,2025-03-02 10:00:00 UTC,2025-03-02 10:00:00 UTC

Outcomes (1)
Id,Poll,Author,Statement,Created at,Updated at
5,1,1,We meet in spring.,2025-03-09 10:00:00 UTC,2025-03-09 10:00:00 UTC

"""


def in_csv(path: Path) -> Path:
    path.write_text(CSV, encoding="utf-8")
    return path

"""One row, at least, in each table that holds what was said: made by hand, past all rules but the database's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, update

# The application knows every feature, and so the metadata every table, whichever test comes first.
import consensus.app  # noqa: F401
from consensus.db import Base

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
HASH = "0" * 64
ON_PROPOSAL: dict[str, Any] = {"proposal_id": 1, "voice_id": 1, "person_id": 1}

ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("person", {"id": 1, "name": "P", "created_at": AT}),
    ("member", {"id": 1, "name": "M", "country": "KE", "region": "AFR", "kind": "ngo", "admitted_on": AT.date()}),
    ("member", {"id": 2, "name": "N", "country": "PE", "region": "LAC", "kind": "ngo", "admitted_on": AT.date()}),
    ("body", {"id": 1, "code": "WG", "name": "W", "kind": "working_group", "languages": ["en"], "created_at": AT}),
    ("seat", {"id": 1, "body_id": 1, "label": "Chair", "kind": "officer"}),
    (
        "breach",
        {"id": 1, "body_id": 1, "began_at": AT, "cause": "leave_seat", "rules": ["two"], "reasons": ["R"], "cure_ends_at": AT + DAY}
        | {"suspends": True},
    ),
    ("seat_term", {"id": 1, "seat_id": 1, "person_id": 1, "member_id": 1, "started_at": AT}),
    ("alternate", {"id": 1, "term_id": 1, "person_id": 1, "member_id": 2, "named_at": AT, "reason": "R"}),
    ("standing_in", {"id": 1, "alternate_id": 1, "began_at": AT, "reason": "R"}),
    (
        "ruleset",
        {"id": 1, "body_id": 1, "number": 1, "classes": {}, "composition": [], "attributes": {}, "reason": "first", "in_force_at": AT},
    ),
    (
        "proposal",
        {"id": 1, "body_id": 1, "class_code": "project", "visibility": "body", "question": "Q", "authentic_language": "en"}
        | {"stage": "drafting", "opened_at": AT, "created_at": AT, "last_act_at": AT, "lapses_at": AT},
    ),
    ("proposal_owner", {"id": 1, "proposal_id": 1, "person_id": 1, "since_at": AT}),
    ("version", {"id": 1, "proposal_id": 1, "number": 1, "person_id": 1, "at": AT, "is_material": True}),
    ("version_text", {"version_id": 1, "language": "en", "question": "Q", "text": "T", "html": "<p>T</p>", "sha256": HASH}),
    (
        "comment",
        {"id": 1, "proposal_id": 1, "version_number": 1, "person_id": 1, "speaks_as": "M", "at": AT, "text": "T", "html": "T"}
        | {"is_issue": True},
    ),
    ("issue_disposition", {"comment_id": 1, "person_id": 1, "at": AT, "disposition": "accepted", "text": "T", "html": "T"}),
    ("amendment_taken_over", {"version_id": 1, "comment_id": 1}),
    (
        "translation",
        {"id": 1, "version_id": 1, "language": "es", "question": "Q", "text": "T", "html": "<p>T</p>", "sha256": HASH, "person_id": 1}
        | {"speaks_as": "M", "at": AT, "is_held": True},
    ),
    ("voice", {"id": 1, "proposal_id": 1, "member_id": 1, "label": "M", "region": "AFR", "kind": "ngo", "country": "KE"}),
    ("voice", {"id": 2, "proposal_id": 1, "member_id": 2, "label": "N", "region": "LAC", "kind": "ngo", "country": "PE"}),
    (
        "objection",
        {"id": 1, **ON_PROPOSAL, "kind": "block", "ground": "harm", "reason": "R", "attribution": "kind_and_region"}
        | {"version_number": 1, "raised_at": AT, "status": "open", "whom": "W", "passage": "T"},
    ),
    ("hearing", {"id": 1, "proposal_id": 1, "person_id": 1, "invited_at": AT, "meets_at": AT + DAY, "place": "P", "text": "T"}),
    ("invitation", {"hearing_id": 1, "objection_id": 1}),
    ("invitation_answer", {"id": 1, "hearing_id": 1, "objection_id": 1, "person_id": 1, "at": AT, "comes": True, "text": "T"}),
    ("hearing_end", {"hearing_id": 1, "person_id": 1, "at": AT, "was_held": True, "text": "T", "agreed_by": "M"}),
    ("sense_check", {"id": 1, "proposal_id": 1, "person_id": 1, "version_number": 1, "at": AT, "question": "Q", "is_by_name": False}),
    ("sense_answer", {"id": 1, "sense_check_id": 1, "member_id": 1, "label": "M", "person_id": 1, "at": AT, "gradient": "veto"}),
    ("sense_end", {"sense_check_id": 1, "person_id": 1, "at": AT}),
    ("objection_answer", {"id": 1, "objection_id": 1, "person_id": 1, "at": AT, "text": "T"}),
    ("block_second", {"objection_id": 1, "voice_id": 2, "person_id": 1, "at": AT}),
    (
        "position",
        {
            "id": 1,
            **ON_PROPOSAL,
            "version_number": 1,
            "stage": "consensus",
            "code": "block",
            "reason": "R",
            "attribution": "kind_and_region",
        }
        | {"objection_id": 1, "at": AT},
    ),
    ("vote", {"id": 1, **ON_PROPOSAL, "code": "no", "at": AT}),
    (
        "decision",
        {"id": 1, "proposal_id": 1, "body_id": 1, "year": 2026, "sequence": 1, "number": "WG/2026/001", "class_code": "project"}
        | {"outcome": "full_consensus", "status": "in_force", "has_dissent": False, "question": "Q", "record": "{}"}
        | {"record_sha256": HASH, "closed_at": AT},
    ),
    ("statement", {"id": 1, "decision_id": 1, "voice_id": 1, "person_id": 1, "text": "T", "attribution": "kind_and_region", "at": AT}),
    ("dissociation", {"id": 1, "decision_id": 1, "member_id": 1, "person_id": 1, "attribution": "kind_and_region", "at": AT}),
    (
        "audit_term",
        {"id": 1, "person_id": 1, "named_by_id": 1, "reason": "R", "starts_at": AT, "ends_at": AT + DAY},
    ),
    (
        "sealed_look",
        {"id": 1, "proposal_id": 1, "number": "WG/2026/001", "kind": "statement", "words_id": 1, "member_id": 1, "author_id": 1}
        | {"person_id": 1, "is_auditor": False, "reason": "R", "at": AT},
    ),
    ("review", {"id": 1, "proposal_id": 1, "person_id": 1, "at": AT, "is_kept": True, "reason": "R", "review_on": AT.date()}),
    (
        "task",
        {"id": 1, "proposal_id": 1, "text": "T", "responsible_id": 1, "due_on": AT.date(), "person_id": 1, "at": AT, "status": "open"}
        | {"note": ""},
    ),
    (
        "telling",
        {"id": 1, "proposal_id": 1, "voice_id": 1, "person_id": 1, "stage": "consensus", "opened_at": AT, "channel": "mail", "told_at": AT}
        | {"returned_at": AT},
    ),
    ("reminder", {"id": 1, "proposal_id": 1, "stage": "consensus", "opened_at": AT, "person_id": 1, "at": AT}),
    ("meeting", {"id": 1, "body_id": 1, "title": "M", "planned_at": AT, "called_by_id": 1, "called_at": AT, "secretary_id": 1}),
    ("meeting_item", {"id": 1, "meeting_id": 1, "proposal_id": 1}),
    (
        "entered_position",
        {"id": 1, "item_id": 1, **ON_PROPOSAL, "version_number": 1, "stage": "consensus", "code": "support", "reason": "R", "at": AT},
    ),
    ("meeting_note", {"id": 1, "meeting_id": 1, "person_id": 1, "kind": "note", "text": "T", "at": AT}),
    (
        "election",
        {"id": 1, "body_id": 1, "title": "E", "about": "", "method": "scottish", "secrecy": "secret", "voter_kinds": ["ngo"]}
        | {"stander_kinds": ["ngo"], "nominations_close_at": AT, "voting_days": 7, "stage": "voting", "called_by_id": 1, "called_at": AT},
    ),
    ("election_seat", {"election_id": 1, "seat_id": 1}),
    (
        "candidacy",
        {"id": 1, "election_id": 1, "person_id": 1, "member_id": 1, "nominated_by_id": 1, "nominated_at": AT, "standing": "stands"}
        | {"statement": "S"},
    ),
    ("elector", {"election_id": 1, "member_id": 1, "has_voted": True}),
    ("ballot", {"word": "w", "election_id": 1, "preferences": [1]}),
    (
        "election_count",
        {"id": 1, "election_id": 1, "number": 1, "person_id": 1, "at": AT, "reason": "", "counted": {}, "listed": [], "sheet": {}}
        | {"without_rules": [], "sha256": HASH},
    ),
    ("retention_rule", {"id": 1, "category": "drafts", "days": 90, "person_id": 1, "at": AT}),
    ("legal_hold", {"id": 1, "body_id": 1, "reason": "R", "person_id": 1, "at": AT}),
    # An entry that lost its words, the one that says so, and the note in which they stood.
    ("ledger_entry", {"index": 1, "at": AT, "actor": "person:1", "act": "add_note", "leaf": b"l" * 32}),
    ("ledger_entry", {"index": 2, "at": AT, "actor": "person:1", "act": "erase", "entry": "{}", "salt": b"s" * 16, "leaf": b"l" * 32}),
    ("erasure", {"entry_index": 1, "erased_by": 2, "words": "note", "row_id": 2, "person_id": 1, "at": AT, "reason": "R"}),
    (
        "election_step",
        {"id": 1, "election_id": 1, "step": "void", "is_taken": False, "rules": ["two"], "reason": "R", "person_id": 1, "at": AT},
    ),
    ("election_anew", {"election_id": 1, "earlier_id": 1}),
    (
        "push_device",
        {"id": 1, "person_id": 1, "epoch": 0, "name": "D", "endpoint_sha256": HASH, "sealed": b"s", "token_sha256": HASH, "made_at": AT},
    ),
    (
        "push_message",
        {"id": 1, "key": "notice:1", "device_id": 1, "title": "T", "text": "T", "url": "/", "made_at": AT, "due_at": AT}
        | {"next_try_at": AT, "tries": 0, "is_told": False},
    ),
    (
        "webhook",
        {"id": 1, "body_id": 1, "name": "W", "kind": "generic", "sealed": b"s", "events": ["decision.taken"], "language": "en"}
        | {"audience": "body", "tells_title": True, "is_on": True, "cursor": 1, "made_at": AT, "next_try_at": AT, "failures": 0},
    ),
    (
        "webhook_delivery",
        {"id": 1, "webhook_id": 1, "entry_index": 1, "event": "decision.taken", "message_id": "msg_1", "made_at": AT}
        | {"state": "waiting", "tries": 0},
    ),
    (
        "imported_file",
        {"id": 1, "body_id": 1, "source": "loomio", "group_name": "G", "sha256": HASH, "decisions": 1, "left_out": {}, "at": AT},
    ),
    (
        "imported_decision",
        {"id": 1, "imported_file_id": 1, "body_id": 1, "visibility": "body", "source": "loomio", "source_id": "poll:1", "question": "Q"}
        | {"closed_at": AT, "record": "{}", "record_sha256": HASH, "words": " q "},
    ),
    ("digest", {"id": 1, "person_id": 1, "due_on": AT.date(), "handle": "d", "made_at": AT}),
    (
        "notice",
        {"id": 1, "entry_index": 1, "cause": "entry", "person_id": 1, "channel": "mail", "kind": "commented", "urgency": "concerns"}
        | {"body_id": 1, "proposal_id": 1, "handle": "n", "made_at": AT, "due_at": AT, "in_digest": True, "digest_id": 1, "sent_at": AT},
    ),
    ("notice_choice", {"person_id": 1, "body_id": 1, "level": "owed"}),
    ("notice_wishes", {"person_id": 1, "rest": "weekly", "digest_hour": 8, "digest_weekday": 0}),
)


def fill(engine: Engine) -> None:
    """Put the rows in."""
    tables = Base.metadata.tables
    with engine.begin() as connection:
        for table, values in ROWS:
            connection.execute(insert(tables[table]).values(**values))
        connection.execute(update(tables["voice"]).where(tables["voice"].c.id == 1).values(position_id=1, vote_id=1))

"""What the demonstration's groups decided before they came here: an export of an invented Loomio group, taken over into the archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from consensus.archive.commands import import_loomio
from consensus.archive.loomio import read_export
from consensus.bodies.commands import RulesetDraft, adopt_ruleset
from consensus.demonstration.founding import GROUPS, STEWARD, World
from consensus.domain.terms import Visibility

VOTES = (
    ("Adaeze (invented)", "Agree", "A river that nobody measures is a river that nobody defends."),
    ("Björn (invented)", "Agree", ""),
    ("Carmen (invented)", "Abstain", "We have no river, and no opinion on yours."),
    ("Dilek (invented)", "Disagree", "Who keeps the numbers, and who may read them, is not said."),
)
OPTIONS = ("Agree", "Abstain", "Disagree")


def take_over(world: World, now: datetime) -> None:
    """Take over what a working group decided in another program, before it came here."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.json"
        lines = (json.dumps({"table": table, "record": record}, ensure_ascii=False) for table, record in _rows(now - timedelta(days=400)))
        path.write_text("\n".join(lines), encoding="utf-8")
        with read_export(path) as export:
            import_loomio(
                world.session,
                actor=world.actor(STEWARD),
                body_id=world.body_id[GROUPS[-1][0]],
                export=export,
                visibility=Visibility.NETWORK,
                now=now,
            )


def change_rules(world: World, now: datetime) -> None:
    """Let the assembly change a number of its rules, so that there is something to compare."""
    adopt_ruleset(
        world.session,
        actor=world.actor(STEWARD),
        body_id=world.body_id["ASSEMBLY"],
        ruleset=RulesetDraft(
            classes={"governance": {"comment_days": 21}, "political_position": {"support_floor": "1/3"}},
            reason="Invented: the assembly wished that a position of the network has the support of a third.",
        ),
        follows=1,
        now=now,
    )


def _rows(at: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    opened, closed = at.isoformat(), (at + timedelta(days=7)).isoformat()
    yield "groups", {"id": 1, "name": "Water watchers (invented)"}
    yield from (("users", {"id": number, "name": name}) for number, (name, _, _) in enumerate(VOTES, start=1))
    yield (
        "discussions",
        {"id": 1, "title": "Measuring the river", "description": "How shall we begin?", "author_id": 1, "created_at": opened},
    )
    yield "comments", {"id": 1, "discussion_id": 1, "user_id": 4, "body": "The old numbers are lost.", "created_at": opened}
    poll = {"id": 1, "key": "invented1", "title": "Shall we measure the river twice a year?", "details": "In **spring** and in autumn."}
    yield "polls", poll | {"poll_type": "proposal", "discussion_id": 1, "author_id": 1, "created_at": opened, "closed_at": closed}
    yield from (("poll_options", {"id": number, "poll_id": 1, "name": name, "priority": number}) for number, name in enumerate(OPTIONS))
    for number, (_, option, reason) in enumerate(VOTES, start=1):
        yield "stances", {"id": number, "poll_id": 1, "participant_id": number, "reason": reason, "cast_at": opened, "latest": True}
        yield "stance_choices", {"id": number, "stance_id": number, "poll_option_id": OPTIONS.index(option), "score": 1}
    yield "outcomes", {"id": 1, "poll_id": 1, "author_id": 1, "statement": "We measure in April and in October.", "created_at": closed}

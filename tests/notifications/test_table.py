"""The table says of every act that can stand in the ledger whom it tells, or why it tells nobody."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
from pathlib import Path

import consensus
from consensus.domain.terms import Action, Beside
from consensus.ledger.entries import ERASE
from consensus.notifications.ballot_reminders import BALLOT
from consensus.notifications.page import as_page
from consensus.notifications.reminding import LAST_CALL, REACH, REMINDER
from consensus.notifications.table import NOBODY, TABLE
from consensus.notifications.words import KINDS
from consensus.replying.saying import ANSWERED
from consensus.transaction import ACTS
from tests.repository.test_what_happens_when import rows

SOURCE = Path(consensus.__file__).parent
WRITTEN = re.compile(r'act="([a-z_]+)"|\.record\(\s*"([a-z_]+)"|_record\(act, "([a-z_]+)"')
VALUES = {"question", "body", "title", "until"}

REMINDERS = {REMINDER, LAST_CALL, REACH, BALLOT}
"""Of which no entry tells by itself: they come later."""


def acts_of_the_ledger() -> set[str]:
    """Every act that can stand in the ledger: of commands, of the table of stages, and those that the source writes down."""
    for module in pkgutil.walk_packages(consensus.__path__, "consensus."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    of_commands = {act for name, act in ACTS.items() if name.startswith("consensus.")}
    written = {act for path in SOURCE.rglob("*.py") for found in WRITTEN.findall(path.read_text(encoding="utf-8")) for act in found if act}
    of_the_table = {each.value for each in (*Action, *Beside)}
    return (of_commands | written | of_the_table | {ERASE, ANSWERED, "supersede", "ratify"}) - without_entry()


def without_entry() -> set[str]:
    """The commands of which the page of acts says that they add no entry."""
    return {row["act"] for listed in rows().values() for row in listed if row["entry"].strip() == "none"}


def test_every_act_tells_somebody_or_says_why_it_tells_nobody() -> None:
    told = {row.act for row in TABLE}

    assert told | set(NOBODY) == acts_of_the_ledger()
    assert told & set(NOBODY) == set()


def test_every_row_has_a_template_and_every_template_a_row() -> None:
    assert {row.kind for row in TABLE} == KINDS.keys() - REMINDERS


def test_templates_name_only_what_a_notice_knows() -> None:
    for kind in KINDS.values():
        for template in (kind.line, kind.subject or ""):
            assert {name for _, name, _, _ in string.Formatter().parse(template) if name} <= VALUES


def test_an_audience_is_asked_once_for_each_condition_of_an_act() -> None:
    asked = [(row.act, row.audience.name, row.when.words) for row in TABLE]

    assert len(asked) == len(set(asked))


def test_the_printed_table_is_the_one_that_the_program_uses() -> None:
    assert (SOURCE.parent / "docs" / "notices.md").read_text(encoding="utf-8") == as_page()

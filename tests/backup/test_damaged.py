"""A backup that is damaged or forged is refused before any database is touched."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from config import Settings
from consensus.backup import BackupError, examine
from consensus.cli import main
from consensus.ledger.entries import leaf_of
from tests.backup.conftest import Machine
from tests.backup.files import MANIFEST, Parts, change_manifest, change_rows, forged
from tests.support.installation import environment_of

FLIPS = 60


def refusal_of(path: Path) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(BackupError) as refused, examine(path):
        pass
    return str(refused.value)


def test_a_byte_that_was_changed_anywhere_is_noticed(copy: Path) -> None:
    content = copy.read_bytes()
    for place in (0, len(content) - 1, *random.sample(range(len(content)), FLIPS)):
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << random.randrange(8)
        copy.write_bytes(spoilt)
        assert re.search("damaged|no backup", refusal_of(copy)), place


def test_a_file_that_was_cut_short_or_grew_is_noticed(copy: Path) -> None:
    content = copy.read_bytes()
    for other in (*(content[: len(content) * tenth // 10] for tenth in range(10)), content[:-1], content[1:], content + b"\n"):
        copy.write_bytes(other)
        assert re.search("damaged|no backup", refusal_of(copy))


def take_out(parts: Parts) -> None:
    del parts["tables/vote.jsonl"]


def put_in(parts: Parts) -> None:
    parts["tables/another.jsonl"] = b""


def drop_a_row(parts: Parts) -> None:
    parts["tables/person.jsonl"] = parts["tables/person.jsonl"].partition(b"\n")[2]


def spoil_a_row(parts: Parts) -> None:
    parts["tables/person.jsonl"] = b"[1,2]\n" + parts["tables/person.jsonl"]


def lose_the_manifest(parts: Parts) -> None:
    parts[MANIFEST] = b"{}"


def lose_an_entry(parts: Parts) -> None:
    change_rows(parts, "ledger_entry", lambda rows: rows.remove(rows[3]))


def cut_the_ledger(parts: Parts) -> None:
    change_rows(parts, "ledger_entry", lambda rows: rows.remove(rows[-1]))
    change_manifest(parts, lambda said: said.update(entries=said["entries"] - 1))


def change_an_entry(parts: Parts) -> None:
    change_rows(parts, "ledger_entry", lambda rows: rows[3].update(entry=rows[3]["entry"].replace("person", "nobody")))


def change_an_entry_with_its_leaf(parts: Parts) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        said = rows[3]["entry"].replace("person", "nobody")
        leaf = leaf_of(base64.b64decode(rows[3]["salt"]), said)
        rows[3].update(entry=said, leaf=base64.b64encode(leaf).decode())

    change_rows(parts, "ledger_entry", change)


def sign_another_tree(parts: Parts) -> None:
    change_manifest(parts, lambda said: said.update(checkpoint=said["checkpoint"].replace("\n", "\n1", 1)))


def come_from_tomorrow(parts: Parts) -> None:
    change_manifest(parts, lambda said: said.update(form=2))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (take_out, "a part of it is missing"),
        (put_in, "one too many"),
        (drop_a_row, "person.jsonl is not what was written"),
        (spoil_a_row, "a row is not of the form"),
        (lose_the_manifest, "what it says of itself cannot be read"),
        (lose_an_entry, "entry 3 of the ledger is missing"),
        (cut_the_ledger, "another number of entries"),
        (change_an_entry, "entry 3 of the ledger is not what its leaf was made of"),
        (change_an_entry_with_its_leaf, "not what its newest checkpoint signed"),
        (sign_another_tree, "The newest checkpoint of the backup does not hold"),
        (come_from_tomorrow, "made by a later version of the program"),
    ],
)
def test_a_file_that_was_made_to_look_whole_is_refused(copy: Path, change: Callable[[Parts], None], why: str) -> None:
    assert why in refusal_of(forged(copy, change))


def test_nothing_is_touched_for_a_damaged_file(copy: Path, machine: Machine) -> None:
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    empty = machine("sqlite")

    refused = CliRunner().invoke(main, ["restore", str(copy)], env=environment_of(empty))

    assert (refused.exit_code, "The backup is damaged" in refused.output) == (1, True)
    assert not database_of(empty).exists()


def test_rows_that_say_something_else_than_the_ledger_are_not_kept(copy: Path, machine: Machine) -> None:
    made = forged(copy, lambda parts: change_rows(parts, "objection", lambda rows: rows[0].update(reason="We are delighted.")))
    empty = machine("sqlite")

    refused = CliRunner().invoke(main, ["restore", str(made)], env=environment_of(empty))

    assert (refused.exit_code, "The record in the backup does not hold" in refused.output) == (1, True)
    again = CliRunner().invoke(main, ["restore", str(copy)], env=environment_of(empty))
    assert again.exit_code == 0, again.output


def database_of(settings: Settings) -> Path:
    """The file in which an installation has its database."""
    return Path(settings.database_url.removeprefix("sqlite:///"))

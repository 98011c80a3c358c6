"""The page of acts has a row for each command, in the section of its feature, with a test that exists."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import defaultdict
from pathlib import Path

import consensus
from consensus.transaction import ACTS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "what_happens_when.md"
ROW = re.compile(r"\| `(?P<act>[a-z_]+)` \| (?P<who>[^|]+) \| (?P<changes>[^|]+) \| (?P<entry>[^|]+) \| `(?P<test>[^`|]+)` \|")


def commands() -> dict[str, set[str]]:
    """The acts of all commands of the program, by feature."""
    for module in pkgutil.walk_packages(consensus.__path__, "consensus."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, act in ACTS.items():
        if name.startswith("consensus."):
            found[name.split(".")[1].replace("_", " ")].add(act)
    return dict(found)


def rows() -> dict[str, list[re.Match[str]]]:
    """The rows of the page, by section."""
    found: dict[str, list[re.Match[str]]] = {}
    section = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ").lower().replace("-", " ")
        elif line.startswith("| `"):
            row = ROW.fullmatch(line)
            assert row is not None, f"not a row of five cells: {line}"
            found.setdefault(section, []).append(row)
    return found


def test_every_command_has_its_row_and_every_row_its_command() -> None:
    told = {section: {row["act"] for row in listed} for section, listed in rows().items()}

    assert told == commands()


def test_no_act_is_told_twice() -> None:
    acts = [row["act"] for listed in rows().values() for row in listed]

    assert len(acts) == len(set(acts))


def test_every_row_names_a_test_that_exists() -> None:
    missing = [row["test"] for listed in rows().values() for row in listed if not (ROOT / row["test"]).is_file()]

    assert missing == []

"""The lock files: everything pinned, everything hashed, no address, and true to what was asked for."""

from __future__ import annotations

import re
import tomllib
from functools import cache

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.support.tree import ROOT

LOCKS = ("base.txt", "dev.txt", "installer.txt")
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ;.*)? \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


@cache
def lock(name: str) -> str:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return {pin["name"]: pin["version"] for pin in PIN.finditer(lock(name))}


def asked_for(name: str) -> list[Requirement]:
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_only_pins_with_hashes_and_remarks(name: str) -> None:
    rest = PIN.sub("", lock(name))
    assert [line for line in rest.splitlines() if not line.lstrip().startswith("#")] == []
    assert len(pins(name)) > 10 or name == "installer.txt"
    assert pins(name) != {}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name: str) -> None:
    assert re.findall(r".*(?:://| @ |--index|--extra|--find-links|--trusted).*", lock(name)) == []


@pytest.mark.parametrize(
    ("name", "sources"),
    [("base.txt", ["base.in", "build.in"]), ("dev.txt", ["base.in", "build.in", "dev.in"]), ("installer.txt", ["installer.in"])],
)
def test_a_lock_gives_what_was_asked_for(name: str, sources: list[str]) -> None:
    locked = pins(name)
    wrong = [str(wish) for source in sources for wish in asked_for(source) if not wish.specifier.contains(locked.get(wish.name, "0"))]
    assert wrong == []


def test_the_tests_run_on_the_very_versions_that_are_installed() -> None:
    assert pins("base.txt").items() <= pins("dev.txt").items()


def test_the_locks_reach_down_to_the_oldest_python() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert SpecifierSet(project["project"]["requires-python"]) == SpecifierSet(">=3.11")
    assert "--python-version 3.11" in (ROOT / "Makefile").read_text(encoding="utf-8")

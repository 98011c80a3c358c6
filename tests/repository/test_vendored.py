"""What others wrote stands here unchanged, under a licence that stands beside it."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from tests.support.tree import FOREIGN, ROOT

FOLDERS = [ROOT / folder for folder in FOREIGN]


def described(folder: Path) -> list[dict[str, str]]:
    files: list[dict[str, str]] = tomllib.loads((folder / "vendored.toml").read_text(encoding="utf-8"))["file"]
    return files


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_vendored_file_is_the_one_that_was_published(folder: Path) -> None:
    for one in described(folder):
        assert hashlib.sha256((folder / one["path"]).read_bytes()).hexdigest() == one["sha256"]
        assert one["version"] in (folder / one["path"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_vendored_file_is_described_and_has_its_licence(folder: Path) -> None:
    known = {name for one in described(folder) for name in (one["path"], one["licence_file"])}
    present = {path.name for path in folder.iterdir() if "3RD-PARTY" not in path.name}
    assert present == known | {"vendored.toml"}
    assert all((folder / one["licence_file"]).stat().st_size > 0 for one in described(folder))

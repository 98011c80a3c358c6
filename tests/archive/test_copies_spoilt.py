"""Any byte, line or file of a copy changed, dropped, added or swapped, a thousand ways: each is found, and its entry named."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consensus.archive.export import Audience, verify
from consensus.domain.terms import Attribution
from consensus.ledger.canonical import parse_canonical
from tests.archive.copies import contents, copy_of
from tests.archive.scenes import plain
from tests.voting.story import Network

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

WAYS = 500
"""For each of two audiences."""

LINES = ("ledger.jsonl", "ledger.jsonl", "ledger.jsonl", "marks", "decisions.jsonl", "files", "export", "checkpoint", "words.js")
"""Files whose lines are changed, the ledger most of all."""

Change = Callable[[Random, dict[str, bytes]], tuple[dict[str, bytes], int | None]]
"""Returns what a copy holds after a change, and which entry is to be named; null where none need be."""


def a_byte(chance: Random, held: dict[str, bytes]) -> tuple[dict[str, bytes], int | None]:
    name = chance.choice(["ledger.jsonl", *held])
    content = bytearray(held[name])
    place = chance.randrange(len(content))
    content[place] ^= chance.randrange(1, 256)
    return held | {name: bytes(content)}, entry_of(held, name, held[name][:place].count(b"\n"))


def a_byte_gone(chance: Random, held: dict[str, bytes]) -> tuple[dict[str, bytes], int | None]:
    name = chance.choice(["ledger.jsonl", *held])
    place = chance.randrange(len(held[name]))
    return held | {name: held[name][:place] + held[name][place + 1 :]}, entry_of(held, name, held[name][:place].count(b"\n"))


def a_line_gone(chance: Random, held: dict[str, bytes]) -> tuple[dict[str, bytes], int | None]:
    name = chance.choice(LINES)
    lines = held[name].splitlines(keepends=True)
    place = chance.randrange(len(lines))
    return held | {name: b"".join(lines[:place] + lines[place + 1 :])}, entry_of(held, name, place)


def a_line_twice(chance: Random, held: dict[str, bytes]) -> tuple[dict[str, bytes], int | None]:
    name = chance.choice(LINES)
    lines = held[name].splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines) + 1)
    # A line that stands beside its twin is the second of them, whichever side it was put on.
    place = other + 1 if other == one else other
    return held | {name: b"".join([*lines[:other], lines[one], *lines[other:]])}, entry_of(held, name, place)


def two_lines_swapped(chance: Random, held: dict[str, bytes]) -> tuple[dict[str, bytes], int | None]:
    name = chance.choice(LINES)
    lines = held[name].splitlines(keepends=True)
    one, other = sorted(chance.sample(range(len(lines)), 2)) if len(lines) > 1 else (0, 0)
    lines[one], lines[other] = lines[other], lines[one]
    return held | {name: b"".join(lines)}, entry_of(held, name, one)


def a_file_gone(chance: Random, held: dict[str, bytes]) -> tuple[dict[str, bytes], int | None]:
    name = chance.choice(list(held))
    return {each: content for each, content in held.items() if each != name}, entry_of(held, name, 0)


def a_file_added(chance: Random, held: dict[str, bytes]) -> tuple[dict[str, bytes], int | None]:
    return held | {f"{chance.choice(list(held))}{chance.randrange(10)}": b"more"}, None


def two_files_swapped(chance: Random, held: dict[str, bytes]) -> tuple[dict[str, bytes], int | None]:
    one, other = chance.sample(list(held), 2)
    return held | {one: held[other], other: held[one]}, None


CHANGES: tuple[Change, ...] = (
    *(a_byte, a_byte, a_byte, a_byte_gone),
    *(a_line_gone, a_line_twice, two_lines_swapped),
    *(a_file_gone, a_file_added, two_files_swapped),
)


def entry_of(held: dict[str, bytes], name: str, line: int) -> int | None:
    """Return which entry is at fault where a line of a file is: of the ledger its own, of a decision's files the decision's."""
    if name == "ledger.jsonl":
        return line
    if name.startswith("decisions/") and not name.endswith("index.html"):
        number = name.removeprefix("decisions/").rpartition(".")[0]
        said = map(parse_canonical, held["decisions.jsonl"].decode().splitlines())
        return next(int(each["entry"]) for each in said if each["number"] == number)
    return None


class Place:
    """A copy on the disk, in which only what differs is written anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.held = contents(folder)

    def hold(self, wanted: dict[str, bytes]) -> None:
        """Let the folder hold exactly ``wanted``."""
        for name in self.held.keys() - wanted.keys():
            (self.folder / name).unlink()
        for name, content in wanted.items():
            if self.held.get(name) != content:
                (self.folder / name).write_bytes(content)
        self.held = wanted


def changes(held: dict[str, bytes], seed: int) -> Iterator[tuple[str, dict[str, bytes], int | None]]:
    chance = Random(seed)
    for number in range(WAYS):
        change = CHANGES[number % len(CHANGES)]
        spoilt, entry = change(chance, held)
        if spoilt != held:
            yield f"{number}: {change.__name__}", spoilt, entry


@pytest.mark.slow
@pytest.mark.parametrize("audience", [Audience.FULL, Audience.NETWORK])
def test_each_change_of_a_copy_is_found(
    app: Flask, session: Session, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, audience: Audience
) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    plain(network)
    story = network.propose("Alpha", "Shall we walk?").commented().called_for_objections().called_for_consensus()
    story.supported_by("Alpha", "Beta", "Delta").said("Gamma", "reservation", "Not far.", attribution=Attribution.SEALED).over()
    story.stated("Gamma", "Too far.", Attribution.NAMED)
    copy_of(app, session, tmp_path / "copy", audience, network.now)
    place = Place(tmp_path / "copy")
    untouched = place.held
    # What one run has worked out of a signature holds for the next: it takes the longest by far.
    monkeypatch.setattr(verify, "is_signed", functools.cache(verify.is_signed))
    assert verify.check(place.folder).problems == []

    missed, misnamed = [], []
    for what, spoilt, entry in changes(untouched, seed=len(audience)):
        place.hold(spoilt)
        found = verify.check(place.folder)
        if not found.problems:
            missed.append(what)
        elif entry is not None and found.first_bad != entry:
            misnamed.append(f"{what}: {found.first_bad} instead of {entry}: {found.problems[:3]}")

    assert (missed, misnamed) == ([], [])
    place.hold(untouched)
    assert verify.check(place.folder).problems == []

"""docs/format/ledger.md is true: its examples hold, and a verifier written from that page alone agrees with what is stored."""

from __future__ import annotations

import base64
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.ledger.canonical import canonical, parse_canonical
from consensus.ledger.checkpoint import read_checkpoint
from consensus.ledger.judging import FORM, OPTIONAL
from consensus.ledger.signing import Verifier, signer_of
from tests.ledger.ledgers import MARIA, NOW, fill, say

PAGE = (Path(__file__).parents[2] / "docs" / "format" / "ledger.md").read_text(encoding="utf-8")


def test_the_entry_on_the_page_is_in_canonical_form() -> None:
    (example,) = re.findall(r"```json\n(.*)\n```", PAGE)

    assert canonical(parse_canonical(example)) == example


def test_the_fields_on_the_page_are_those_of_an_entry() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .* \| (yes|no) \|", PAGE, re.MULTILINE)

    assert {name for name, always in rows if always == "yes"} == set(FORM)
    assert {name for name, always in rows if always == "no"} == set(OPTIONAL)


def test_the_checkpoint_on_the_page_holds_under_the_key_on_the_page() -> None:
    lines = re.findall(r"^    (decide\.example\.org.*|20|[\w+/]{43}=|— .*)$", PAGE, re.MULTILINE)
    (key,) = re.findall(r"`(decide\.example\.org/ledger\+[^`]*)`", PAGE)
    note = "\n".join([*lines[:3], "", lines[3], ""])

    assert read_checkpoint(note, Verifier.from_text(key)) == (20, base64.b64decode(lines[2]))


def test_a_verifier_written_from_the_page_agrees(session: Session) -> None:
    fill(session, 13, sign_at=(1, 6, 13))
    session.execute(text('UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = 4'))
    ledger.append(session, at=NOW, actor=MARIA, act="erase", data={"index": 4, "reason": "asked for"})
    say(session, 14)
    session.commit()
    rows = session.execute(text('SELECT "index", entry, salt, leaf FROM ledger_entry ORDER BY "index"')).all()
    notes = session.scalars(text("SELECT note FROM checkpoint ORDER BY size")).all()

    leaves = entries_hold([(index, entry, salt, bytes(leaf)) for index, entry, salt, leaf in rows])
    for note in notes:
        size, root = opened(note, signer_of(session).verifier.text)
        assert tree(leaves[:size]) == root

    head = session.execute(text("SELECT size, frontier FROM ledger_head")).one()
    frontier = json.loads(head.frontier) if isinstance(head.frontier, str) else head.frontier
    assert frontier == [tree(leaves[0:8]).hex(), tree(leaves[8:12]).hex(), tree(leaves[12:14]).hex(), leaves[14].hex()]
    assert len(notes) == 3


def entries_hold(rows: list[tuple[int, str | None, Any, bytes]]) -> list[bytes]:
    """Check sections 1 to 3 of the page; return the leaves."""
    gone: set[int] = set()
    for place, (index, entry, salt, leaf) in enumerate(rows):
        assert index == place
        if entry is None:
            gone.add(index)
            continue
        said = json.loads(entry)
        assert said["index"] == index
        assert json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")) == entry
        assert sha256(b"\x00" + bytes(salt) + entry.encode()).digest() == leaf
        if said["act"] == "erase":
            gone.remove(said["data"]["index"])
    assert gone == set()
    return [leaf for _, _, _, leaf in rows]


def tree(leaves: list[bytes]) -> bytes:
    """Return the root, as section 4 of the page says."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + tree(leaves[:split]) + tree(leaves[split:])).digest()


def opened(note: str, verifier_key: str) -> tuple[int, bytes]:
    """Check a checkpoint as section 5 of the page says; return its size and root."""
    name, key_id, encoded = verifier_key.split("+", 2)
    public = base64.b64decode(encoded)[1:]
    assert sha256(name.encode() + b"\n\x01" + public).hexdigest()[:8] == key_id
    said, _, signature = note.partition("\n\n")
    blob = base64.b64decode(signature.removeprefix(f"— {name} "))
    assert blob[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(public).verify(blob[4:], f"{said}\n".encode())
    origin, size, root = said.split("\n")
    assert origin == name
    return int(size), base64.b64decode(root)

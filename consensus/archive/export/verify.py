#!/usr/bin/env python3
"""Is this copy of the record what was signed?

    python3 verify.py [FOLDER] [--checkpoint FILE]... [--key KEY]...

Reads a folder that `consensus archive export` made, checks everything in it that can be checked, names the first entry that
fails, and says what it could not see. It needs Python 3.9 or newer and nothing else: no other package, no network, and none
of the program that made the folder. The formats stand in docs/format/ledger.md and docs/format/export.md of that program.

Exit code 0: it holds. 1: it does not. 2: something that was asked for cannot be read.

A copy can vouch for itself only as far as its own key goes. Take this file, a checkpoint or the key from somewhere else, from
earlier, and give them to it: then whoever wrote the folder anew is found out as well.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

HOLDS, FAILS, CANNOT_TELL = 0, 1, 2

AUDIENCES = ("public", "network", "full")

# ------------------------------------------------------------------------------------------------------- canonical JSON


class BadError(Exception):
    """Something is not what it must be; the message says what, as the end of a sentence."""


def canonical(value: Any) -> str:
    """Return the one text of a JSON value (RFC 8785). Only whole numbers: the ledger holds no others."""
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        # RFC 8785 section 3.2.3: by UTF-16 code units, which is the order of Python's own texts as long as they are ASCII.
        order = None if all(map(str.isascii, value)) else _utf16
        return {key: _sorted(value[key]) for key in sorted(value, key=order)}
    if isinstance(value, list):
        return [_sorted(each) for each in value]
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**53):
        raise BadError("it holds a number that is not whole, or too large")
    return value


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def parse(content: bytes) -> Any:
    """Return the value of a text that is JSON in canonical form; ``{"a": 1}`` and ``{"a":1,"a":1}`` are not."""
    try:
        text = content.decode()
        value = json.loads(text)
        is_canonical = canonical(value) == text
    except (ValueError, RecursionError):
        raise BadError("it is not JSON") from None
    if not is_canonical:
        raise BadError("it is not JSON in canonical form")
    return value


def base64_of(text: Any, length: int) -> bytes:
    """Return the bytes of base64 in its one form: bits left over at the end would let two texts say the same."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise BadError("it holds base64 that cannot be read") from None
    if len(content) != length or base64.b64encode(content).decode() != text:
        raise BadError("it holds base64 of another length or form")
    return content


# ------------------------------------------------------------------------------------------------------------- the tree


def leaf_of(salt: bytes, entry: str) -> bytes:
    """Return the leaf of an entry (RFC 6962 section 2.1; its data is the salt and the entry)."""
    return sha256(b"\x00" + salt + entry.encode()).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the node above two others."""
    return sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A Merkle tree that grows leaf by leaf, of which only the roots of its full subtrees are kept, the largest first."""

    size: int = 0
    frontier: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Add a leaf at the end."""
        size = self.size
        while size & 1:
            leaf = node_of(self.frontier.pop(), leaf)
            size >>= 1
        self.frontier.append(leaf)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root, as RFC 6962 section 2.1 has it."""
        if not self.frontier:
            return sha256().digest()
        root = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            root = node_of(left, root)
        return root


# ------------------------------------------------------------------------------------------------- Ed25519 (RFC 8032)

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
"""X, Y, Z and T with x = X/Z, y = Y/Z, x * y = T/Z (RFC 8032 section 5.1.4)."""


def _add(one: Point, other: Point) -> Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


def _is_same(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def _point_of(content: bytes) -> Point | None:
    """Decode a point (RFC 8032 section 5.1.3)."""
    number = int.from_bytes(content, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = _point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature holds (RFC 8032 section 5.1.7)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, start, scalar = _point_of(public_key), _point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or start is None or BASE is None or scalar >= L:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public_key + message).digest(), "little") % L
    return _is_same(_times(scalar, BASE), _add(start, _times(challenge, key)))


# --------------------------------------------------------------------------------------------- signed notes, checkpoints


@dataclass(frozen=True)
class Key:
    """A verifier key: ``name+keyid+key`` (c2sp.org/signed-note)."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that say which key signed."""
        return sha256(self.name.encode() + b"\n\x01" + self.public_key).digest()[:4]


def key_of(line: str) -> Key:
    """Read a verifier key."""
    name, _, rest = line.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    blob = base64_of(encoded, 33)
    key = Key(name, blob[1:])
    if not name or blob[:1] != b"\x01" or key.key_id.hex() != key_id:
        raise BadError("it is not an Ed25519 key in the form of a signed note")
    return key


def open_note(note: str, keys: Sequence[Key]) -> str:
    """Return the text of a signed note, once a signature of each of ``keys`` under it holds; other signatures are passed over."""
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n") or any(char < " " and char != "\n" for char in note):
        raise BadError("it is not a signed note")
    text, signed = text + "\n", list[Key]()
    for line in signatures[:-1].split("\n"):
        found = re.fullmatch(r"\u2014 (\S+) (\S+)", line)
        if found is None:
            raise BadError("a signature line of it is not of its form")
        for key in keys:
            name, encoded = found.groups()
            blob = base64_of(encoded, 68) if name == key.name else b""
            if blob[:4] == key.key_id:
                if not is_signed(key.public_key, text.encode(), blob[4:]):
                    raise BadError("its signature does not hold")
                if key in signed:
                    raise BadError("one key signed it twice")
                signed.append(key)
    if not signed or len(signed) < len(keys):
        raise BadError("it is not signed by the key that was in force")
    return text


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint states: the size of the tree and its root (c2sp.org/tlog-checkpoint)."""

    origin: str
    size: int
    root: bytes
    name: str = "the checkpoint"


SIZE = "(0|[1-9][0-9]{0,17})"


def checkpoint_of(note: str, keys: Sequence[Key]) -> Checkpoint:
    """Read a checkpoint that each of ``keys`` signed."""
    found = re.fullmatch(rf"([^\n]+)\n{SIZE}\n([^\n]+)\n", open_note(note, keys))
    if found is None or found[1] not in {key.name for key in keys}:
        raise BadError("it is signed, but it is not a checkpoint of this ledger")
    return Checkpoint(found[1], int(found[2]), base64_of(found[3], 32))


# ----------------------------------------------------------------------------------------------------------- the folder

FIELDS = {"index": int, "at": str, "actor": str, "act": str, "data": dict}
OPTIONAL = {"voice": str, "body": str, "proposal": int, "decision": str}
NUMBER = re.compile(r"[A-Z0-9-]+/[0-9]{4}/[0-9]{3,}", re.ASCII)
FILE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)", re.ASCII)


@dataclass
class Found:
    """What was found, and what was seen of it."""

    problems: list[str] = field(default_factory=list)
    first_bad: int | None = None
    cannot: list[str] = field(default_factory=list)
    """What was asked for and cannot be told."""
    audience: str = ""
    as_of: str = ""
    entries: int = 0
    hidden: int = 0
    """Entries that the audience may not see: of these only the leaves are there."""
    erased: int = 0
    files: int = 0
    compared: int = 0
    """Decisions whose file was compared with the entry."""
    not_compared: int = 0
    imported: int = 0
    """Decisions that were taken elsewhere, whose file was compared with the SHA-256 in its entry."""
    checkpoint: Checkpoint | None = None
    keys: list[str] = field(default_factory=list)

    def add(self, problem: str, entry: int | None = None) -> None:
        """Keep a problem; ``entry`` is the index of the entry at fault."""
        if entry is not None:
            self.first_bad = entry if self.first_bad is None else min(entry, self.first_bad)
        self.problems.append(problem)


def check(folder: Path, *, noted: Sequence[str] = (), earlier: Sequence[str] = ()) -> Found:
    """Check everything in ``folder``.

    :param noted: verifier keys that were noted elsewhere: each must be one that signed this record, at some time.
    :param earlier: checkpoints that were copied elsewhere, as signed notes.
    """
    return _Check(folder, noted, earlier).run()


class _Check:
    def __init__(self, folder: Path, noted: Sequence[str], earlier: Sequence[str]) -> None:
        self.folder = folder
        self.found = Found()
        self.keys = self._keys(noted)
        """The keys of the record, one after the other; most have one alone."""
        self.rotations: dict[int, tuple[str, str]] = {}
        """The sizes of the tree at which a key took over: which from which."""
        self.decisions: dict[int, str] = {}
        """The numbers of the decisions by the index of the entry ``decide``."""
        self.entries: dict[str, int] = {}
        """The same the other way round."""
        self.claims = self._claims(earlier)
        self.tree = Tree()
        self.is_whole = True
        """Whether every row up to here stands in its place, so that the tree can be compared."""
        self.strays: list[int] = []
        """Entries whose leaf is not the one of which a mark was made: they explain why a root does not match."""
        self.gone: set[int] = set()
        """Entries that are missing and may not be, unless a later entry says that they were erased."""
        self.erasures = 0
        self.listed: dict[str, dict[str, Any]] = {}
        """What the list says of each decision whose file was not read yet."""
        self.annexed: Counter[tuple[str, str]] = Counter()
        """By decision and section, how many words its file holds that no entry was met of."""

    def run(self) -> Found:
        statement = self._statement()
        self._read_decisions()
        self._read_ledger()
        self._compare_others()
        self._check_annexed()
        if statement is not None:
            self._check_files(statement)
        return self.found

    # ---- keys and signatures

    def _keys(self, noted: Sequence[str]) -> list[Key]:
        self.found.keys = (self._text("verifier-key") or "").splitlines()
        try:
            keys = [key_of(line) for line in self.found.keys]
        except BadError as error:
            self.found.add(f"The verifier key cannot be read: {error}.")
            return []
        for line in noted:
            if key_of(line) not in keys:
                self.found.add("The record was not signed with the key that was given.")
        return keys

    def _claims(self, earlier: Sequence[str]) -> list[Checkpoint]:
        """Return the checkpoints to which the tree must have grown, the smallest first."""
        claims = self._rotations()
        own = self._text("checkpoint")
        if own is not None:
            self.found.checkpoint = self._checkpoint(own, "The checkpoint does not hold", "the checkpoint")
        for note in earlier:
            claim = self._checkpoint(note, "A checkpoint that was given does not hold", "the checkpoint that was given")
            claims += [] if claim is None else [claim]
        return sorted(claims, key=lambda claim: claim.size)

    def _checkpoint(self, note: str, problem: str, name: str) -> Checkpoint | None:
        """Read a checkpoint that was signed with the key in force: with both where one took over from another."""
        stated = re.match(rf"[^\n]+\n{SIZE}\n", note)
        size = 0 if stated is None else int(stated[1])
        place = sum(1 for rotation in self.rotations if rotation < size)
        try:
            read = checkpoint_of(note, self.keys[place : place + 2] if size in self.rotations else self.keys[place : place + 1])
        except BadError as error:
            self.found.add(f"{problem}: {error}.")
            return None
        return Checkpoint(read.origin, read.size, read.root, name)

    def _rotations(self) -> list[Checkpoint]:
        """Check where a key took over from another: both signed the tree that ends with the entry that says so."""
        sizes = sorted(int(path.name) for path in (self.folder / "rotations").glob("*") if re.fullmatch(SIZE, path.name))
        if len(sizes) != max(len(self.keys) - 1, 0):
            self.found.add("The keys of this copy are not tied to each other by as many changes of key.")
            return []
        self.rotations = {size: (self.found.keys[place], self.found.keys[place + 1]) for place, size in enumerate(sizes)}
        claims = []
        for size in sizes:
            note = self._text(f"rotations/{size}")
            claim = (
                None if note is None else self._checkpoint(note, f"The file rotations/{size} does not hold", "the checkpoint of both keys")
            )
            if claim is not None and claim.size == size:
                claims.append(claim)
            elif claim is not None:
                self.found.add(f"The file rotations/{size} is a checkpoint of another size.")
        return claims

    def _statement(self) -> str | None:
        """Check what is signed of the whole folder; return the SHA-256 of its list of files."""
        note = self._text("export")
        if note is None:
            return None
        try:
            said = open_note(note, self.keys[-1:])
        except BadError as error:
            self.found.add(f"The file export does not hold: {error}.")
            return None
        form = r"consensus-export/1\norigin (.+)\naudience (\w+)\nas-of (.+)\ncheckpoint (\d+) (.+)\nfiles ([0-9a-f]{64})\n"
        found = re.fullmatch(form, said, re.ASCII)
        if found is None or found[2] not in AUDIENCES:
            self.found.add("The file export is signed, but it says nothing that this program knows.")
            return None
        self.found.audience, self.found.as_of = found[2], found[3]
        own = self.found.checkpoint
        if own is not None and (own.origin, own.size, base64.b64encode(own.root).decode()) != (found[1], int(found[4]), found[5]):
            self.found.add("The file export speaks of another checkpoint.")
        return found[6]

    # ---- the ledger

    def _read_ledger(self) -> None:
        marks = self._lines("marks")
        self._compare_claims()
        expected = 0
        for place, line in enumerate(self._lines("ledger.jsonl")):
            index = self._row(place, line, next(marks, b"").decode(errors="replace"))
            if index is None:
                # The row cannot be read: it may have been entry `expected`, and the next row says whether it was.
                self.is_whole = False
                index = expected
            elif index != expected:
                self.is_whole = False
                found = "it is missing" if index > expected else f"the row that stands here is that of entry {index}"
                self.found.add(f"Entry {expected}: {found}.", expected)
            expected = max(index + 1, expected)
            self.found.entries += 1
            self._compare_claims()
        for index in sorted(self.gone):
            self.found.add(f"Entry {index}: it is not there, and no later entry says that it was erased.", index)
        self._compare_size(expected)

    def _row(self, place: int, line: bytes, mark: str) -> int | None:
        """Check one line; return the index that it says, or null where it cannot be read."""
        try:
            row = parse(line)
            if not isinstance(row, dict) or row.keys() != {"index", "leaf", "salt", "entry"}:
                raise BadError("it has not the fields of a row")
            index, leaf = row["index"], row["leaf"]
            if type(index) is not int or index < 0 or not isinstance(leaf, str) or re.fullmatch("[0-9a-f]{64}", leaf) is None:
                raise BadError("its index or its leaf is not of its form")
        except BadError as error:
            self.found.add(f"Entry {place}: {error}.", place)
            return None
        if self.is_whole:
            self.tree.add(bytes.fromhex(leaf))
        if sha256(bytes.fromhex(leaf)).hexdigest()[:8] != mark:
            self.strays.append(place)
        try:
            self._entry(index, row, line)
        except BadError as error:
            self.found.add(f"Entry {index}: {error}.", index)
        return index

    def _entry(self, index: int, row: dict[str, Any], line: bytes) -> None:
        said = row["entry"]
        if said is None and row["salt"] is None:
            if self.found.audience == "full":
                self.gone.add(index)
            else:
                self.found.hidden += 1
            return
        if said is None or row["salt"] is None:
            raise BadError("half of it is there: entry and salt are shown together")
        # The line is in canonical form, so the entry stands in it as it was hashed: after {"entry": and before the other fields.
        others = canonical({name: row[name] for name in ("index", "leaf", "salt")})
        if leaf_of(base64_of(row["salt"], 16), line.decode()[len('{"entry":') : -len(others)]).hex() != row["leaf"]:
            raise BadError("it is not what its leaf was made of")
        _demand_form(said)
        if said["index"] != index:
            raise BadError(f"the entry that stands here is entry {said['index']}")
        self._erasure(said)
        self._rotation(index, said)
        self._decision(index, said)

    def _erasure(self, said: dict[str, Any]) -> None:
        erased = said["data"].get("index") if said["act"] == "erase" else None
        if type(erased) is not int or not 0 <= erased < said["index"]:
            return
        if erased in self.gone:
            self.gone.remove(erased)
            self.found.erased += 1
        else:
            self.found.add(f"Entry {erased}: entry {said['index']} says that it was erased, and it is there.", erased)

    def _rotation(self, index: int, said: dict[str, Any]) -> None:
        keys = (said["data"].get("old"), said["data"].get("new")) if said["act"] == "rotate_key" else None
        if self.rotations.get(index + 1) != keys:
            raise BadError("what it says of a change of key is not what the keys of this copy say")

    def _compare_claims(self) -> None:
        while self.claims and self.is_whole and self.claims[0].size <= self.tree.size:
            claim = self.claims.pop(0)
            if claim.root != self.tree.root:
                self._tell(claim.size, f"{claim.name} of size {claim.size} signed another tree")

    def _compare_size(self, size: int) -> None:
        own = self.found.checkpoint
        if own is not None and size < own.size:
            self.found.add(f"Entry {size}: it is missing: the checkpoint counts {own.size} entries.", size)
        elif own is not None and size > own.size:
            self.found.add(f"Entry {own.size}: it was added: the checkpoint counts {own.size} entries.", own.size)
        elif own is not None and self.is_whole and self.tree.root != own.root:
            self._tell(own.size, "the checkpoint signed another tree")
        for claim in self.claims:
            if self.is_whole:
                self.found.cannot.append(
                    f"The checkpoint of size {claim.size} that was given is later than this copy, which has {size} entries. "
                    "Give an earlier one, or take a later copy."
                )

    def _tell(self, size: int, what: str) -> None:
        """Say which entry is at fault where a root does not match."""
        if self.found.first_bad is not None and self.found.first_bad < size:
            return  # It was named already, and explains this.
        stray = next((index for index in self.strays if index < size), None)
        if stray is not None:
            self.found.add(f"Entry {stray}: its leaf was changed: {what}.", stray)
        elif size:
            self.found.add(f"One of the entries 0 to {size - 1} was changed: {what}.", 0)
        else:
            self.found.add(f"{what[0].upper()}{what[1:]}.")

    # ---- the decisions

    def _read_decisions(self) -> None:
        for place, line in enumerate(self._lines("decisions.jsonl"), 1):
            try:
                said = parse(line)
                number, entry = said["number"], said["entry"]
                if NUMBER.fullmatch(number) is None or type(entry) is not int or entry in self.decisions or number in self.entries:
                    raise BadError("it is not of its form, or stands there twice")
            except (BadError, KeyError, TypeError) as error:
                self.found.add(f"Line {place} of decisions.jsonl: {error if isinstance(error, BadError) else 'it is not of its form'}.")
                continue
            self.decisions[entry] = number
            self.entries[number] = entry
            self.listed[number] = {name: said.get(name) for name in LISTED}

    def _listed(self, number: str) -> dict[str, Any] | None:
        """Return what a decision's file says, once: the list of decisions says the same of it."""
        line, held = self.listed.pop(number, None), self._file_of(number)
        if held is None or line is None:
            return None
        if any(held.get(name) != value for name, value in line.items()):
            entry = self.entries[number]
            self.found.add(f"Entry {entry}: the list of decisions says something else of {number} than its file.", entry)
        for section in ANNEXED.values():
            self.annexed[number, section] += len(_words(held, section))
        return held

    def _compare_others(self) -> None:
        """Compare the files of those decisions whose entry was not met with the list alone."""
        for number in list(self.listed):
            self.found.not_compared += 1 if self._listed(number) is not None else 0

    def _decision(self, index: int, said: dict[str, Any]) -> None:
        number = said.get("decision")
        if said["act"] == "decide":
            self._compare_record(index, said)
        elif said["act"] == "import_decision":
            self._compare_imported(index, said)
        elif index in self.decisions:
            raise BadError(f"the decision {self.decisions[index]} is said to stand here, and it does not")
        elif said["act"] in ANNEXED and isinstance(number, str):
            self._compare_annexed(number, said)

    def _compare_record(self, index: int, said: dict[str, Any]) -> None:
        number, record = said.get("decision"), said["data"].get("record")
        if self.decisions.get(index) != number or not isinstance(record, dict) or record.get("number") != number:
            raise BadError(f"the decision {number} stands here, and the list of decisions does not say so")
        held = self._listed(str(number))
        if held is None:
            return
        self.found.compared += 1
        if held.get("record") != record:
            raise BadError(f"the file of the decision {number} holds another record")
        if held.get("record_sha256") != sha256(canonical(record).encode()).hexdigest():
            raise BadError(f"the file of the decision {number} says another SHA-256 of its record")

    def _compare_imported(self, index: int, said: dict[str, Any]) -> None:
        """What was decided elsewhere stands in a file whose SHA-256 is in its entry."""
        name = f"imported/{said['data'].get('imported')}"
        self.entries[name] = index
        try:
            content = (self.folder / f"{name}.json").read_bytes()
        except OSError:
            return  # The list of files says so, with this entry.
        if sha256(content).hexdigest() != said["data"].get("record_sha256"):
            raise BadError(f"the file {name}.json holds another decision than was imported")
        self.found.imported += 1

    def _compare_annexed(self, number: str, said: dict[str, Any]) -> None:
        """What was said after the closing stands in the decision's file, word for word."""
        held = self._file_of(number)
        if held is None or held.get("reduced") is not False:
            return
        section = ANNEXED[said["act"]]
        self.annexed[number, section] -= 1
        text, at = said["data"].get("text"), said["at"]
        if not any(each.get("text") == text and each.get("at") == at for each in _words(held, section)):
            raise BadError(f"what was said of the decision {number} does not stand in its file")

    def _check_annexed(self) -> None:
        if self.found.audience != "full" or not self.is_whole or self.found.first_bad is not None:
            return  # Words would be missed whose entries are known to be bad or gone.
        for (number, _), extra in self.annexed.items():
            if extra > self.found.erased and number in self.entries:
                entry = self.entries[number]
                self.found.add(f"Entry {entry}: the file of the decision {number} holds words that no entry does.", entry)

    def _file_of(self, number: str) -> dict[str, Any] | None:
        """Return what the file of a decision says. Where it cannot be read, the list of files says so."""
        try:
            held = parse((self.folder / "decisions" / f"{number}.json").read_bytes())
        except (BadError, OSError):
            return None
        return held if isinstance(held, dict) else None

    # ---- the files

    def _check_files(self, signed: str) -> None:
        """Every file is as it was when the folder was made, and there is no other."""
        content = self._bytes("files")
        if content is None:
            return
        if sha256(content).hexdigest() != signed:
            self.found.add("The list of files was changed.")
        named = {"files", "export"}
        for line in content.decode(errors="replace").splitlines():
            found = FILE.fullmatch(line)
            if found is None or ".." in found[2] or found[2].startswith("/"):
                self.found.add("A line of the list of files is not of its form.")
                continue
            named.add(found[2])
            self._check_file(found[2], found[1])
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if not (path.is_dir() and not path.is_symlink()) and name not in named:
                self._add_file(name, "it was added")
        self.found.files = len(named)

    def _check_file(self, name: str, expected: str) -> None:
        path = self.folder / name
        if not path.is_file() or path.is_symlink():
            self._add_file(name, "it is missing")
            return
        digest = sha256()
        with path.open("rb") as file:
            for part in iter(lambda: file.read(1 << 20), b""):
                digest.update(part)
        if digest.hexdigest() != expected:
            self._add_file(name, "it was changed")

    def _add_file(self, name: str, what: str) -> None:
        """A file that belongs to a decision is named with its entry."""
        number = name.removeprefix("decisions/").rpartition(".")[0] if name.startswith(("decisions/", "imported/")) else ""
        entry = self.entries.get(number)
        self.found.add(f"The file {name}: {what}." if entry is None else f"Entry {entry}: the file {name}: {what}.", entry)

    def _text(self, name: str) -> str | None:
        content = self._bytes(name)
        try:
            return None if content is None else content.decode()
        except UnicodeDecodeError:
            self.found.add(f"The file {name} is not text.")
            return None

    def _bytes(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            self.found.add(f"The file {name} is missing or cannot be read.")
            return None

    def _lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a file one by one; each ends with a line feed and nothing else."""
        try:
            with (self.folder / name).open("rb") as file:
                for line in file:
                    yield line[:-1] if line.endswith(b"\n") else line + b"(cut off)"
        except OSError:
            self.found.add(f"The file {name} is missing or cannot be read.")


LISTED = ("number", "entry", "has_dissent", "status", "visibility")
"""The fields of a line of decisions.jsonl that the decision's file has too."""

ANNEXED = {"add_statement": "statements", "dissociate": "dissociations"}
"""What is said after the closing, by act, and where a decision's file has it."""


def _words(held: dict[str, Any], section: str) -> list[dict[str, Any]]:
    said = held.get(section)
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def _demand_form(said: Any) -> None:
    if not isinstance(said, dict) or not FIELDS.keys() <= said.keys() <= FIELDS.keys() | OPTIONAL.keys():
        raise BadError("it has not the fields of an entry")
    for name, kind in {**FIELDS, **OPTIONAL}.items():
        if name in said and (not isinstance(said[name], kind) or isinstance(said[name], bool)):
            raise BadError(f"its field {name} is of another kind")


# -------------------------------------------------------------------------------------------------------- what is said


def sentences_of(found: Found) -> list[str]:
    """Return what was found, in sentences."""
    if found.problems:
        at_fault = "No entry is at fault." if found.first_bad is None else f"The first bad entry is {found.first_bad}."
        more = [f"There are {len(found.problems) - 100} more problems."] if len(found.problems) > 100 else []
        return [f"This copy does not hold. {at_fault}", *found.problems[:100], *more]
    shown = found.entries - found.hidden - found.erased
    sentences = [
        f"This copy holds. It was made for the audience {found.audience}, as of {found.as_of}.",
        f"Entries: {found.entries}. Shown to this audience, each of them what its leaf was made of: {shown}.",
    ]
    if found.hidden:
        sentences.append(f"Not shown to this audience: {found.hidden}. Of these only the leaves were checked, with the tree over all.")
    if found.erased:
        sentences.append(f"Erased, as later entries say: {found.erased}.")
    sentences.append(f"Decisions: {found.compared + found.not_compared}. Compared with their entries, word for word: {found.compared}.")
    if found.not_compared:
        sentences.append(
            f"Not to be compared with their entries, which this audience does not see whole: {found.not_compared}. "
            "For these the signature over the files of this copy speaks."
        )
    if found.imported:
        sentences.append(f"Decided elsewhere and imported: {found.imported}. The file of each is what its entry says.")
    sentences.append(f"Files: {found.files}. Each is as it was when this copy was made and signed, and there is no other.")
    if found.checkpoint is not None:
        root = base64.b64encode(found.checkpoint.root).decode()
        sentences.append(f"Signed by {found.checkpoint.origin}: {found.checkpoint.size} entries, root {root}.")
    return [*sentences, *(f"Verifier key: {key}" for key in found.keys)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a folder, say what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description="Is this copy of the record what was signed?")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(__file__).resolve().parent, help="the copy; left out, where this file is"
    )
    parser.add_argument("--checkpoint", action="append", type=Path, default=[], help="a file with a checkpoint that you kept")
    parser.add_argument("--key", action="append", default=[], help="a verifier key that you noted; the copy's own is not trusted then")
    given = parser.parse_args(arguments)
    try:
        earlier = [path.read_text(encoding="utf-8") for path in given.checkpoint]
        for key in given.key:
            key_of(key)
    except (OSError, UnicodeDecodeError, BadError):
        print("verify.py: A checkpoint or a key that was given cannot be read.", file=sys.stderr)
        return CANNOT_TELL
    if not (given.folder / "ledger.jsonl").exists() and not (given.folder / "export").exists():
        print(f"verify.py: {given.folder} is no copy of a record.", file=sys.stderr)
        return CANNOT_TELL
    found = check(given.folder, noted=given.key, earlier=earlier)
    for sentence in [*sentences_of(found), *found.cannot]:
        print(sentence)
    if found.problems:
        return FAILS
    return CANNOT_TELL if found.cannot else HOLDS


if __name__ == "__main__":
    sys.exit(main())

"""A receipt: a file that proves, without the installation, that an act is in the record. Its form, and how it is checked.

Needs the file and a verifier key, and nothing else: no database, no network.
Source: record.md section 1; docs/format/receipt.md.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from consensus.domain.speech import _
from consensus.ledger.canonical import NotCanonicalError, canonical
from consensus.ledger.entries import SALT_BYTES, leaf_of
from consensus.ledger.judging import LEAF_BYTES, Entry, wrong_form
from consensus.ledger.merkle import is_included
from consensus.ledger.signing import SigningError, Verifier

FORM = "consensus-receipt-1"
"""The first field of a receipt: which form it has."""

FIELDS: dict[str, type] = {"form": str, "index": int, "entry": dict, "salt": str, "proof": list, "checkpoint": str}

LONGEST = 5_000_000
"""Characters of a receipt; the longest entry that anybody writes has some hundred thousand."""

Opens: TypeAlias = Callable[[str], tuple[int, bytes]]
"""Returns the size and the root that a checkpoint states once its signature holds, or raises SigningError."""


class ReceiptError(Exception):
    """A receipt does not fit; the message is one sentence that says what."""


class NotAReceiptError(ReceiptError):
    """What was given is no receipt at all."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt proves: that ``entry`` stood in the record when it had ``size`` entries."""

    index: int
    entry: Entry
    size: int
    checkpoint: str


def receipt_text(*, index: int, entry: str, salt: bytes, proof: Sequence[bytes], checkpoint: str) -> str:
    """Return the file: JSON that a person can read. ``entry`` is the entry in canonical form."""
    said = {
        "form": FORM,
        "index": index,
        "entry": json.loads(entry),
        "salt": _base64(salt),
        "proof": [_base64(step) for step in proof],
        "checkpoint": checkpoint,
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def check_receipt(content: str, opens: Opens) -> Receipt:
    """Return what the receipt proves.

    :raises NotAReceiptError: when ``content`` is no receipt.
    :raises ReceiptError: when it is one, and does not fit.
    """
    said = _read(content)
    entry = said["entry"]
    problem = wrong_form(entry)
    if problem is not None:
        raise ReceiptError(_("The entry does not fit: {problem}.", problem=problem))
    if entry["index"] != said["index"]:
        raise ReceiptError(
            _("The index does not fit: the receipt says {said}, its entry {entry}.", said=said["index"], entry=entry["index"])
        )
    salt = _bytes(said["salt"], SALT_BYTES, "salt")
    proof = [_bytes(step, LEAF_BYTES, "proof") for step in said["proof"]]
    try:
        leaf = leaf_of(salt, canonical(entry))
    except NotCanonicalError as error:
        raise ReceiptError(_("The entry does not fit: it holds something that no entry holds, such as a fraction.")) from error
    try:
        size, root = opens(said["checkpoint"])
    except SigningError as error:
        raise ReceiptError(_("The checkpoint does not fit. {error}", error=str(error))) from error
    if said["index"] >= size:
        raise ReceiptError(
            _(
                "The checkpoint does not fit: it was signed after {size} entries, before entry {said} was there.",
                size=size,
                said=said["index"],
            )
        )
    if not is_included(leaf, said["index"], size, proof, root):
        raise ReceiptError(
            _("The proof does not lead from the entry to the root that was signed: entry, salt, index or proof was altered.")
        )
    return Receipt(index=said["index"], entry=entry, size=size, checkpoint=said["checkpoint"])


def opened_by(verifiers: Sequence[Verifier], read: Callable[[str, Verifier], tuple[int, bytes]]) -> Opens:
    """Return how a checkpoint is opened that any of the keys signed: who holds a key trusts it."""

    def opens(note: str) -> tuple[int, bytes]:
        problem: SigningError | None = None
        for verifier in verifiers:
            try:
                return read(note, verifier)
            except SigningError as error:
                problem = problem or error
        raise problem or SigningError(_("No verifier key was given."))

    return opens


def _read(content: str) -> dict[str, Any]:
    if len(content) > LONGEST:
        raise NotAReceiptError(_("This is too long for a receipt."))
    try:
        said = json.loads(content, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise NotAReceiptError(_("This is not a receipt: a receipt is JSON, as it was downloaded.")) from error
    if not isinstance(said, dict) or said.get("form") != FORM:
        raise NotAReceiptError(_('This is not a receipt: it lacks "form": "{form}".', form=FORM))
    if said.keys() != FIELDS.keys():
        raise ReceiptError(_("The receipt does not have the fields of one, which are {columns}.", columns=tuple(FIELDS)))
    for name, kind in FIELDS.items():
        if not isinstance(said[name], kind) or isinstance(said[name], bool):
            raise ReceiptError(_("The field {name} is of another kind than in a receipt.", name=name))
    return said


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # Two programs might each believe another one of them.
        raise ValueError("a key stands twice")
    return found


def _bytes(text: Any, length: int, name: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != length or _base64(found) != text:
        raise ReceiptError(_("The {name} does not fit: it must be {length} bytes in base64.", name=name, length=length))
    return found


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")

"""Who signs: the instance's Ed25519 key, the texts that carry it, and signed notes.

The key is made at set-up and kept in a file outside the database, so that whoever can write the database alone cannot sign
another past. What is signed is left to ``checkpoint``.
Source: record.md section 1; c2sp.org/signed-note; the private key's text is that of Go's golang.org/x/mod/sumdb/note.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consensus.domain.speech import _

ED25519 = b"\x01"
"""The signature type's byte. Source: c2sp.org/signed-note, "Signature types"."""

KEY_BYTES = 32
KEY_ID_BYTES = 4
PRIVATE = "PRIVATE+KEY+"
MARK = "\N{EM DASH} "
"""How a signature line begins."""


class SigningError(Exception):
    """A key or a note is not of its form, or a signature does not hold; the message is one sentence for the operator."""


@dataclass(frozen=True)
class Verifier:
    """What anybody needs to check a signature: a name and a public key."""

    name: str
    public_key: bytes

    @classmethod
    def from_text(cls, text: str) -> Verifier:
        """Read ``name+keyid+base64``.

        :raises SigningError: when ``text`` is not of that form, or its key id is another key's.
        """
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        verifier = cls(_checked_name(name), _key_of(encoded))
        if verifier.key_id.hex() != key_id:
            raise SigningError("The key id does not belong to this name and key.")
        return verifier

    @property
    def key_id(self) -> bytes:
        """Four bytes that say which key signed."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:KEY_ID_BYTES]

    @property
    def text(self) -> str:
        """The verifier key as it is published."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(ED25519 + self.public_key)}"

    def open(self, note: str) -> str:
        """Return the text of ``note``, once this key's signature under it holds; other keys' signatures are passed over.

        :raises SigningError: when it is no note, this key did not sign it, or the signature does not hold.
        """
        text, signatures = _parts_of(note)
        for name, blob in signatures:
            if name == self.name and blob[:KEY_ID_BYTES] == self.key_id:
                try:
                    Ed25519PublicKey.from_public_bytes(self.public_key).verify(blob[KEY_ID_BYTES:], text.encode())
                except InvalidSignature:
                    raise SigningError(_("The signature does not hold.")) from None
                return text
        raise SigningError(_("The note is not signed by {key}.", key=self.text))


@dataclass(frozen=True)
class Signer:
    """The instance's key."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> Signer:
        """Make a new key. ``name`` is the network's origin: a host and path without a scheme, no space and no plus in it.

        :raises SigningError: when the name cannot stand in a note.
        """
        return cls(_checked_name(name), Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_text(cls, text: str) -> Signer:
        """Read ``PRIVATE+KEY+name+keyid+base64``.

        :raises SigningError: when ``text`` is not of that form; the message does not repeat it.
        """
        text = text.strip()
        if not text.startswith(PRIVATE):
            raise SigningError("A signing key begins with PRIVATE+KEY+.")
        name, _, rest = text.removeprefix(PRIVATE).partition("+")
        key_id, _, encoded = rest.partition("+")
        signer = cls(_checked_name(name), _key_of(encoded))
        if signer.verifier.key_id.hex() != key_id:
            raise SigningError("The key id does not belong to this name and key.")
        return signer

    @property
    def text(self) -> str:
        """The private key as its file holds it."""
        return f"{PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_base64(ED25519 + self.seed)}"

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, text: str) -> str:
        """Return the signed note of ``text``. The same text and key give the same bytes.

        :raises SigningError: when ``text`` does not end its last line, or holds a control character.
        """
        return signed_note(text, self)

    def signature(self, text: str) -> str:
        """Return the line of a note in which this key signs ``text``."""
        return f"{MARK}{self.name} {_base64(self.verifier.key_id + self._key.sign(text.encode()))}\n"


def signed_note(text: str, *signers: Signer) -> str:
    """Return the note of ``text`` that each of the keys signs, in this order.

    :raises SigningError: when ``text`` does not end its last line, or holds a control character.
    """
    if not text.endswith("\n") or _has_controls(text):
        raise SigningError("A note is lines of text, each ended, without control characters.")
    return f"{text}\n{''.join(signer.signature(text) for signer in signers)}"


def make_key_file(path: Path, name: str) -> Signer:
    """Make the instance's key and keep it in a new file that its owner alone can read.

    :raises SigningError: when the file is there already: another key would sign another history.
    """
    signer = Signer.generate(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SigningError(f"There is a signing key already: {path} is left as it is.") from None
    with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a Path opens by name, this is the handle just made
        file.write(signer.text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return signer


def load_key_file(path: Path) -> Signer:
    """Read the instance's key.

    :raises SigningError: when there is none, others can read it, or it is not of its form.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise SigningError(f"{path} can be read by others: make it private with `chmod 600`.")
        return Signer.from_text(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SigningError(f"There is no signing key: run `consensus init`, which makes {path}.") from None
    except (OSError, UnicodeDecodeError):
        raise SigningError(f"{path} cannot be read as the signing key.") from None


def next_key_path(path: Path) -> Path:
    """Return where a key is kept that is about to take over from the one at ``path``."""
    return path.with_name(f"{path.name}.new")


_signers: WeakKeyDictionary[Engine, Signer] = WeakKeyDictionary()
_paths: WeakKeyDictionary[Engine, Path] = WeakKeyDictionary()


def set_signer(engine: Engine, signer: Signer, path: Path | None = None) -> None:
    """Say with which key the ledger on ``engine`` is signed, and in which file it is. Done when the application starts."""
    _signers[engine] = signer
    if path is not None:
        _paths[engine] = path


def signer_with(session: Session, key: str) -> Signer:
    """Return the signer whose verifier key is ``key``, from the file of the ledger's key; it signs from here on.

    :raises SigningError: when the file holds another.
    """
    engine = session.get_bind().engine
    path = _paths.get(engine)
    for place in () if path is None else (path, next_key_path(path)):
        signer = load_key_file(place) if place.exists() else None
        if signer is not None and signer.verifier.text == key:
            _signers[engine] = signer
            return signer
    raise SigningError("Another key took over, and this machine has only the one before. Copy the file of the new key here.")


def signer_of(session: Session) -> Signer:
    """Return the key with which the session's ledger is signed.

    :raises SigningError: when the application was started without one.
    """
    try:
        return _signers[session.get_bind().engine]
    except KeyError:
        raise SigningError("The ledger has no signing key in this process: run `consensus init`.") from None


def _parts_of(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n") or _has_controls(note):
        raise SigningError(_("This is not a signed note."))
    return text + "\n", [_signature_of(line) for line in signatures[:-1].split("\n")]


def _signature_of(line: str) -> tuple[str, bytes]:
    name, separator, encoded = line.removeprefix(MARK).partition(" ")
    blob = _decoded(encoded)
    if not line.startswith(MARK) or not separator or len(blob) <= KEY_ID_BYTES:
        raise SigningError(_("A signature line of the note is not of its form."))
    return _checked_name(name), blob


def _checked_name(name: str) -> str:
    if not name or "+" in name or any(char.isspace() for char in name) or _has_controls(name):
        raise SigningError(_("The name of a key is text without spaces, control characters and plus signs."))
    return name


def _has_controls(text: str) -> bool:
    return any(char < " " and char != "\n" for char in text)


def _key_of(encoded: str) -> bytes:
    key = _decoded(encoded)
    if key[:1] != ED25519 or len(key) != 1 + KEY_BYTES:
        raise SigningError(_("The key is not an Ed25519 key in the form of a signed note."))
    return key[1:]


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _decoded(encoded: str) -> bytes:
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise SigningError(_("A key or signature is not base64.")) from None
    # Bits left over at the end would let two texts stand for one key or signature.
    if _base64(content) != encoded:
        raise SigningError(_("A key or signature is not base64 in its one form."))
    return content

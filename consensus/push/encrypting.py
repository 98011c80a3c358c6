"""A message that one browser alone can read, although the push service of its maker carries it.

Source: RFC 8291 (keys, one record) over RFC 8188 (``aes128gcm``).
"""

from __future__ import annotations

import base64
import os
import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()

POINT_BYTES, AUTH_BYTES, SALT_BYTES = 65, 16, 16

RECORD = 4096
"""Bytes: what every push service must carry. Source: RFC 8030, section 7.2, and RFC 8291, section 4."""

ROUNDED = 256
"""Messages are filled up to a multiple of so many bytes, so that their length tells little of what they say."""


def in_text(content: bytes) -> str:
    """Return bytes as browsers write them: base64 for addresses, without filling."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """Return the bytes of such a text.

    :raises ValueError: when it is none.
    """
    if not text.isascii() or any(not (each.isalnum() or each in "-_") for each in text.rstrip("=")):
        raise ValueError("not base64 for addresses")
    return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypted(
    content: bytes,
    public: bytes,
    auth: bytes,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
    rounded: int = ROUNDED,
) -> bytes:
    """Return the body of a request that carries ``content`` to the browser with these keys.

    :param own: the key of this message, and ``salt`` its chance: fresh ones, but in a test that has the standard's example.
    :raises ValueError: when ``public`` is no key.
    """
    own = own or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(SALT_BYTES)
    theirs, ours = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public), point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    secret = _derived(shared, auth, b"WebPush: info\0" + public + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    # A two says that this is the last record; what follows it only fills it up.
    padded = content + b"\x02" + b"\0" * (-(len(content) + 1) % rounded)
    return salt + struct.pack("!IB", RECORD, len(ours)) + ours + AESGCM(key).encrypt(nonce, padded, None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)

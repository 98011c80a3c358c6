"""The ledger: every act adds one entry, in the transaction of the rows that it changes. There is no other history.

``append`` adds an entry, ``sign_checkpoint`` signs the tree as it stands, ``verify`` checks everything that is stored.
The format stands in docs/format/ledger.md.
"""

from __future__ import annotations

from consensus.ledger.canonical import NotCanonicalError, canonical, instant
from consensus.ledger.checkpoint import CheckpointNote, latest_checkpoint, sign_checkpoint
from consensus.ledger.entries import Appended, append
from consensus.ledger.judging import register_check
from consensus.ledger.signing import Signer, SigningError, Verifier, set_signer, signer_of
from consensus.ledger.verification import Verification, verify

__all__ = [
    "Appended",
    "CheckpointNote",
    "NotCanonicalError",
    "Signer",
    "SigningError",
    "Verification",
    "Verifier",
    "append",
    "canonical",
    "instant",
    "latest_checkpoint",
    "register_check",
    "set_signer",
    "sign_checkpoint",
    "signer_of",
    "verify",
]

"""The ledger: every act adds one entry, in the transaction of the rows that it changes. There is no other history.

``append`` adds an entry, ``sign_checkpoint`` signs the tree as it stands, ``verify`` checks everything that is stored,
``ask_receipt`` proves one entry to whoever acted.
The format stands in docs/format/ledger.md.
"""

from __future__ import annotations

from consensus.ledger.canonical import NotCanonicalError, canonical, instant
from consensus.ledger.checking import CheckedCheckpoint, check_checkpoint
from consensus.ledger.checkpoint import CheckpointNote, latest_checkpoint, sign_checkpoint
from consensus.ledger.entries import ADDED, Appended, append
from consensus.ledger.judging import register_check
from consensus.ledger.keys import Keyring, keyring_of
from consensus.ledger.receipt import NotAReceiptError, Receipt, ReceiptError, check_receipt
from consensus.ledger.receipts import WITHOUT_RECEIPT, ask_receipt, newest_act
from consensus.ledger.rotating import rotate_key
from consensus.ledger.signing import Signer, SigningError, Verifier, set_signer, signer_of
from consensus.ledger.verification import Verification, verify

__all__ = [
    "ADDED",
    "WITHOUT_RECEIPT",
    "Appended",
    "CheckedCheckpoint",
    "CheckpointNote",
    "Keyring",
    "NotAReceiptError",
    "NotCanonicalError",
    "Receipt",
    "ReceiptError",
    "Signer",
    "SigningError",
    "Verification",
    "Verifier",
    "append",
    "ask_receipt",
    "canonical",
    "check_checkpoint",
    "check_receipt",
    "instant",
    "keyring_of",
    "latest_checkpoint",
    "newest_act",
    "register_check",
    "rotate_key",
    "set_signer",
    "sign_checkpoint",
    "signer_of",
    "verify",
]

"""The address of an objection's page: it tells neither when the objection came nor how many came before it.

A number that counts would: whoever sees the first and the third knows that a second, sealed one came between, and so when.
So the end of the address is taken from the objection itself. Whoever knows its words and could try every voice of the roll
learns nothing by it: a page that is not open to the reader is answered as one that does not exist.
Source: record.md section 3, process.md section 8.10.
"""

from __future__ import annotations

import hashlib

LENGTH = 10
"""Hexadecimal digits: among the objections of one proposal no two are alike by chance."""


def objection_key(*, label: str, version: int, reason: str) -> str:
    """Return the key of an objection among those of its proposal: a voice says nothing twice on one version."""
    return hashlib.sha256(f"{label}\n{version}\n{reason.strip()}".encode()).hexdigest()[:LENGTH]

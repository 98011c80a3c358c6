"""Passwords: argon2id, at the cost that the settings name. Which passwords are good enough stands in ``commands``."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from config import Argon2Profile


class Passwords:
    """Hashes and checks passwords at one cost."""

    def __init__(self, profile: Argon2Profile) -> None:
        self._hasher = PasswordHasher(time_cost=profile.passes, memory_cost=profile.memory_kib, parallelism=profile.lanes)
        # Threat: an answer that comes sooner for an unknown address tells who has an account here.
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Return what is stored of ``password``."""
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Return whether ``password`` is the one that was stored; takes as long where nothing was."""
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Return whether ``stored`` was made at another cost than today's."""
        return self._hasher.check_needs_rehash(stored)

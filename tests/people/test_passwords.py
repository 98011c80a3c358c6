"""Passwords take as long to check for somebody who is not here, and are hashed at the cost that was set."""

from __future__ import annotations

import pytest

from config import CHEAPEST_ARGON2, Argon2Profile
from consensus.domain.errors import InvalidError
from consensus.people.checks import password_of
from consensus.people.passwords import Passwords


class Counted:
    """Counts how often something is checked against a hash."""

    def __init__(self, passwords: Passwords) -> None:
        self.count = 0
        self.hasher = passwords._hasher
        passwords._hasher = self  # type: ignore[assignment]

    def verify(self, stored: str, password: str) -> bool:
        """Count, then do it."""
        self.count += 1
        return bool(self.hasher.verify(stored, password))


def test_a_password_matches_its_own_hash_alone() -> None:
    passwords = Passwords(CHEAPEST_ARGON2)
    stored = passwords.hash("river stone lantern")
    assert passwords.matches(stored, "river stone lantern")
    assert not passwords.matches(stored, "river stone lanterns")
    assert not passwords.matches("no hash at all", "river stone lantern")


def test_the_same_work_is_done_where_nobody_has_a_password() -> None:
    """An answer that came sooner would tell that nobody has this address."""
    passwords = Passwords(CHEAPEST_ARGON2)
    counted = Counted(passwords)
    assert not passwords.matches(None, "nobody has this password")
    assert counted.count == 1


def test_the_cost_is_that_of_the_settings() -> None:
    stored = Passwords(Argon2Profile(memory_kib=64, passes=3, lanes=2)).hash("river stone lantern")
    assert stored.startswith("$argon2id$v=19$m=64,t=3,p=2$")
    assert Passwords(CHEAPEST_ARGON2).is_outdated(stored)


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 1_001])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(InvalidError):
        password_of(password)


@pytest.mark.parametrize("password", ["twelve chars", "aaaaaaaaaaaa", "مفتاح النهر والحجر", "x" * 1_000])
def test_and_nothing_else_is_asked_of_it(password: str) -> None:
    assert password_of(password) == password

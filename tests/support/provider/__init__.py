"""A provider of single sign-on as networks have it: Django OAuth Toolkit, with its own page to sign in and its own database.

It runs in a process of its own, which alone loads it and nothing of the program; ``running`` starts it and is its operator.
"""

from __future__ import annotations

from typing import Any

NAME = "Invented Accounts"
US, ALONE, ASKING, ANOTHER = "consensus-here", "consensus-alone", "consensus-asking", "another-program"
"""Programs that the provider knows: with a word that it shares with us, without one, with its question whether we may, and another's."""

WORD = "one word/for the two+of us"
BACK = "http://127.0.0.1:8000/sign-in/elsewhere/back"
"""Where it sends browsers back; the port of an address on this very machine may be another (RFC 8252, section 7.3)."""

PASSWORD = "an invented password"
PEOPLE: dict[str, dict[str, Any]] = {
    "vera-17": {"email": "vera.verified@invented.example", "email_verified": True},
    "vera-99": {"email": "vera.verified@invented.example", "email_verified": True},
    "paul-3": {"email": "paul.plain@invented.example", "email_verified": False},
    "sam-1": {"email": "sam.steward@invented.example", "email_verified": True},
    "nora-5": {},
}
"""Who has an account there, and what it says of their addresses."""

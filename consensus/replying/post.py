"""What handling mail must know of the installation: where it comes in, whose word counts on senders, and where the pages are."""

from __future__ import annotations

from dataclasses import dataclass

from config import Settings


@dataclass(frozen=True, slots=True)
class Post:
    """The settings of the mail that comes in."""

    mailbox: str
    """The address that letters are answered to, without a code."""
    server: str | None
    """The name under which the operator's mail server writes what it found out of a sender; ``None`` where its word is not asked."""
    base_url: str


def post_of(settings: Settings) -> Post | None:
    """Return the settings of the mail that comes in; ``None`` where it is not read."""
    return None if settings.mailbox is None else Post(settings.mailbox, settings.mail_authserv, settings.base_url)

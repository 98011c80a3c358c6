"""By which channels the program tells people something. What goes by which is left to their own choice."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How somebody is told. Source: the network's members read on a page, by mail, or on the screen of a telephone."""

    PAGE = "page"
    """A notice in the application, which they opened."""
    MAIL = "mail"
    """A letter that their mail server took."""
    PUSH = "push"
    """A sign on a device of theirs, which its push service took."""

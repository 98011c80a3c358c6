"""The eight people as whom one can sign in to the demonstration: each has another part."""

from __future__ import annotations

from typing import TypedDict

from consensus.demonstration.invented import members


class DemonstrationEntry(TypedDict):
    """What the sign-in page shows of one of them; ``key`` is the beginning of their address."""

    key: str
    name: str
    part: str


_PARTS = (
    ("LAC15", "delegate of a movement: asked for a position in two bodies"),
    ("AFR6", "facilitates a proposal that is blocked"),
    ("MENA6", "blocks it, and has an answer to read"),
    ("LAC7", "owns the proposal that is blocked"),
    ("LAC8", "facilitates a proposal in the consensus stage"),
    ("AFR5", "works in a group whose proposal is open for comment"),
    ("MENA7", "an individual member, who is not on every roll"),
)
"""Members by key, and what their person can do; the stories give them these parts."""


def demonstration_people() -> list[DemonstrationEntry]:
    """Return the eight, the steward first."""
    by_key = {member.key: member for member in members()}
    steward = DemonstrationEntry(key="steward", name="Sana Example", part="steward: keeps members, bodies and seats")
    others = [
        DemonstrationEntry(
            key=by_key[key].email.partition("@")[0], name=", ".join(dict.fromkeys((by_key[key].person, by_key[key].name))), part=part
        )
        for key, part in _PARTS
    ]
    return [steward, *others]

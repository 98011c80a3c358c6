"""Whether somebody may translate a text now: an act beside the table of stages, because it moves nothing on.

A translation never changes the text that counts. Until objections are called for, a version holds its newest translation in
each language. From then on what it holds stays as it is, to the byte, because positions are about it: a language that it
does not hold may still be added, and stands beside it. Source: process.md section 8.2.
"""

from __future__ import annotations

from collections.abc import Collection

from consensus.domain.errors import Refusal
from consensus.domain.terms import Stage

HOLDS_TRANSLATIONS = frozenset({Stage.DRAFTING, Stage.COMMENT})
"""The stages in which a translation becomes part of the version."""


def what_blocks_translating(stage: Stage, language: str, held: Collection[str], *, in_body: bool) -> Refusal | None:
    """Return why nobody may translate into ``language`` now, or ``None``.

    :param held: the languages in which the current version holds a text that says what its authentic text says.
    """
    if not in_body:
        return Refusal.NOT_IN_BODY
    if stage not in HOLDS_TRANSLATIONS and language in held:
        return Refusal.TOO_LATE
    return None

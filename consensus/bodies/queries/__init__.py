"""What other features ask about bodies. One question, one file: voices, rosters, rules, and what a page shows."""

from __future__ import annotations

from consensus.bodies.queries.voices import BodyPerson, VoiceSource, is_in_body, people_of, speaks_for, voices_of

__all__ = ["BodyPerson", "VoiceSource", "is_in_body", "people_of", "speaks_for", "voices_of"]

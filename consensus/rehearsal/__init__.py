"""Rehearsals: whole proposals played step by step through the program's own commands, in a scratch database.

``form``, ``cast`` and ``steps`` read the file, ``scratch`` makes the database, ``world`` fills it, ``player`` and ``acts`` play,
``result`` says how it ended. Nothing of a real instance is read or written. Source: cases/README.md, "rehearse".
"""

from __future__ import annotations

from consensus.rehearsal.form import Rehearsal, parse_rehearsals
from consensus.rehearsal.player import play
from consensus.rehearsal.scratch import Scratch

__all__ = ["Rehearsal", "Scratch", "parse_rehearsals", "play"]

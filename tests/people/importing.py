"""A steward takes a file in as the page asks for it: looks what it would do, and carries that out."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.test import TestResponse

from tests.support.browsing import Visitor, text_of

_SEEN = re.compile(r'name="seen" type="hidden" value="([^"]*)"')


def look(steward: Visitor, text: str, **ticked: Any) -> tuple[TestResponse, str]:
    """Look at what a file would do; return the answer, and what its page keeps of it."""
    answer = steward.post("/steward/import", {"content": text, **ticked})
    found = _SEEN.search(text_of(answer))
    assert found is not None
    return answer, found[1]


def carry_out(steward: Visitor, text: str, **ticked: Any) -> TestResponse:
    """Look at what a file would do, and carry it out."""
    _answer, seen = look(steward, text, **ticked)
    return steward.post("/steward/import", {"content": text, **ticked, "seen": seen, "import_it": "yes"})

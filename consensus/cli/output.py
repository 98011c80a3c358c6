"""How a command writes its answer: one JSON object a line, in UTF-8 whatever the terminal's own encoding."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping


def print_json(answer: Mapping[str, object]) -> None:
    """Write one line with ``answer``; letters of every script stay readable."""
    line = json.dumps(answer, ensure_ascii=False) + "\n"
    sys.stdout.buffer.write(line.encode())

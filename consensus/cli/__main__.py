"""``python -m consensus.cli``: the program, for processes that it starts itself."""

from __future__ import annotations

from consensus.cli import main

main()

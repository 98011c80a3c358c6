"""Which instant it is: the one place that asks the machine's clock.

Commands and queries are told the instant; a test or the demonstration may set ``app.config["CLOCK"]``.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, has_app_context


def now() -> datetime:
    """Return the present instant, in UTC."""
    clock = current_app.config.get("CLOCK") if has_app_context() else None
    if clock is None:
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks the clock
    instant: datetime = clock()
    return instant.astimezone(UTC)

"""What answers requests about meetings: reading, leading, what is said in the room, the minutes. One blueprint for all."""

from __future__ import annotations

from consensus.meetings.views import calling as calling
from consensus.meetings.views import leading as leading
from consensus.meetings.views import minutes as minutes
from consensus.meetings.views import saying as saying
from consensus.meetings.views import showing as showing
from consensus.meetings.views.blueprint import blueprint

__all__ = ["blueprint"]

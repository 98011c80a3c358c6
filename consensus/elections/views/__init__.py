"""What answers requests about elections: reading, leading, standing and voting, the count sheet. One blueprint for all."""

from __future__ import annotations

from consensus.elections.views import leading as leading
from consensus.elections.views import sheet as sheet
from consensus.elections.views import showing as showing
from consensus.elections.views import stepping as stepping
from consensus.elections.views import taking_part as taking_part
from consensus.elections.views.blueprint import blueprint

__all__ = ["blueprint"]

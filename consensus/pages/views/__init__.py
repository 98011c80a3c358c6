"""What answers requests for pages that join features: reading, acting, writing, objections. One blueprint for all."""

from __future__ import annotations

from consensus.pages.views import acting as acting
from consensus.pages.views import amending as amending
from consensus.pages.views import autosaving as autosaving
from consensus.pages.views import device as device
from consensus.pages.views import guide as guide
from consensus.pages.views import leading as leading
from consensus.pages.views import objections as objections
from consensus.pages.views import own_acts as own_acts
from consensus.pages.views import reading as reading
from consensus.pages.views import rules as rules
from consensus.pages.views import translating as translating
from consensus.pages.views import writing as writing
from consensus.pages.views.blueprint import blueprint

__all__ = ["blueprint"]

"""Every component of the pages in every state, made from the real templates: docs/components.html. Who is named is invented."""

from __future__ import annotations

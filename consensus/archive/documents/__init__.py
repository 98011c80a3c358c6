"""Decisions as files that can be taken away: Markdown, a page on paper, a register, a feed. Nothing here knows of a request.

Each is made of what one reader may see (see ``queries/seen.py``), so that no file tells more than the page does. Instants
are in UTC: a file may be read anywhere.
"""

from __future__ import annotations

from consensus.archive.documents.feed import Feed, as_atom
from consensus.archive.documents.markdown import as_markdown
from consensus.archive.documents.paper import as_pdf, on_paper
from consensus.archive.documents.register_sheet import as_csv

__all__ = ["Feed", "as_atom", "as_csv", "as_markdown", "as_pdf", "on_paper"]

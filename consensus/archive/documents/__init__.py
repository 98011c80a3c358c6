"""A decision as a file that can be taken away: Markdown, and a page on paper. Nothing here knows of a request.

Each is made of what one reader may see (see ``queries/seen.py``), so that no file tells more than the page does. Instants
are in UTC: a file may be read anywhere.
"""

from __future__ import annotations

from consensus.archive.documents.markdown import as_markdown
from consensus.archive.documents.paper import as_pdf, on_paper

__all__ = ["as_markdown", "as_pdf", "on_paper"]

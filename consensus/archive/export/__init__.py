"""Taking the whole archive away: a folder of plain files that needs no server, and that anybody can check with ``verify.py``.

What an audience may see stands in ``audience``; the ledger's part in ``rows``, the pages in ``pages``, what was decided elsewhere in
``elsewhere``, the words of the search in ``searching``; ``folder`` writes and signs. The format stands in docs/format/export.md.
"""

from __future__ import annotations

from consensus.archive.export.audience import Audience
from consensus.archive.export.exporting import Exported, ExportError, export

__all__ = ["Audience", "ExportError", "Exported", "export"]

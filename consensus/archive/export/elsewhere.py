"""What was decided elsewhere, in a copy: apart from the network's own decisions, and marked as such wherever it is named."""

from __future__ import annotations

from flask import render_template
from sqlalchemy.orm import Session

from consensus.archive.export import searching
from consensus.archive.export.folder import File, Folder
from consensus.archive.export.pages import Copy
from consensus.archive.loomio.written import as_html
from consensus.archive.queries.assembling import instant_of
from consensus.archive.queries.imported import ImportedInList, imported_ids, imported_view
from consensus.archive.queries.reader import Reader


def write_imported(session: Session, folder: Folder, copy: Copy, reader: Reader, words: File) -> int:
    """Write the decisions from elsewhere that the reader may see, with their list, and add them to the search; return how many."""
    listed: list[ImportedInList] = []
    for imported_id in imported_ids(session, reader):
        view = imported_view(session, reader, imported_id, number=None)
        values = {"copy": copy, "decision": view, "text_of": as_html, "instant_of": instant_of, "root": "../"}
        folder.write(f"imported/{imported_id}.html", render_template("export/imported_decision.html", **values))
        folder.write(f"imported/{imported_id}.json", view.record_text)
        searching.add_imported(words, view)
        listed.append(view.listed)
    if listed:
        folder.write("imported/index.html", render_template("export/imported.html", copy=copy, imported=listed, root="../"))
    return len(listed)

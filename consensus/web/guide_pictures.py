"""The pictures of the guides: taken of the pages themselves, once in each language, and shown to whoever opens one.

``python -m tests.guide_pictures`` takes them anew; a test says when a page no longer reads as its picture does.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from flask import Flask

from consensus.domain.speech import speaker
from consensus.web.assets import Assets

FOLDER = "guide"
"""Below the static files; one folder a language, and beside each picture the words that it shows."""


@dataclass(frozen=True, slots=True)
class GuidePicture:
    """One picture: where it is, and how large."""

    address: str
    width: int
    height: int


def register(app: Flask, files: Assets) -> None:
    """Let templates ask for a picture in the reader's language; there may be none yet in one that was just added."""

    def guide_picture(name: str) -> GuidePicture | None:
        found = files.find(f"{FOLDER}/{speaker().code}/{name}.png")
        if found is None:
            return None
        # The first part of a PNG says its width and its height, at a fixed place.
        width, height = struct.unpack(">II", found.plain[16:24])
        return GuidePicture(found.address, width, height)

    app.add_template_global(guide_picture)

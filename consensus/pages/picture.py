"""The picture of a proposal, for whoever is sent its address: what a visitor may see of it, and no more."""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache

from flask import render_template

from consensus.domain.speech import LANGUAGES, spoken_by
from consensus.domain.terms import Visibility
from consensus.pages.proposal_parts import ProposalPage
from consensus.web.languages import direction_of, speaker_of
from consensus.web.printing import can_draw, png_of
from consensus.web.times import shown_in

KEPT = 32
"""Pictures that a process keeps, some 40 kB each: an address that is passed on is asked for many times within an hour."""


def is_pictured(visibility: Visibility) -> bool:
    """Return whether a page can offer a picture: what is not open to everybody has none, and a machine may lack what it takes."""
    return visibility is Visibility.PUBLIC and can_draw()


def picture_of(page: ProposalPage, wanted: str | None, address: str) -> bytes:
    """Return the picture as a PNG, in the language that is ``wanted`` where there is a text in it, else in that of the text that counts.

    :raises NotFoundError: where this machine lacks what that takes.
    :raises subprocess.SubprocessError: when it takes too long, or fails.
    """
    return _png(as_page(page, wanted, address))


def as_page(page: ProposalPage, wanted: str | None, address: str) -> str:
    """Return what is set as the picture."""
    text = next((each for each in page.version.texts if each.language == wanted), page.version.authentic)
    code = text.language if text.language in LANGUAGES else "en"
    is_asked = page.roll is not None and bool(page.roll.heard or page.roll.lines)
    counts = page.roll.counts if is_asked and page.roll is not None else ()
    with shown_in(UTC), spoken_by(lambda: speaker_of(code)):
        return render_template(
            "proposals/picture.html",
            proposal=page,
            text=text,
            address=address,
            counts=[("silent" if position is None else position.value, count) for position, count in counts],
            is_mirrored=direction_of(code) == "rtl",
        )


@lru_cache(maxsize=KEPT)
def _png(html: str) -> bytes:
    return png_of(html)

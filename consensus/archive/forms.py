"""What an address of the archive asks for. A filter that makes no sense is none: a list is never an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from consensus.archive.queries import Anchor, Filters
from consensus.domain.speech import _
from consensus.domain.terms import DecisionStatus, Outcome
from consensus.web.forms import Form
from consensus.web.paging import page_number

E = TypeVar("E", bound=StrEnum)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ANCHOR = re.compile(r"(?P<instant>[0-9]{1,17})-(?P<decision>[0-9]{1,9})", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_DISSENT = {"yes": True, "no": False}


class LookForm(Form):
    """Why somebody wants to read what was sealed."""

    reason = TextAreaField(
        _("Why you want to read them"), [InputRequired(_("Say why. Whoever sealed something reads it."))], render_kw={"rows": 3}
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for in the archive."""

    words: str
    filters: Filters
    before: Anchor | None
    after: Anchor | None
    page: int

    def address(self, **changed: str) -> dict[str, str]:
        """Return the arguments of an address that asks for the same, but for what is ``changed``."""
        filters = self.filters
        arguments = {
            "q": self.words,
            "body": filters.body or "",
            "class": filters.class_code or "",
            "year": str(filters.year or ""),
            "outcome": filters.outcome or "",
            "status": filters.status or "",
            "language": filters.language or "",
            "dissent": next((word for word, meant in _DISSENT.items() if meant is filters.dissent), ""),
        }
        return {name: str(value) for name, value in (arguments | changed).items() if value}


class CheckForm(Form):
    """A receipt or a checkpoint that somebody kept; nothing of it is stored."""

    file = FileField(_("The file"))
    content = TextAreaField(_("Or its text"), render_kw={"rows": 12, "dir": "ltr", "spellcheck": "false"})

    @property
    def given(self) -> str:
        """What was sent, as text; the text of a file goes into the field, so that it stays on the page."""
        upload = self.file.data
        if upload and upload.filename:
            self.content.data = upload.read().decode("utf-8", errors="replace").replace("\x00", "")
        return self.text("content")


def read(arguments: Mapping[str, str], *, body: str | None = None) -> Asked:
    """Return what an address asks for; ``body`` is the body whose register it is."""
    year = arguments.get("year", "")
    filters = Filters(
        body=body or _code(arguments.get("body", "")),
        class_code=_code(arguments.get("class", "")),
        year=int(year) if _YEAR.fullmatch(year) and 1 <= int(year) < 9999 else None,
        outcome=_member(Outcome, arguments.get("outcome", "")),
        status=_member(DecisionStatus, arguments.get("status", "")),
        dissent=_DISSENT.get(arguments.get("dissent", "")),
        language=_code(arguments.get("language", "")),
    )
    return Asked(
        words=" ".join(arguments.get("q", "").split()),
        filters=filters,
        before=_anchor(arguments.get("before", "")),
        after=_anchor(arguments.get("after", "")),
        page=page_number(arguments),
    )


def anchor_text(anchor: Anchor) -> str:
    """Return a place in the list as an address writes it."""
    return f"{(anchor.closed_at - _EPOCH) // timedelta(microseconds=1)}-{anchor.decision_id}"


def _anchor(text: str) -> Anchor | None:
    found = _ANCHOR.fullmatch(text)
    if found is None:
        return None
    try:
        return Anchor(_EPOCH + timedelta(microseconds=int(found["instant"])), int(found["decision"]))
    except OverflowError:
        return None


def _member(kind: type[E], text: str) -> E | None:
    return next((member for member in kind if member == text), None)


def _code(text: str) -> str | None:
    return text if _CODE.fullmatch(text) else None

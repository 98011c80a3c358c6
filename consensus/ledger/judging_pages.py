"""A page of entries judged at once: nearly all of them hold, and that can be seen without taking each apart.

Whatever is not plainly right is left to ``judging``, which says what is wrong with it. So this proves, and never accuses: an
entry is taken for right only if its bytes are those of its leaf, are canonical JSON, and say what the columns say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from consensus.ledger.canonical import NotCanonicalError, are_canonical, parse_object
from consensus.ledger.entries import ERASE, SALT_BYTES
from consensus.ledger.judging import Judge, Judgement, has_check
from consensus.ledger.judging_keys import ROTATE_KEY
from consensus.ledger.merkle import leaf_hash
from consensus.ledger.stored import Row, as_entry

TOLD = frozenset({ERASE, ROTATE_KEY})
"""The acts about which whoever verifies asks more than whether they hold."""

_HEAD = b'{"act":"%b","actor":"%b","at":"%b"'
_QUOTES = _HEAD.count(b'"')
_UNESCAPED = bytes(byte for byte in range(0x20, 0x7F) if byte != ord("\\"))
_TEXT = rb'"([^"\\\x00-\x1f]*)"'
_NUMBER = rb"(0|[1-9][0-9]{0,14})"
_REST = re.compile(
    rb'(?:,"body":%b)?,"data":(\{.*\})(?:,"decision":%b)?,"index":%b(?:,"proposal":%b)?(?:,"voice":%b)?\}'
    % (_TEXT, _TEXT, _NUMBER, _NUMBER, _TEXT),
    re.DOTALL,
)
"""An entry in canonical form, whose fields are sorted by name: first what its columns say, then this, if no text outside of its data needs
an escape and no number has more than 53 bits. Where both match and the data is canonical by itself, so is the whole."""


class Page(NamedTuple):
    """What the entries of a page are, each by itself."""

    indexes: list[int]
    leaves: list[bytes]
    told: dict[int, Judgement]
    """By the place on the page: what does not hold, was erased, or is an act about which more is asked. All others hold."""

    @property
    def is_unbroken(self) -> bool:
        """Whether the entries follow each other without a gap, and nothing is to be said of any of them."""
        return not self.told and self.indexes == list(range(self.indexes[0], self.indexes[0] + len(self.indexes)))


class PageJudge:
    """Judges rows as they are stored, page by page."""

    def __init__(self, session: Session) -> None:
        self._judge = Judge(session)
        self._codes = {body_id: code.encode() for body_id, code in self._judge.codes.items()}

    def judge(self, rows: Sequence[Row]) -> Page:
        """Return what the entries of a page are."""
        texts: list[str] = []
        values: list[dict[str, Any]] = []
        sure: list[int] = []
        doubtful: list[int] = []
        is_asked: dict[bytes | None, bool] = {}
        for place, row in enumerate(rows):
            act = row[3]
            if act not in is_asked:
                is_asked[act] = _is_asked(act)
            found = None if is_asked[act] else self._read(row)
            if found is None:
                doubtful.append(place)
            else:
                sure.append(place)
                texts.append(found[0])
                values.append(found[1])
        if not are_canonical(texts, values):
            doubtful = sorted(doubtful + sure)
        told = {}
        for place in doubtful:
            judged = self._judge.judge(as_entry(rows[place]))
            if judged.problem is not None or judged.said is None or judged.said["act"] in TOLD:
                told[place] = judged
        return Page([row[0] for row in rows], [row[8] or b"" for row in rows], told)

    def _read(self, row: Row) -> tuple[str, dict[str, Any]] | None:
        """Return the data of an entry, as it is written and what it says, if all the rest of the entry is right beyond doubt."""
        index, at, actor, act, body_id, proposal_id, entry, salt, leaf = row
        if at is None or actor is None or act is None or entry is None or salt is None:
            return None
        head = _HEAD % (act, actor, at)
        if not entry.startswith(head) or head.count(b'"') != _QUOTES or head.translate(None, _UNESCAPED):
            return None
        rest = _REST.fullmatch(entry, len(head))
        if rest is None or len(salt) != SALT_BYTES or leaf_hash(salt + entry) != leaf:
            return None
        body, data, _decision, place, proposal, _voice = rest.groups()
        if place != b"%d" % index or body != (None if body_id is None else self._codes.get(body_id, _NOBODY)):
            return None
        if proposal is not None if proposal_id is None else type(proposal_id) is not int or proposal != b"%d" % proposal_id:
            return None
        try:
            if not entry.isascii():
                entry.decode()
            text = data.decode()
            return text, parse_object(text)
        except (UnicodeDecodeError, NotCanonicalError):
            return None


_NOBODY = b'"'
"""What no entry can say in the place of a body's code."""


def _is_asked(act: bytes | None) -> bool:
    """Whether more is asked about an act than what its entry says by itself."""
    name = (act or b"").decode(errors="replace")
    return name in TOLD or has_check(name)

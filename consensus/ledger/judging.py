"""What one stored entry must be by itself: the form, the columns that repeat it, and the leaf. The tree is left to ``verify``.

A feature whose rows repeat what entries say registers a check, which is asked about each entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from consensus.domain.speech import _
from consensus.ledger.canonical import NotCanonicalError, parse_canonical
from consensus.ledger.entries import ERASE, SALT_BYTES, leaf_of
from consensus.ledger.merkle import EMPTY_ROOT
from consensus.ledger.stored import StoredEntry

Entry: TypeAlias = Mapping[str, Any]
Check: TypeAlias = Callable[[Session, Entry], str | None]
"""Looks at the rows that an entry is about; returns what is wrong with them as the end of a sentence, or null."""

LEAF_BYTES = len(EMPTY_ROOT)

_checks: dict[str, tuple[Check, frozenset[str] | None]] = {}

FORM: dict[str, type] = {"index": int, "at": str, "actor": str, "act": str, "data": dict}
OPTIONAL: dict[str, type] = {"voice": str, "body": str, "proposal": int, "decision": str}
"""The fields of an entry, and their kinds: those that all have, and those that an act may lack. None has others."""


_KINDS = FORM | OPTIONAL


def register_check(name: str, check: Check, acts: Iterable[str] | None = None) -> None:
    """Have ``check`` asked about every entry from now on; ``name`` says what it compares. The same name replaces it.

    :param acts: the acts whose entries it can find anything wrong with; it is asked about no other.
    """
    _checks[name] = (check, None if acts is None else frozenset(map(str, acts)))


def checks() -> Mapping[str, tuple[Check, frozenset[str] | None]]:
    """Return what is registered, by its name, with the acts that it is asked about; null for all."""
    return _checks


def has_check(act: str) -> bool:
    """Whether a feature compares rows with the entries of an act."""
    return any(acts is None or act in acts for _, acts in _checks.values())


class Judgement(NamedTuple):
    """What one entry is by itself."""

    said: Entry | None
    """What it says; null where it was erased, or cannot be read."""
    problem: str | None
    """What is wrong with it, as the end of a sentence."""
    has_its_leaf: bool
    """Whether it is what its leaf was made of, in its place. If not, and if a signed root does not match, this is why."""


class Judge:
    """Judges stored entries one by one. Keeps the codes of the bodies, which are few, and nothing of the entries."""

    def __init__(self, session: Session) -> None:
        self._session = session
        # The table of a feature above this one, named as the foreign key of ledger_entry names it.
        bodies = table("body", column("id"), column("code"))
        self.codes: dict[int, str] = {row.id: row.code for row in session.execute(select(bodies.c.id, bodies.c.code))}

    def judge(self, stored: StoredEntry) -> Judgement:
        """Compare what is stored of one entry with itself and with the rows that the features compare."""
        if len(stored.leaf) != LEAF_BYTES:
            return _not_its_leaf("its leaf is of another length")
        if stored.entry is None and stored.salt is None:
            return Judgement(None, None, has_its_leaf=True)
        if stored.entry is None or stored.salt is None:
            return _not_its_leaf("half of it is gone: entry and salt are erased together")
        if len(stored.salt) != SALT_BYTES:
            return _not_its_leaf("its salt is of another length")
        try:
            text = stored.entry.decode()
            said = parse_canonical(text)
        except (UnicodeDecodeError, NotCanonicalError):
            return _not_its_leaf("it is not JSON in canonical form")
        wrong = wrong_form(said)
        if wrong is not None:
            return _not_its_leaf(wrong)
        if leaf_of(stored.salt, text) != stored.leaf:
            return _not_its_leaf("it is not what its leaf was made of")
        if said["index"] != stored.index:
            return _not_its_leaf(f"the entry that stands here is entry {said['index']}")
        return Judgement(said, self._wrong_columns(stored, said) or self._wrong_rows(said), has_its_leaf=True)

    def _wrong_columns(self, stored: StoredEntry, said: Entry) -> str | None:
        for name, value in (("at", stored.at), ("actor", stored.actor), ("act", stored.act)):
            if said[name].encode() != value:
                return f"its row says another {name} than the entry itself"
        code = self.codes.get(stored.body_id, "") if stored.body_id is not None else None
        for name, other in (("body", code), ("proposal", stored.proposal_id)):
            if said.get(name) != other:
                return f"its row says another {name} than the entry itself"
        return None

    def _wrong_rows(self, said: Entry) -> str | None:
        for name, (check, acts) in _checks.items():
            if acts is not None and said["act"] not in acts:
                continue
            try:
                problem = check(self._session, said)
            except (LookupError, TypeError, ValueError) as error:
                problem = f"what it says cannot be compared with the rows ({type(error).__name__})"
            if problem:
                return f"{name}: {problem}"
        return None


def erased_by(said: Entry) -> int | None:
    """Return the index of the entry that ``said`` says was erased, if it is about an erasure."""
    index = said["data"].get("index") if said["act"] == ERASE else None
    return index if type(index) is int and 0 <= index < said["index"] else None


def _not_its_leaf(problem: str) -> Judgement:
    return Judgement(None, problem, has_its_leaf=False)


def wrong_form(said: Any) -> str | None:
    """Return why ``said`` has not the form of an entry, as the end of a sentence; null if it has."""
    if not isinstance(said, dict) or not FORM.keys() <= said.keys() <= _KINDS.keys():
        return _("it has not the fields of an entry")
    for name, value in said.items():
        # Not isinstance: true and false are no numbers.
        if type(value) is not _KINDS[name]:
            return _("its field {name} is of another kind", name=name)
    return None

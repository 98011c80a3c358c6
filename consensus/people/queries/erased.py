"""What stands in the place of words that were erased: read beside the row that held them, in the same statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from consensus.domain.erasing import Words, told
from consensus.ledger.models_erasure import Erasure
from consensus.people.models import Person
from consensus.web.times import day_in_words


class Erased:
    """The erasure of one kind of words of a row, if there was one."""

    def __init__(self, words: Words, row_id: InstrumentedAttribute[int]) -> None:
        self._erasure, self._eraser = aliased(Erasure), aliased(Person)
        self._is_of_row = and_(self._erasure.words == words, self._erasure.row_id == row_id)
        self.at: InstrumentedAttribute[datetime] = self._erasure.at
        self.by: InstrumentedAttribute[str] = self._eraser.name
        self.reason: InstrumentedAttribute[str] = self._erasure.reason

    @property
    def columns(self) -> tuple[InstrumentedAttribute[Any] | ColumnElement[Any], ...]:
        """What :func:`words_or_why` wants behind the words; null where nothing was erased."""
        return self.at, self.by, self.reason

    def beside(self, statement: Select[Any]) -> Select[Any]:
        """Return the statement with what was erased of each of its rows."""
        return statement.outerjoin(self._erasure, self._is_of_row).outerjoin(self._eraser, self._eraser.id == self._erasure.person_id)


def words_or_why(words: str, at: datetime | None, by: str | None, reason: str | None) -> str:
    """Return the words of a row, or who erased them, when and why."""
    return words if at is None else told(by or "", day_in_words(at.date()), reason or "")

"""Notices: a call to 280 voices in four languages, from its entry to the queue, beside bare inserts of as many rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import Table, event, func, select, update
from sqlalchemy.orm import Session

from consensus.db import Base, db, upgrade
from consensus.domain.notices import Rest
from consensus.domain.speech import LANGUAGES
from consensus.ledger.models import LedgerHead
from consensus.mail.models import MailLetter
from consensus.notifications.delivering import deliver
from consensus.notifications.deriving import derive_some
from consensus.notifications.models import Notice, NoticeCursor, NoticeWishes
from consensus.people.models import Person
from tests.bench.databases import fresh
from tests.bench.network import installed
from tests.voting.story import Network

VOICES = 280


@dataclass(frozen=True, slots=True)
class Measured:
    """One call, until every letter is in the queue."""

    notices: int
    letters: int
    seconds: float
    statements: int
    bare_seconds: float

    def lines(self, words: str) -> list[str]:
        """As the bench prints it."""
        rows = self.notices + self.letters
        return [
            f"{words}: {self.notices} notices, {self.letters} letters in {self.seconds:.2f} s",
            f"  statements for each letter: {self.statements / max(self.letters, 1):.2f}",
            f"  bare inserts of {rows} rows of the same bytes: {self.bare_seconds:.3f} s; times that: {self.seconds / self.bare_seconds:.1f}",
        ]


def measure(folder: Path, *, postgres: bool) -> None:
    """Print it: discreet letters, as nearly all are, and letters that say what they are about."""
    for is_discreet in (True, False):
        place = folder / ("discreet" if is_discreet else "open")
        place.mkdir()
        with fresh(place, postgres=postgres) as store:
            app = installed(place, store.url)
            upgrade(app)
            with app.app_context():
                words = "discreet letters" if is_discreet else "letters with title, date and links"
                click.echo("\n".join(_one(app, db.session(), is_discreet=is_discreet).lines(words)))
                db.session.remove()
                db.engine.dispose()


def _one(app: Flask, session: Session, *, is_discreet: bool) -> Measured:
    network = Network(session)
    names = [f"Voice {number}" for number in range(VOICES)]
    network.voices(*names)
    languages = list(LANGUAGES)
    for place, person in enumerate(session.scalars(select(Person)).all()):
        person.language = languages[place % len(languages)]
        session.add(NoticeWishes(person_id=person.id, discreet_mail=is_discreet, rest=Rest.DAILY, digest_hour=8, digest_weekday=0))
    session.commit()
    story = network.propose(names[0]).commented().called_for_objections()
    session.execute(update(NoticeCursor).values(next_index=select(LedgerHead.size).scalar_subquery()))
    session.commit()
    story.called_for_consensus()
    with _counted() as count:
        began = time.perf_counter()
        while derive_some(session, now=network.now):
            pass
        deliver(session, app.config["SETTINGS"], now=network.now, goes_on=lambda: True)
        seconds = time.perf_counter() - began
    notices = session.scalars(select(func.count()).select_from(Notice)).one()
    letters = session.scalars(select(func.count()).select_from(MailLetter)).one()
    return Measured(notices, letters, seconds, count[0], _bare(session))


@contextmanager
def _counted() -> Iterator[list[int]]:
    count = [0]

    def note(*_given: object) -> None:
        count[0] += 1

    event.listen(db.engine, "before_cursor_execute", note)
    yield count
    event.remove(db.engine, "before_cursor_execute", note)


def _bare(session: Session) -> float:
    """Insert the very rows once more, into tables without a rule, one statement for each kind of row; return how long that took."""
    tables: list[Table] = [Base.metadata.tables[each.__tablename__] for each in (Notice, MailLetter)]
    session.rollback()
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
    for table in tables:
        cursor.execute(f"CREATE TABLE bare_{table.name} AS SELECT * FROM {table.name} WHERE 1 = 0")  # noqa: S608 - our own names
    raw.commit()
    marks = [", ".join([mark] * len(table.columns)) for table in tables]
    stored = []
    for table in tables:
        cursor.execute(f"SELECT * FROM {table.name}")  # noqa: S608 - as above
        stored.append(cursor.fetchall())
    began = time.perf_counter()
    for table, values, held in zip(tables, marks, stored, strict=True):
        for row in held:
            cursor.execute(f"INSERT INTO bare_{table.name} VALUES ({values})", row)  # noqa: S608 - as above
    raw.commit()
    seconds = time.perf_counter() - began
    raw.close()
    return seconds

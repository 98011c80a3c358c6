"""The register as a file of comma-separated values: reads it, and lists everything that is wrong with it by line.

A line is a member and, where ``person`` is filled in, somebody who speaks for it; a member with several people has several
lines. Nothing is looked up here: the words of the network are handed in, what is new in the file and what changes is told by
``register_plan``, and what follows is left to ``commands``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.checks import country_of, email_of, name_of
from consensus.people.register_days import Days
from consensus.people.register_lines import Known, MemberLines, PersonLine, RegisterFile
from consensus.people.register_sheet import COLUMNS, REQUIRED, unguarded
from consensus.people.register_text import Problem
from consensus.web.times import known_zones

MOST_LINES = 5_000
"""Of one file; more would hold up everybody else for too long. Default of the software."""

LONGEST_CELL = 500

ALL_BODIES = "all"
"""A mandate for every body; also what an empty cell means."""

OF_DAYS = ("admitted", "since", "from", "until")


def read_register(text: str, known: Known) -> RegisterFile:
    """Read a register and find every problem in it."""
    reader = _Reader(known)
    try:
        reader.read(text.removeprefix("\ufeff"))
    except csv.Error as error:
        reader.wrong(None, _("This cannot be read as comma-separated values ({error}).", error=str(error)))
    problems = tuple(sorted(reader.problems, key=lambda problem: problem.line or 0))
    columns = reader.columns
    return RegisterFile(reader.members(), problems, says_people="person" in columns, says_ends="until" in columns)


@dataclass(slots=True)
class _Started:
    """A member whose lines are being read: its first line, what it said, and its people."""

    line: int
    name: str
    facts: tuple[str, str, MemberKind]
    key: str
    more: dict[str, Any]
    """Admission, status and since when, each None while no line says it."""
    people: list[PersonLine] = field(default_factory=list)


class _Reader:
    def __init__(self, known: Known) -> None:
        self.known = known
        self.problems: list[Problem] = []
        self.columns: list[str] = []
        self._days = Days(None)
        self._started: list[_Started] = []
        self._by_name: dict[str, _Started] = {}
        self._by_key: dict[str, _Started] = {}
        self._emails: dict[str, tuple[int, str]] = {}
        self._people: dict[str, tuple[int, str, str]] = {}

    def members(self) -> tuple[MemberLines, ...]:
        return tuple(MemberLines(one.line, one.name, *one.facts, tuple(one.people), one.key, **one.more) for one in self._started)

    def wrong(self, line: int | None, sentence: str) -> None:
        self.problems.append(Problem(line, sentence))

    def read(self, text: str) -> None:
        rows = _rows(text)
        headings = next(rows, None)
        if headings is None:
            self.wrong(None, _("There is nothing in it. Its first line names the columns: {columns}.", columns=",".join(COLUMNS)))
            return
        self.columns = self._columns(headings[1])
        if not self.columns:
            return
        read: list[tuple[int, list[str]]] = []
        for line, cells in rows:
            if len(read) == MOST_LINES:
                self.wrong(line, _("A file has at most {most} lines. Split it into several.", most=f"{MOST_LINES:,}"))
                break
            read.append((line, [unguarded(cell.strip()) for cell in cells]))
        if not read:
            self.wrong(None, _("There is nothing below the line of headings."))
        of_days = [place for place, column in enumerate(self.columns) if column in OF_DAYS]
        self._days = Days.of(cells[place] for _line, cells in read for place in of_days if place < len(cells))
        for line, cells in read:
            self._row(line, cells)

    def _columns(self, headings: list[str]) -> list[str]:
        """Return the column of each cell; none when they cannot be told."""
        columns = [heading.strip().casefold() for heading in headings]
        wrong = [_('The column "{name}" is missing.', name=name) for name in REQUIRED if name not in columns]
        wrong += [
            _('The column "{name}" is none of {columns}.', name=name, columns=COLUMNS)
            for name in dict.fromkeys(columns)
            if name not in COLUMNS
        ]
        wrong += [_('The column "{name}" stands there twice.', name=name) for name in COLUMNS if columns.count(name) > 1]
        if ("person" in columns) != ("email" in columns):
            wrong.append(_('The columns "person" and "email" belong together.'))
        self.problems += [Problem(1, sentence) for sentence in wrong]
        return [] if wrong else columns

    def _row(self, line: int, cells: list[str]) -> None:
        if len(cells) != len(self.columns):
            self.wrong(line, _("There are {cells} cells here and {columns} columns.", cells=len(cells), columns=len(self.columns)))
            return
        row = dict.fromkeys(COLUMNS, "") | dict(zip(self.columns, cells, strict=True))
        too_long = [column for column, cell in row.items() if len(cell) > LONGEST_CELL]
        for column in too_long:
            self.wrong(line, _('The cell of "{column}" is longer than {most} characters.', column=column, most=LONGEST_CELL))
        if too_long:
            return
        started = self._member(line, row)
        person = self._person(line, row)
        if started is None or person is None:
            return
        if said := next((other for other in started.people if _is_same(other, person)), None):
            self.wrong(line, _('"{name}" stands in line {line} already.', name=person.email or person.name, line=said.line))
        else:
            started.people.append(person)

    def _member(self, line: int, row: Mapping[str, str]) -> _Started | None:
        before = len(self.problems)
        name, country = row["name"], row["country"]
        try:
            name = name_of(name)
        except InvalidError as error:
            self._wrong(line, "name", error)
        try:
            country = country_of(country)
        except InvalidError as error:
            self._wrong(line, "country", error)
        region = self.known.regions.get(row["region"].casefold())
        if region is None:
            choices = tuple(dict.fromkeys(self.known.regions.values()))
            self.wrong(
                line, _('"{region}" is not a region of this network; its regions are {choices}.', region=row["region"], choices=choices)
            )
        kind = next((kind for kind in MemberKind if kind.value == row["kind"].casefold()), None)
        if kind is None:
            choices = tuple(each.value for each in MemberKind)
            self.wrong(line, _('"{kind}" is not a kind of member; the kinds are {choices}.', kind=row["kind"], choices=choices))
        status = next((status for status in MemberStatus if status.value == row["status"].casefold()), None)
        if status is None and row["status"]:
            choices = tuple(each.value for each in MemberStatus)
            self.wrong(line, _('"{status}" is no status of a member; it is one of {choices}.', status=row["status"], choices=choices))
        more = {"admitted": self._day(line, row, "admitted"), "status": status, "since": self._day(line, row, "since")}
        if region is None or kind is None or len(self.problems) > before:
            return None
        return self._same_member(_Started(line, name, (country, region, kind), row["member_id"], more), has_person=bool(row["person"]))

    def _same_member(self, read: _Started, *, has_person: bool) -> _Started | None:
        """Return the member of a line, which other lines before may have begun."""
        folded = read.name.casefold()
        started = (self._by_key.get(read.key) if read.key else None) or self._by_name.get(folded)
        if started is None:
            started = self._by_name[folded] = read
            self._started.append(read)
        elif (read.key and started.key and read.key != started.key) or not has_person:
            self.wrong(read.line, _('"{name}" stands in line {line} already.', name=read.name, line=started.line))
        elif started.facts != read.facts:
            self.wrong(read.line, _('"{name}" has another country, region or kind in line {line}.', name=read.name, line=started.line))
        else:
            differs = [column for column, said in read.more.items() if said is not None and started.more[column] not in (None, said)]
            for column in ["name"] * (started.name != read.name and read.key != "") + differs:
                self.wrong(read.line, _('"{name}" has another {column} in line {line}.', name=read.name, column=column, line=started.line))
            started.more = {column: said if said is not None else read.more[column] for column, said in started.more.items()}
        if read.key:
            started.key = started.key or read.key
            self._by_key.setdefault(read.key, started)
        return started

    def _person(self, line: int, row: Mapping[str, str]) -> PersonLine | None:
        name, email, key, mandate = row["person"], row["email"], row["person_id"], row["mandate"]
        if not name and not email:
            if mandate or key or row["from"] or row["until"]:
                self.wrong(line, _("There is a mandate here but nobody to hold it."))
            return None
        before = len(self.problems)
        try:
            name = name_of(name, "person")
        except InvalidError as error:
            self._wrong(line, "person", error)
        self._address(line, name, email, key)
        if key and len(self.problems) == before:
            self._note_key(line, key, name, email)
        body_id = self.known.bodies.get(mandate.casefold())
        if body_id is None and mandate.casefold() not in {"", ALL_BODIES}:
            self.wrong(line, _('"{mandate}" is not the code of a body; leave the cell empty for all bodies.', mandate=mandate))
        first_day, last_day = self._day(line, row, "from"), self._day(line, row, "until")
        if first_day is not None and last_day is not None and last_day < first_day:
            self.wrong(line, _("The mandate would end before it begins."))
        zone = self._zone(line, row["zone"])
        if len(self.problems) > before:
            return None
        return PersonLine(line, name, email_of(email) if email else "", body_id, key, first_day, last_day, zone)

    def _address(self, line: int, name: str, email: str, key: str) -> None:
        if not email and key:
            return
        try:
            email = email_of(email)
        except InvalidError as error:
            if email or "person_id" not in self.columns:
                self._wrong(line, "email", error)
            else:
                self.wrong(
                    line,
                    _(
                        "Write an e-mail address; for somebody who has none, write a word of your own under person_id, the same in each line."
                    ),
                )
            return
        # Somebody who speaks for several members, or in several bodies, has several lines.
        first, called = self._emails.setdefault(email, (line, name))
        if called != name:
            self.wrong(line, _('"{email}" is the address of {name} in line {line}.', email=email, name=called, line=first))

    def _note_key(self, line: int, key: str, name: str, email: str) -> None:
        first, called, address = self._people.setdefault(key, (line, name, email.casefold()))
        if (called, address) != (name, email.casefold()):
            self.wrong(line, _('"{key}" stands in line {line} with another name or address.', key=key, line=first))

    def _day(self, line: int, row: Mapping[str, str], column: str) -> date | None:
        try:
            return self._days.read(row[column])
        except InvalidError as error:
            self._wrong(line, column, error)
            return None

    def _zone(self, line: int, name: str) -> tzinfo | None:
        if not name:
            return None
        if name not in known_zones():
            self.wrong(line, _('"{zone}" is no time zone. Write one such as Africa/Nairobi or UTC, or leave the cell empty.', zone=name))
            return None
        return ZoneInfo(name)

    def _wrong(self, line: int, column: str, error: InvalidError) -> None:
        self.wrong(line, f"{column}: {error}")


def _is_same(one: PersonLine, other: PersonLine) -> bool:
    """Whether two lines of a member say the same of the same person."""
    is_one = one.key == other.key if one.key and other.key else one.email == other.email != ""
    return is_one and (one.body_id, one.first_day, one.last_day) == (other.body_id, other.first_day, other.last_day)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not empty with the number of its first line; commas, semicolons or tabs, as line 1 has them."""
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1

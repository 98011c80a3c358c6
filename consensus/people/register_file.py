"""The register as a file of comma-separated values: reads it, and lists everything that is wrong with it by line.

A line is a member and, where ``person`` is filled in, somebody who speaks for it; a member with several people has several
lines. Nothing is looked up here: what the network knows already is handed in, and what follows is left to ``commands``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind
from consensus.people.checks import country_of, email_of, name_of
from consensus.people.register_sheet import COLUMNS as COLUMNS
from consensus.people.register_sheet import REQUIRED, unguarded

MOST_LINES = 5_000
"""Of one file; more would hold up everybody else for too long. Default of the software."""

LONGEST_CELL = 500

ALL_BODIES = "all"
"""A mandate for every body; also what an empty cell means."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to correct. Line 1 is the line of headings; None: the file as a whole."""

    line: int | None
    sentence: str

    def __str__(self) -> str:
        return str(self.sentence) if self.line is None else str(_("Line {line}: {problem}", line=self.line, problem=self.sentence))


@dataclass(frozen=True, slots=True)
class Known:
    """What the network has already. Names are folded (``casefold``); codes stand under their folded words."""

    regions: Mapping[str, str]
    """Code by folded code or name."""
    bodies: Mapping[str, int]
    """Id by folded code."""
    members: frozenset[str]
    emails: frozenset[str]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody to invite, to speak for a member in one body or (None) in all."""

    name: str
    email: str
    body_id: int | None


@dataclass(frozen=True, slots=True)
class MemberLines:
    """A member to admit, and the people who speak for it."""

    name: str
    country: str
    region: str
    kind: MemberKind
    people: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What a file says, and what is wrong with it. With any problem nothing of it is taken."""

    members: tuple[MemberLines, ...]
    problems: tuple[Problem, ...]

    @property
    def people(self) -> int:
        """How many people the file invites."""
        return len({person.email for member in self.members for person in member.people})


def text_of(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return a file's text, or what to do about its encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", (Problem(None, _("The file is in UTF-16. Save it as CSV in UTF-8 and choose it again.")),)
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return "", (Problem(line, _("A letter here is not in UTF-8. Save the file as CSV in UTF-8 and choose it again.")),)


def read_register(text: str, known: Known) -> RegisterFile:
    """Read a register and find every problem in it."""
    reader = _Reader(known)
    try:
        reader.read(text.removeprefix("\ufeff"))
    except csv.Error as error:
        reader.problems.append(Problem(None, _("This cannot be read as comma-separated values ({error}).", error=str(error))))
    return RegisterFile(reader.members(), tuple(sorted(reader.problems, key=lambda problem: problem.line or 0)))


@dataclass(slots=True)
class _Started:
    """A member whose lines are being read: its first line, what it said, and its people."""

    line: int
    facts: tuple[str, str, MemberKind]
    name: str
    people: list[PersonLine]


class _Reader:
    def __init__(self, known: Known) -> None:
        self.known = known
        self.problems: list[Problem] = []
        self._started: dict[str, _Started] = {}
        self._emails: dict[str, tuple[int, str]] = {}

    def members(self) -> tuple[MemberLines, ...]:
        return tuple(MemberLines(started.name, *started.facts, tuple(started.people)) for started in self._started.values())

    def read(self, text: str) -> None:
        rows = _rows(text)
        headings = next(rows, None)
        if headings is None:
            self.problems.append(
                Problem(None, _("There is nothing in it. Its first line names the columns: {columns}.", columns=",".join(COLUMNS)))
            )
            return
        columns = self._columns(headings[1])
        if columns is None:
            return
        count = 0
        for line, cells in rows:
            count += 1
            if count > MOST_LINES:
                self.problems.append(Problem(line, _("A file has at most {most} lines. Split it into several.", most=f"{MOST_LINES:,}")))
                return
            self._row(line, cells, columns)
        if not count:
            self.problems.append(Problem(None, _("There is nothing below the line of headings.")))

    def _columns(self, headings: list[str]) -> list[str] | None:
        """Return the column of each cell; None when they cannot be told."""
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
        return None if wrong else columns

    def _row(self, line: int, cells: list[str], columns: list[str]) -> None:
        if len(cells) != len(columns):
            self.problems.append(
                Problem(line, _("There are {cells} cells here and {columns} columns.", cells=len(cells), columns=len(columns)))
            )
            return
        row = {column: unguarded(cell.strip()) for column, cell in zip(columns, cells, strict=True)}
        before = len(self.problems)
        for column, cell in row.items():
            if len(cell) > LONGEST_CELL:
                self.problems.append(
                    Problem(line, _('The cell of "{column}" is longer than {most} characters.', column=column, most=LONGEST_CELL))
                )
        if len(self.problems) == before:
            started = self._member(line, row)
            person = self._person(line, row)
            if started is not None and person in started.people:
                self.problems.append(Problem(line, _('"{name}" stands in line {line} already.', name=person.email, line=started.line)))
            elif started is not None and person is not None:
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
            self.problems.append(
                Problem(
                    line, _('"{region}" is not a region of this network; its regions are {choices}.', region=row["region"], choices=choices)
                )
            )
        kind = next((kind for kind in MemberKind if kind.value == row["kind"].casefold()), None)
        if kind is None:
            choices = tuple(each.value for each in MemberKind)
            self.problems.append(
                Problem(line, _('"{kind}" is not a kind of member; the kinds are {choices}.', kind=row["kind"], choices=choices))
            )
        if name.casefold() in self.known.members:
            self.problems.append(Problem(line, _('"{name}" is a member already.', name=name)))
        if region is None or kind is None or len(self.problems) > before:
            return None
        return self._same_member(line, name, (country, region, kind), has_person=bool(row.get("person")))

    def _same_member(self, line: int, name: str, facts: tuple[str, str, MemberKind], *, has_person: bool) -> _Started | None:
        started = self._started.get(name.casefold())
        if started is None:
            started = self._started[name.casefold()] = _Started(line, facts, name, [])
        elif not has_person:
            self.problems.append(Problem(line, _('"{name}" stands in line {line} already.', name=name, line=started.line)))
        elif started.facts != facts:
            self.problems.append(
                Problem(line, _('"{name}" has another country, region or kind in line {line}.', name=name, line=started.line))
            )
        return started

    def _person(self, line: int, row: Mapping[str, str]) -> PersonLine | None:
        name, email, mandate = row.get("person", ""), row.get("email", ""), row.get("mandate", "")
        if not name and not email:
            if mandate:
                self.problems.append(Problem(line, _("There is a mandate here but nobody to hold it.")))
            return None
        before = len(self.problems)
        try:
            name = name_of(name, "person")
        except InvalidError as error:
            self._wrong(line, "person", error)
        try:
            email = email_of(email)
        except InvalidError as error:
            self._wrong(line, "email", error)
        else:
            self._note_address(line, email, name)
        body_id = self.known.bodies.get(mandate.casefold())
        if body_id is None and mandate.casefold() not in {"", ALL_BODIES}:
            self.problems.append(
                Problem(line, _('"{mandate}" is not the code of a body; leave the cell empty for all bodies.', mandate=mandate))
            )
        return PersonLine(name, email, body_id) if len(self.problems) == before else None

    def _note_address(self, line: int, email: str, name: str) -> None:
        """Note whose address it is: somebody who speaks for several members, or in several bodies, has several lines."""
        if email in self.known.emails:
            self.problems.append(Problem(line, _('"{email}" is the address of a person in the register already.', email=email)))
            return
        first, called = self._emails.setdefault(email, (line, name))
        if called != name:
            self.problems.append(
                Problem(line, _('"{email}" is the address of {name} in line {line}.', email=email, name=called, line=first))
            )

    def _wrong(self, line: int, column: str, error: InvalidError) -> None:
        self.problems.append(Problem(line, f"{column}: {error}"))


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

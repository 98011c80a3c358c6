"""What a file would do to the register: holds what the file says against what the register says. Nothing is looked up here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from consensus.domain.speech import _
from consensus.domain.terms import MemberStatus
from consensus.people.register_lines import MemberLines, PersonLine, RegisterFile
from consensus.people.register_people import PeopleOfFile
from consensus.people.register_plan import (
    AbsentMandate,
    AbsentMember,
    ChangedMember,
    EndedMandate,
    Moment,
    NewMandate,
    NewMember,
    Plan,
    Ref,
    Wishes,
)
from consensus.people.register_rows import Register, RegisteredMandate, RegisteredMember
from consensus.people.register_sheet import first_day_of, last_day_of, start_of_day
from consensus.people.register_text import Problem


def compare(file: RegisterFile, register: Register, moment: Moment, wishes: Wishes) -> Plan:
    """Return what the file would do; what follows in bodies is not in it yet."""
    if file.problems:
        return Plan(problems=file.problems)
    return _Comparison(file, register, moment, wishes).plan()


class _Comparison:
    def __init__(self, file: RegisterFile, register: Register, moment: Moment, wishes: Wishes) -> None:
        self.file, self.register, self.moment, self.wishes = file, register, moment, wishes
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []
        self.new_members: list[NewMember] = []
        self.changed: dict[int, ChangedMember] = {}
        self.granted: list[NewMandate] = []
        self.ended: list[EndedMandate] = []
        self.matched: dict[int, MemberLines] = {}
        self.mandates_said: dict[int, int] = {}
        """The line of each mandate that the file has, by its id."""
        self._granted: dict[tuple[Ref, Ref, int | None], list[NewMandate]] = defaultdict(list)
        self.people = PeopleOfFile(register, self.problems, self.remarks)
        self._by_key = {member.key: member for member in register.members}
        self._by_name = {member.name.casefold(): member for member in register.members}
        self._names = {person.person_id: person.name for person in register.persons}
        self._member_names = {member.member_id: member.name for member in register.members}
        self._mandates: dict[tuple[Ref, Ref, int | None], list[RegisteredMandate]] = defaultdict(list)
        for mandate in register.mandates:
            self._mandates[mandate.person_id, mandate.member_id, mandate.body_id].append(mandate)

    def plan(self) -> Plan:
        for lines in self.file.members:
            self._member(lines)
        self._take_names()
        absent_members, absent_mandates = self._absent_members(), self._absent_mandates()
        self._end_with_members()
        gone = {member.ref for member in self.new_members if member.status is MemberStatus.LEFT}
        speaking = {each.person for each in self.granted if each.member not in gone and not self._is_over(each.ends_at)}
        return Plan(
            problems=_in_order(self.problems),
            remarks=_in_order(self.remarks),
            new_members=tuple(self.new_members),
            changed=tuple(self.changed.values()),
            new_people=self.people.to_enter(speaking),
            addresses=tuple(self.people.addresses),
            granted=tuple(self.granted),
            ended=tuple(self.ended),
            absent_members=absent_members,
            absent_mandates=absent_mandates,
            same=len(self.matched) - sum(change.line is not None for change in self.changed.values()),
        )

    def _member(self, lines: MemberLines) -> None:
        found = (self._by_key.get(lines.key) if lines.key else None) or self._by_name.get(lines.name.casefold())
        today = self.moment.now.date()
        for column, day in (("admitted", lines.admitted), ("since", lines.since)):
            if day is not None and day > today:
                self._wrong(lines.line, _('The day under "{column}" lies in the future.', column=column))
        if found is None:
            status = lines.status or MemberStatus.ACTIVE
            left_on = lines.since if status is MemberStatus.LEFT else None
            facts = (lines.name, lines.country, lines.region, lines.kind, lines.admitted, status, left_on)
            self.new_members.append(NewMember(_ref(lines.line), lines.line, *facts))
            self._mandates_of(lines, _ref(lines.line), has_left=False)
        elif found.member_id in self.matched:
            other = self.matched[found.member_id].line
            self._wrong(lines.line, _('"{name}" stands in line {line} already.', name=lines.name, line=other))
        else:
            self.matched[found.member_id] = lines
            self._change(lines, found)
            self._mandates_of(lines, found.member_id, has_left=(lines.status or found.status) is MemberStatus.LEFT)

    def _change(self, lines: MemberLines, found: RegisteredMember) -> None:
        status = lines.status or found.status
        after = replace(found, name=lines.name, country=lines.country, region=lines.region, kind=lines.kind, status=status)
        if lines.admitted not in (None, found.admitted_on):
            self.remarks.append(
                Problem(
                    lines.line,
                    _('The day of admission stays {day}: no file changes it for "{name}".', day=found.admitted_on, name=found.name),
                )
            )
        if after != found:
            self.changed[found.member_id] = ChangedMember(lines.line, found, after)

    def _take_names(self) -> None:
        """Look whether each name that the file gives is free: it is while no other member has it now, nor another line of the file."""
        taken = {member.name.casefold(): member.member_id for member in self.register.members}
        for change in self.changed.values():
            name = change.after.name.casefold()
            if name != change.before.name.casefold() and taken.setdefault(name, change.before.member_id) != change.before.member_id:
                self._wrong(change.line, _("Another member has this name already."))
        for member in self.new_members:
            if member.name.casefold() in taken:
                self._wrong(member.line, _("Another member has this name already."))

    def _mandates_of(self, lines: MemberLines, member: Ref, *, has_left: bool) -> None:
        for line in lines.people:
            person = self.people.ref_of(line)
            if person is not None:
                self._mandate(line, lines.name, member, person, has_left=has_left)

    def _mandate(self, line: PersonLine, member_name: str, member: Ref, person: Ref, *, has_left: bool) -> None:
        zone = line.zone or self.moment.zone
        theirs = self._mandates[person, member, line.body_id] if isinstance(person, int) and isinstance(member, int) else []
        found = self._meant(theirs, line, zone)
        if found is not None and found.mandate_id in self.mandates_said:
            said = self.mandates_said[found.mandate_id]
            self._wrong(line.line, _('"{name}" stands in line {line} already.', name=line.email or line.name, line=said))
        elif found is not None:
            self.mandates_said[found.mandate_id] = line.line
            self._end(line, found, zone, has_left=has_left)
        elif has_left:
            self._wrong(line.line, _("This member has left the network, so nobody can speak for it."))
        else:
            self._grant(line, member_name, member, person, theirs, zone)

    def _grant(self, line: PersonLine, member_name: str, member: Ref, person: Ref, theirs: list[RegisteredMandate], zone: tzinfo) -> None:
        starts_at = None if line.first_day is None else start_of_day(line.first_day, zone)
        ends_at = _end_of_day(line.last_day, zone)
        before = self._in_the_way([*theirs, *self._granted_like(person, member, line.body_id)], starts_at, ends_at)
        if starts_at is not None and before and all(each.ends_at and each.ends_at <= starts_at + timedelta(days=1) for each in before):
            # What ended on the day on which this one begins: days alone do not tell at which hour.
            starts_at = max(each.ends_at for each in before if each.ends_at is not None)
            before = []
        if ends_at is not None and ends_at <= (starts_at or self.moment.now):
            self._wrong(line.line, _("The mandate would end before it begins."))
        elif before:
            self._wrong(line.line, _("This person has this mandate already, for some or all of that time."))
        else:
            days = (line.first_day, line.last_day, starts_at, ends_at)
            names = (line.name if isinstance(person, str) else self._names[person], member_name, self._body(line.body_id))
            granted = NewMandate(line.line, person, member, line.body_id, *days, *names)
            self.granted.append(granted)
            self._granted[person, member, line.body_id].append(granted)

    def _meant(self, theirs: list[RegisteredMandate], line: PersonLine, zone: tzinfo) -> RegisteredMandate | None:
        """Return which mandate of the register a line is about: the one with its first day, or else the one that is not over."""
        if line.first_day is not None:
            begun = [each for each in theirs if first_day_of(each.starts_at, zone) == line.first_day]
            # Of two that began on one day, each has a line of its own.
            begun.sort(key=lambda each: (each.mandate_id in self.mandates_said, last_day_of(each.ends_at, zone) != line.last_day))
            return begun[0] if begun else None
        running = [each for each in theirs if not self._is_over(each.ends_at)]
        return min(running, key=lambda each: each.starts_at, default=None)

    def _end(self, line: PersonLine, found: RegisteredMandate, zone: tzinfo, *, has_left: bool) -> None:
        before = last_day_of(found.ends_at, zone)
        if not self.file.says_ends or line.last_day == before:
            return
        ends_at = _end_of_day(line.last_day, zone)
        if self._is_over(found.ends_at) and before is not None:
            self.remarks.append(Problem(line.line, _("This mandate ended on {day}, and stays so.", day=before)))
        elif ends_at is None and before is not None:
            sentence = _("The last day of this mandate stays {day}: to move it, write another day.", day=before)
            self.remarks.append(Problem(line.line, sentence))
        elif ends_at is not None and ends_at < self.moment.now:
            self._wrong(line.line, _("The past cannot be changed: choose today or a later day."))
        elif not has_left:
            self.ended.append(self._ended(line.line, found, zone, line.last_day, ends_at))

    def _in_the_way(
        self, others: Iterable[RegisteredMandate], starts_at: datetime | None, ends_at: datetime | None
    ) -> list[RegisteredMandate]:
        """Return the mandates that hold for some of a time; see ``grant_mandate``, which has the last word."""
        starts_at = starts_at or self.moment.now
        return [
            each for each in others if (each.ends_at is None or each.ends_at > starts_at) and (ends_at is None or each.starts_at < ends_at)
        ]

    def _granted_like(self, person: Ref, member: Ref, body_id: int | None) -> list[RegisteredMandate]:
        """Return the mandates of the same person for the same member in the same body that lines before grant."""
        same = self._granted[person, member, body_id]
        return [RegisteredMandate(0, 0, 0, body_id, each.starts_at or self.moment.now, each.ends_at) for each in same]

    def _absent_members(self) -> tuple[AbsentMember, ...]:
        absent = []
        for member in self.register.members:
            if member.member_id in self.matched or member.status is MemberStatus.LEFT:
                continue
            is_ticked = member.member_id in self.wishes.leaving
            absent.append(AbsentMember(member.member_id, member.name, member.status, is_ticked))
            if is_ticked:
                self.changed[member.member_id] = ChangedMember(None, member, replace(member, status=MemberStatus.LEFT))
        return tuple(sorted(absent, key=lambda each: each.name.casefold()))

    def _absent_mandates(self) -> tuple[AbsentMandate, ...]:
        absent = []
        for mandate in self.register.mandates if self.file.says_people else ():
            is_running = not self._is_over(mandate.ends_at)
            leaves = mandate.member_id in self.changed and self.changed[mandate.member_id].is_leaving
            if not is_running or leaves or mandate.member_id not in self.matched or mandate.mandate_id in self.mandates_said:
                continue
            is_ticked = mandate.mandate_id in self.wishes.ending
            ended = self._ended(None, mandate, self.moment.zone, None, None)
            absent.append(AbsentMandate(mandate.mandate_id, ended.person_name, ended.member_name, ended.body_name, is_ticked))
            if is_ticked:
                self.ended.append(ended)
        return tuple(sorted(absent, key=lambda each: (each.member_name.casefold(), each.person_name.casefold(), each.mandate_id)))

    def _end_with_members(self) -> None:
        """Name the mandates that end because their member leaves."""
        for mandate in self.register.mandates:
            change = self.changed.get(mandate.member_id)
            is_running = not self._is_over(mandate.ends_at)
            if change is not None and change.is_leaving and is_running:
                ended = self._ended(change.line, mandate, self.moment.zone, None, None)
                self.ended.append(replace(ended, ends_with_member=True))

    def _ended(
        self, line: int | None, mandate: RegisteredMandate, zone: tzinfo, after: date | None, ends_at: datetime | None
    ) -> EndedMandate:
        names = (self._names[mandate.person_id], self._member_names[mandate.member_id], self._body(mandate.body_id))
        return EndedMandate(line, mandate.mandate_id, last_day_of(mandate.ends_at, zone), after, ends_at, *names)

    def _is_over(self, ends_at: datetime | None) -> bool:
        return ends_at is not None and ends_at <= self.moment.now

    def _body(self, body_id: int | None) -> str | None:
        return None if body_id is None else self.register.bodies.get(body_id)

    def _wrong(self, line: int | None, sentence: str) -> None:
        self.problems.append(Problem(line, sentence))


def _ref(line: int) -> str:
    return f"line {line}"


def _end_of_day(day: date | None, zone: tzinfo) -> datetime | None:
    return None if day is None else start_of_day(day + timedelta(days=1), zone)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))

"""Whom the lines of a file are about: people who are in the register, and those who would come in."""

from __future__ import annotations

from collections.abc import Collection

from consensus.domain.speech import _
from consensus.people.register_lines import PersonLine
from consensus.people.register_plan import NewAddress, NewPerson, Ref
from consensus.people.register_rows import Register, RegisteredPerson
from consensus.people.register_text import Problem


class PeopleOfFile:
    """Finds the person of each line, once; what is wrong goes to ``problems``, what is not taken from the file to ``remarks``."""

    def __init__(self, register: Register, problems: list[Problem], remarks: list[Problem]) -> None:
        self.problems, self.remarks = problems, remarks
        self.addresses: list[NewAddress] = []
        self._new: dict[str, NewPerson] = {}
        self._seen: set[int] = set()
        self._claimed: set[str] = set()
        """Addresses that somebody else gets by this file."""
        self._by_key = {person.key: person for person in register.persons}
        self._by_email = {person.email: person for person in register.persons if person.email is not None}

    def ref_of(self, line: PersonLine) -> Ref | None:
        """Return the person of a line; None where nothing of the line is taken."""
        found = (self._by_key.get(line.key) if line.key else None) or self._by_email.get(line.email)
        if found is None:
            return self._newcomer(line)
        if found.is_unnamed:
            self.remarks.append(
                Problem(line.line, _("This person left, and what was known of them is forgotten. Nobody comes in for them."))
            )
            return None
        if found.person_id not in self._seen:
            self._seen.add(found.person_id)
            self._hold_against(line, found)
        return found.person_id

    def to_enter(self, speaking: Collection[Ref]) -> tuple[NewPerson, ...]:
        """Return who would come in. Invited are those who have an address and will speak for somebody."""
        return tuple(
            NewPerson(each.ref, each.line, each.name, each.email, is_invited=each.email is not None and each.ref in speaking)
            for each in self._new.values()
        )

    def _newcomer(self, line: PersonLine) -> str:
        known_by = line.email or line.key
        ref = f"line {line.line}"
        if line.email in self._claimed:
            self.problems.append(Problem(line.line, _("Another person has this e-mail address already.")))
        return self._new.setdefault(known_by, NewPerson(ref, line.line, line.name, line.email or None, is_invited=False)).ref

    def _hold_against(self, line: PersonLine, found: RegisteredPerson) -> None:
        """Look what a line says else of somebody: a name is theirs to change, and so is an address in use."""
        if line.name != found.name:
            sentence = _('"{name}" stays: people change their own names, on their account.', name=found.name)
            self.remarks.append(Problem(line.line, sentence))
        if not line.email or line.email == found.email:
            return
        if line.email in self._by_email or line.email in self._claimed or line.email in self._new:
            self.problems.append(Problem(line.line, _("Another person has this e-mail address already.")))
        elif found.has_come_in:
            sentence = _(
                "The address of {name} stays: people change an address that is in use themselves, on their account.", name=found.name
            )
            self.remarks.append(Problem(line.line, sentence))
        else:
            self._claimed.add(line.email)
            self.addresses.append(NewAddress(line.line, found.person_id, found.name, found.email, line.email))

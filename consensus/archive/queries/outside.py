"""A decision as everybody else sees it who may read it: each word of dissent at the level that the dissenter chose.

The level holds for everything: names, counts by region, order and times. So where any dissent is less than named, what could
tell who it was is left out for all: how each region stands, and who is party. Source: record.md section 3, process.md section 8.10.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consensus.archive.queries.assembling import assemble, instant_of
from consensus.archive.queries.inside import answer_of, counted, objection_seen, said_anew, seconds_needed
from consensus.archive.queries.seen import DecisionView, Dissent, Parties
from consensus.archive.queries.seen_words import IssueSeen, Objections, ObjectionSeen, Said, Spoken
from consensus.archive.queries.whole import Annexed, Whole
from consensus.domain.attribution import Alike, Attributed, Cover, blind_order
from consensus.domain.parties import still_parties
from consensus.domain.terms import Attribution, MemberKind, PositionCode
from consensus.voting.parties import parties_in


@dataclass(frozen=True, slots=True)
class _Word:
    """A dissenter's word, before it is known what of it is shown."""

    member_id: int
    label: str
    alike: Alike
    level: Attribution
    text: str
    at: datetime
    version: int | None = None
    extent: str = ""


def seen_outside(whole: Whole, *, knows_people: bool) -> DecisionView:
    """Return what is open of a decision to whoever may read it.

    :param knows_people: whether the reader is of the network, which knows who leads a proposal; the public learns of no person.
    """
    record = whole.record
    said = _All(whole)
    is_named = said.levels <= {Attribution.NAMED}
    return assemble(
        whole,
        is_inside=False,
        knows_people=knows_people,
        owners=[owner["name"] for owner in record["owners"]] if knows_people else (),
        facilitator=record["facilitator"]["name"] if knows_people and record["facilitator"] else None,
        tells_regions=is_named and record["vote"] is None,
        voices=(),
        issues=tuple(_issue(issue) for issue in record["issues"]),
        dissent=said.dissent(),
        parties=_parties(whole, is_named=is_named),
    )


class _All:
    """Everything that marks the decision as one with dissent, and what may be told of who said it."""

    def __init__(self, whole: Whole) -> None:
        record = whole.record
        self._alike = {voice["voice"]: Alike(voice["region"], MemberKind(voice["kind"])) for voice in record["voices"]}
        self._members = {voice["voice"]: voice["member"] for voice in record["voices"]}
        self._whole = whole
        self._reservations = [self._position(*each) for each in counted(record, {PositionCode.RESERVATION})]
        self._stand_asides = [self._position(*each) for each in counted(record, {PositionCode.STAND_ASIDE})]
        self._objecting = [self._position(*each) for each in said_anew(record)]
        self._objections = [(self._objection(each), each) for each in record["objections"]]
        self._statements = [_of_annexed(each) for each in whole.statements]
        self._dissociations = [_of_annexed(each) for each in whole.dissociations]
        self._cover = self._cover_of(record)
        self._names = {region["region"]: region["name"] for region in record["roll"]["regions"]}

    @property
    def levels(self) -> set[Attribution]:
        """The levels of all that is said here."""
        return {word.level for word in self._words()}

    def dissent(self) -> Dissent:
        return Dissent(
            reservations=self._spoken(self._reservations),
            stand_asides=self._spoken(self._stand_asides),
            objecting=self._spoken(self._objecting),
            objections=self._seen_objections(),
            statements=self._spoken(self._statements),
            dissociations=self._spoken(self._dissociations),
        )

    def _words(self) -> Iterable[_Word]:
        yield from (*self._reservations, *self._stand_asides, *self._objecting)
        yield from (word for word, _ in self._objections)
        yield from (*self._statements, *self._dissociations)

    def _position(self, voice: Mapping[str, Any], position: Mapping[str, Any]) -> _Word:
        return _Word(
            member_id=voice["member"],
            label=voice["label"],
            alike=self._alike[voice["voice"]],
            level=self._whole.level_of_position(position),
            text=position["reason"],
            at=instant_of(position["at"]),
            version=position["version"],
        )

    def _objection(self, objection: Mapping[str, Any]) -> _Word:
        return _Word(
            member_id=self._members[objection["voice"]],
            label=objection["label"],
            alike=self._alike[objection["voice"]],
            level=self._whole.level_of_objection(objection["objection"]),
            text=objection["reason"],
            at=instant_of(objection["at"]),
        )

    def _cover_of(self, record: Mapping[str, Any]) -> Cover:
        named = {word.member_id for word in self._words() if word.level is Attribution.NAMED}
        hidden = {word.member_id for word in self._words()} - named
        voices = [(voice["member"], self._alike[voice["voice"]]) for voice in record["voices"]]
        return Cover(
            (alike for member, alike in voices if member not in named),
            (alike for member, alike in voices if member in hidden),
        )

    def _spoken(self, words: list[_Word]) -> Spoken:
        shown = _in_order(words, lambda word: word)
        return Spoken(
            tuple(self._said(word, self._attributed(word)) for word in shown),
            sum(1 for word in words if word.level is Attribution.SEALED),
        )

    def _said(self, word: _Word, attributed: Attributed) -> Said:
        at = word.at if attributed.level is Attribution.NAMED else None
        return Said(self._who(attributed), word.text, attributed.level, at, word.version, word.extent)

    def _seen_objections(self) -> Objections:
        shown = _in_order(self._objections, lambda each: each[0])
        sealed = Counter(objection["fate"] for word, objection in self._objections if word.level is Attribution.SEALED)
        return Objections(tuple(self._seen_objection(*each) for each in shown), dict(sorted(sealed.items())))

    def _seen_objection(self, word: _Word, objection: Mapping[str, Any]) -> ObjectionSeen:
        return objection_seen(
            objection, who=self._who(self._attributed(word)), level=word.level, is_inside=False, needed=seconds_needed(self._whole.record)
        )

    def _attributed(self, word: _Word) -> Attributed:
        return self._cover.attribute(word.level, word.label, word.alike)

    def _who(self, attributed: Attributed) -> str:
        return attributed.label or attributed.who().render(names=self._names)


def _of_annexed(said: Annexed) -> _Word:
    return _Word(said.member_id, said.label, said.alike, said.level, said.text, said.at, extent=said.extent)


def _in_order(items: list[Any], word_of: Callable[[Any], _Word]) -> list[Any]:
    """Named words as they were given, then the others in an order that tells nothing; sealed ones not at all."""
    named = [each for each in items if word_of(each).level is Attribution.NAMED]
    others = [each for each in items if word_of(each).level is Attribution.KIND_AND_REGION]
    return [*named, *blind_order(others, lambda each: word_of(each).text)]


def _issue(issue: Mapping[str, Any]) -> IssueSeen:
    """An issue without its author: an argument may come back as a dissent that is not named."""
    answer = None if issue["answer"] is None else answer_of(issue["answer"], is_named=False)
    return IssueSeen("", None, issue["version"], issue["text"], issue["passage"], issue["amendment"], answer)


def _parties(whole: Whole, *, is_named: bool) -> Parties:
    """Names only where everybody who dissents is named: who is missing from a list of names would be told by it.

    A voice that agreed without being named is counted; so are all of them after a vote, which nobody casts by name.
    """
    parties = still_parties(parties_in(whole.record), {each.member_id for each in whole.dissociations})
    if not is_named or whole.record["vote"] is not None:
        return Parties(len(parties), None)
    open_ones = {
        voice["voice"]
        for voice in whole.record["voices"]
        for position in voice["positions"]
        if position["counts"] and whole.level_of_position(position) is Attribution.NAMED
    }
    names = tuple(party.label for party in parties if party.voice_id in open_ones)
    return Parties(len(parties), names, len(parties) - len(names))

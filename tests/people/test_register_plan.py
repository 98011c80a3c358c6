"""A file held against the register: what it would do, what it would not, and that what went out and comes in does nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.queries.sheet import lines_of
from consensus.people.register_compare import compare
from consensus.people.register_file import read_register
from consensus.people.register_keys import Keys
from consensus.people.register_lines import Known
from consensus.people.register_plan import Moment, Plan, Wishes
from consensus.people.register_rows import Register, RegisteredMandate, RegisteredMember, RegisteredPerson
from consensus.people.register_sheet import EVERYTHING, as_sheet

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ZONE = ZoneInfo("America/Mexico_City")
KEYS = Keys.of("a secret of an invented installation")
BODIES = {1: "Assembly", 2: "Water"}
CODES = {1: "ASSEMBLY", 2: "WATER"}
KNOWN = Known({"afr": "AFR", "lac": "LAC"}, {"assembly": 1, "water": 2})


def member(number: int, name: str, status: MemberStatus = MemberStatus.ACTIVE) -> RegisteredMember:
    left_on = date(2026, 2, 1) if status is MemberStatus.LEFT else None
    return RegisteredMember(number, KEYS.of_member(number), name, "KE", "AFR", MemberKind.NGO, status, date(2020, 1, 1), left_on)


def person(number: int, name: str, **facts: Any) -> RegisteredPerson:
    known: dict[str, Any] = {"email": f"{name.lower()}@invented.example", "has_come_in": True, "is_unnamed": False}
    return RegisteredPerson(number, KEYS.of_person(number), name, **(known | facts))


def mandate(number: int, person_id: int, member_id: int, **facts: Any) -> RegisteredMandate:
    known: dict[str, Any] = {"body_id": None, "starts_at": NOW - 100 * DAY, "ends_at": None}
    return RegisteredMandate(number, person_id, member_id, **(known | facts))


REGISTER = Register(
    (member(1, "Alpha"), member(2, "Beta"), member(3, "Gamma", MemberStatus.SUSPENDED), member(4, "Delta", MemberStatus.LEFT)),
    (
        person(1, "Ada"),
        person(2, "Bo", has_come_in=False),
        person(3, "Cy", email=None, has_come_in=False),
        person(4, "Person 4", email=None, is_unnamed=True),
    ),
    (
        mandate(1, 1, 1),
        mandate(2, 2, 1, body_id=2, ends_at=NOW + 50 * DAY),
        mandate(3, 3, 2),
        mandate(4, 2, 4, ends_at=NOW - 10 * DAY),
        mandate(5, 4, 1, ends_at=NOW - 50 * DAY),
    ),
    BODIES,
    CODES,
)


def file_of(register: Register) -> str:
    return as_sheet(lines_of(register, register.members, register.mandates, zone=ZONE), with_mark=True, columns=EVERYTHING)


def plan(text: str, wishes: Wishes | None = None, register: Register = REGISTER) -> Plan:
    # Whoever brings the file in is in another zone than whoever took it out.
    return compare(read_register(text, KNOWN), register, Moment(NOW, UTC), wishes or Wishes())


def edited(*changes: tuple[str, str]) -> Plan:
    """What the file of everything would do after words of it were changed."""
    text = file_of(REGISTER)
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return plan(text)


def told(found: Plan) -> list[str]:
    return [str(each) for each in (*found.problems, *found.remarks)]


def test_everything_has_who_is_suspended_or_gone_or_without_an_address_and_nobody_whose_name_is_forgotten() -> None:
    text = file_of(REGISTER)
    assert [word in text for word in ("Gamma", "Delta", "Cy", "2026-02-20", "Person 4")] == [True, True, True, True, False]
    assert KEYS.of_person(4) not in text


def test_what_went_out_and_comes_in_does_nothing() -> None:
    found = plan(file_of(REGISTER))
    assert (found.acts, told(found), found.absent_members, found.absent_mandates, found.same) == (0, [], (), (), 4)


@pytest.mark.parametrize(
    ("changes", "facts"),
    [
        ([("Alpha", "Alpha of the Lake")], [("name", "Alpha", "Alpha of the Lake")]),
        ([("Gamma,KE,AFR,ngo,2020-01-01,suspended", "Gamma,PE,LAC,movement,2020-01-01,active")], None),
        ([("Beta,KE,AFR,ngo,2020-01-01,active", "Beta,KE,AFR,ngo,2020-01-01,suspended")], [("status", "active", "suspended")]),
    ],
)
def test_an_edit_is_exactly_that_change(changes: list[tuple[str, str]], facts: list[tuple[str, str, str]] | None) -> None:
    found = edited(*changes)
    (change,) = found.changed
    wanted = [("country", "KE", "PE"), ("region", "AFR", "LAC"), ("kind", "ngo", "movement"), ("status", "suspended", "active")]
    assert [(each.name, each.before, each.after) for each in change.facts] == (facts or wanted)
    assert (found.acts, told(found)) == (1, [])


def test_another_last_day_is_exactly_that_end_in_the_zone_of_the_line() -> None:
    found = edited(("2026-04-21", "2026-03-31"))
    (ended,) = found.ended
    assert (ended.mandate_id, ended.before, ended.after) == (2, date(2026, 4, 21), date(2026, 3, 31))
    assert ended.ends_at == datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
    assert (found.acts, told(found)) == (1, [])


def test_a_member_that_leaves_by_its_status_names_the_mandates_that_end_with_it() -> None:
    found = edited(("Alpha,KE,AFR,ngo,2020-01-01,active", "Alpha,KE,AFR,ngo,2020-01-01,left"))
    assert [(each.mandate_id, each.ends_with_member) for each in found.ended] == [(1, True), (2, True)]
    assert told(found) == []


def test_who_is_not_in_the_file_stays_unless_each_is_ticked() -> None:
    few = "name,country,region,kind,person,email\nAlpha,KE,AFR,ngo,Ada,ada@invented.example\n"
    found = plan(few)
    assert [each.name for each in found.absent_members] == ["Beta", "Gamma"]
    assert [each.mandate_id for each in found.absent_mandates] == [2]
    assert found.acts == 0
    ticked = plan(few, Wishes(leaving=frozenset({2, 99}), ending=frozenset({2, 1})))
    assert [(each.before.name, each.after.status) for each in ticked.changed] == [("Beta", MemberStatus.LEFT)]
    assert [(each.mandate_id, each.ends_with_member) for each in ticked.ended] == [(2, False), (3, True)]
    assert ticked.seal != found.seal


def test_a_file_without_last_days_says_nothing_of_them() -> None:
    found = plan("name,country,region,kind,person,email,mandate\nAlpha,KE,AFR,ngo,Bo,bo@invented.example,water\n")
    assert (found.acts, told(found)) == (0, [])


def test_a_file_without_people_says_nothing_of_mandates() -> None:
    assert plan("name,country,region,kind\nAlpha,KE,AFR,ngo\n").absent_mandates == ()


def test_people_who_speak_for_nobody_any_more_and_those_without_an_address_are_not_invited() -> None:
    found = plan(
        "name,country,region,kind,status,person,email,from,until,person_id\n"
        "New,KE,AFR,ngo,,Eve,eve@invented.example,,,\n"
        "New,KE,AFR,ngo,,Flo,flo@invented.example,2025-01-01,2025-12-31,\n"
        "New,KE,AFR,ngo,,Gil,,,,gil\n"
        "Gone,KE,AFR,ngo,left,Hal,hal@invented.example,,,\n"
        "Other,KE,AFR,ngo,,Gil,,,,gil\n"
    )
    assert [(each.name, each.is_invited) for each in found.new_people] == [("Eve", True), ("Flo", False), ("Gil", False), ("Hal", False)]
    assert told(found) == []


HEADINGS = "name,country,region,kind,admitted,person,email,from,until,member_id,person_id\n"


@pytest.mark.parametrize(
    ("row", "sentences"),
    [
        # what is refused
        (f"Beta,KE,AFR,ngo,,,,,,{KEYS.of_member(1)},", ["Line 2: Another member has this name already."]),
        ("New,KE,AFR,ngo,2027-01-01,,,,,,", ['Line 2: The day under "admitted" lies in the future.']),
        ("Delta,KE,AFR,ngo,,Ada,ada@invented.example,,,,", ["Line 2: This member has left the network, so nobody can speak for it."]),
        ("Alpha,KE,AFR,ngo,,Ada,ada@invented.example,,2026-02-28,,", ["Line 2: The past cannot be changed: choose today or a later day."]),
        ("Beta,KE,AFR,ngo,,Ada,ada@invented.example,,2026-02-28,,", ["Line 2: The mandate would end before it begins."]),
        (
            "Alpha,KE,AFR,ngo,,Ada,ada@invented.example,2026-02-01,,,",
            ["Line 2: This person has this mandate already, for some or all of that time."],
        ),
        (
            f"Alpha,KE,AFR,ngo,,Bo,ada@invented.example,2026-02-01,2026-02-02,,{KEYS.of_person(2)}",
            ["Line 2: Another person has this e-mail address already."],
        ),
        (
            f"Alpha,KE,AFR,ngo,,,,,,,\nAlpha 2,KE,AFR,ngo,,,,,,{KEYS.of_member(1)},",
            ['Line 3: "Alpha 2" stands in line 2 already.'],
        ),
        # what stays as it is
        ("Alpha,KE,AFR,ngo,2019-01-01,,,,,,", ['Line 2: The day of admission stays 1 January 2020: no file changes it for "Alpha".']),
        (
            f"Alpha,KE,AFR,ngo,,Ada L.,lady@invented.example,,,,{KEYS.of_person(1)}",
            [
                'Line 2: "Ada" stays: people change their own names, on their account.',
                "Line 2: The address of Ada stays: people change an address that is in use themselves, on their account.",
            ],
        ),
        (
            f"Alpha,KE,AFR,ngo,,Person,again@invented.example,,,,{KEYS.of_person(4)}",
            ["Line 2: This person left, and what was known of them is forgotten. Nobody comes in for them."],
        ),
    ],
)
def test_what_cannot_be_done_is_said_with_its_line(row: str, sentences: list[str]) -> None:
    found = plan(f"{HEADINGS}{row}\n")
    assert told(found) == sentences
    assert found.acts == 0 or found.problems


@pytest.mark.parametrize(
    ("body", "until", "sentence"),
    [
        ("water", "", "Line 2: The last day of this mandate stays 21 April 2026: to move it, write another day."),
        ("water", "2026-04-21", None),
    ],
)
def test_an_end_that_was_agreed_is_not_taken_away(body: str, until: str, sentence: str | None) -> None:
    found = plan(f"name,country,region,kind,person,email,mandate,until\nAlpha,KE,AFR,ngo,Bo,bo@invented.example,{body},{until}\n")
    assert (told(found), found.acts) == ([] if sentence is None else [sentence], 0)


def test_the_address_of_somebody_who_has_not_come_in_yet_is_corrected() -> None:
    found = edited(("bo@invented.example", "b@invented.example"), ("Cy,,", "Cy,cy@invented.example,"))
    assert [(each.person_id, each.before, each.after) for each in found.addresses] == [
        (2, "bo@invented.example", "b@invented.example"),
        (3, None, "cy@invented.example"),
    ]
    assert (found.acts, found.invited, told(found)) == (2, 2, [])


def test_a_mandate_that_begins_on_the_day_on_which_another_ended_comes_in_after_it() -> None:
    again = (*REGISTER.mandates, mandate(6, 2, 4, starts_at=NOW - 10 * DAY, ends_at=NOW - 9 * DAY))
    register = replace(REGISTER, mandates=again)
    assert (plan(file_of(register), register=register).acts, told(plan(file_of(register), register=register))) == (0, [])
    found = plan(file_of(register), register=Register((), (), (), BODIES, CODES))
    assert told(found) == []
    one, other = (each for each in found.granted if each.member_name == "Delta")
    assert one.ends_at == other.starts_at


def test_what_another_installation_calls_somebody_is_nobody_here() -> None:
    elsewhere = Keys.of("another secret")
    text = file_of(REGISTER).replace(KEYS.of_member(1), elsewhere.of_member(2)).replace("Alpha", "Omega")
    found = plan(text)
    assert [each.name for each in found.new_members] == ["Omega"]
    assert found.changed == ()
    assert len({KEYS.of_member(1)[2:], KEYS.of_member(2)[2:], KEYS.of_person(2)[2:], elsewhere.of_person(2)[2:]}) == 4


NAMES = st.text("aé'\" ,;\t\n=ش\u200f1", min_size=1, max_size=6).map(lambda text: f"n{text}".strip())


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Any register: names with every mark that a file could stumble over, and two mandates at most of one kind, one after the other."""
    names = draw(st.lists(NAMES.map(lambda name: " ".join(name.split())), unique_by=str.casefold, max_size=4))
    statuses = [draw(st.sampled_from(MemberStatus)) for _name in names]
    members = tuple(member(number, name, status) for number, (name, status) in enumerate(zip(names, statuses, strict=True), 1))
    people = tuple(
        replace(person(number, f"P{number}"), email=draw(st.sampled_from([None, f"p{number}@invented.example"]))) for number in range(1, 4)
    )
    found: list[RegisteredMandate] = []
    for each in members:
        for who, body in draw(st.sets(st.tuples(st.integers(1, 3), st.sampled_from([None, 1, 2])), max_size=3)):
            begins = draw(st.integers(-2000, 200)) * timedelta(hours=5)
            length = draw(st.integers(1, 1000)) * timedelta(hours=7)
            is_open = draw(st.booleans()) and each.status is not MemberStatus.LEFT
            found.append(mandate(len(found) + 1, who, each.member_id, body_id=body, starts_at=NOW + begins, ends_at=NOW + begins + length))
            if is_open:
                later = {"body_id": body, "starts_at": NOW + begins + length + DAY, "ends_at": None}
                found.append(mandate(len(found) + 1, who, each.member_id, **later))
    return Register(members, people, tuple(found), BODIES, CODES)


@settings(max_examples=40)
@given(registers())
def test_whatever_went_out_does_nothing_when_it_comes_in(register: Register) -> None:
    if register.members:
        found = plan(file_of(register), register=register)
        assert (found.acts, told(found), found.same) == (0, [], len(register.members))


@settings(max_examples=25)
@given(registers())
def test_whatever_went_out_comes_in_where_nothing_is_as_it_was(register: Register) -> None:
    if not register.members:
        return
    found = plan(file_of(register), register=Register((), (), (), BODIES, CODES))
    assert told(found) == []
    assert {(each.name, each.status) for each in found.new_members} == {(each.name, each.status) for each in register.members}
    said = sorted(
        (each.member_name, each.person_name, each.body_id or 0, each.first_day, each.last_day) for each in found.granted if each.last_day
    )
    names = {each.member_id: each.name for each in register.members}
    assert said == sorted(
        (
            names[each.member_id],
            f"P{each.person_id}",
            each.body_id or 0,
            each.starts_at.astimezone(ZONE).date(),
            (each.ends_at - timedelta(microseconds=1)).astimezone(ZONE).date(),
        )
        for each in register.mandates
        if each.ends_at is not None
    )

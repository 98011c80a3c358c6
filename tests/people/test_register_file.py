"""A register as a file: everything that is wrong with it is found, by its line."""

from __future__ import annotations

from datetime import date

import pytest

from consensus.domain.terms import MemberKind
from consensus.people.register_file import MOST_LINES, read_register
from consensus.people.register_lines import Known, MemberLines, PersonLine
from consensus.people.register_text import text_of

KNOWN = Known(
    regions={"africa": "AFR", "afr": "AFR", "latin america": "LAC", "lac": "LAC"},
    bodies={"assembly": 1, "wg-water": 2},
)

HEADINGS = "name,country,region,kind,person,email,mandate\n"


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read_register(text, KNOWN).problems]


def test_a_good_file_says_who_comes_in() -> None:
    found = read_register(
        HEADINGS + "River Watch,pe,Latin America,NGO,Cleo,Cleo@invented.example,wg-water\n"
        "River Watch,PE,LAC,ngo,Dan,dan@invented.example,\n"
        '"Lake, River and Sea",KE,afr,movement,,,\n',
        KNOWN,
    )
    assert found.problems == ()
    assert found.members == (
        MemberLines(
            2,
            "River Watch",
            "PE",
            "LAC",
            MemberKind.NGO,
            (PersonLine(2, "Cleo", "cleo@invented.example", 2), PersonLine(3, "Dan", "dan@invented.example", None)),
        ),
        MemberLines(4, "Lake, River and Sea", "KE", "AFR", MemberKind.MOVEMENT, ()),
    )


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_cells_are_understood(mark: str) -> None:
    assert problems("name,country,region,kind\nA,KE,AFR,ngo\n".replace(",", mark)) == []


def test_columns_may_stand_in_any_order_and_people_may_be_left_out() -> None:
    assert problems("\ufeffKind, Region ,country,NAME\r\nngo,AFR,KE,A\r\n\r\n") == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "",
            [
                "There is nothing in it. Its first line names the columns: name,country,region,kind,admitted,status,since,person,email,mandate,from,until,zone,member_id,person_id."
            ],
        ),
        ("name,country,region,kind\n", ["There is nothing below the line of headings."]),
        ("name,country,kind\nA,KE,ngo\n", ['Line 1: The column "region" is missing.']),
        (
            "name,country,region,kind,phone\nA,KE,AFR,ngo,1\n",
            [
                'Line 1: The column "phone" is none of name, country, region, kind, admitted, status, since, person, email, mandate, from, until, zone, member_id, person_id.'
            ],
        ),
        ("name,name,country,region,kind\nA,A,KE,AFR,ngo\n", ['Line 1: The column "name" stands there twice.']),
        ("name,country,region,kind,person\nA,KE,AFR,ngo,B\n", ['Line 1: The columns "person" and "email" belong together.']),
        ("name,country,region,kind\nA,KE,AFR\n", ["Line 2: There are 3 cells here and 4 columns."]),
    ],
)
def test_a_file_of_another_form_is_named_so(text: str, sentences: list[str]) -> None:
    assert problems(text) == sentences


@pytest.mark.parametrize(
    ("row", "sentences"),
    [
        (",KE,AFR,ngo,,,", ["Line 2: name: Write a name."]),
        ("A,Kenya,AFR,ngo,,,", ['Line 2: country: "Kenya" is not the two-letter code of a country, such as KE or MX.']),
        ("A,KE,Europe,ngo,,,", ['Line 2: "Europe" is not a region of this network; its regions are AFR, LAC.']),
        (
            "A,KE,AFR,company,,,",
            ['Line 2: "company" is not a kind of member; the kinds are movement, ngo, grassroots, academic, individual.'],
        ),
        ("A,KE,AFR,ngo,,b@x.example,", ["Line 2: person: Write a name."]),
        ("A,KE,AFR,ngo,B,,", ["Line 2: email: Write an e-mail address such as name@example.org."]),
        ("A,KE,AFR,ngo,B,nope,", ["Line 2: email: Write an e-mail address such as name@example.org."]),
        ("A,KE,AFR,ngo,B,b@x.example,WG-AIR", ['Line 2: "WG-AIR" is not the code of a body; leave the cell empty for all bodies.']),
        ("A,KE,AFR,ngo,,,all", ["Line 2: There is a mandate here but nobody to hold it."]),
        ("=A1,KE,AFR,ngo,,,", ['Line 2: name: A name cannot begin with "=", which a spreadsheet would run as a formula.']),
        ("A,KE,AFR,ngo,@B,b@x.example,", ['Line 2: person: A name cannot begin with "@", which a spreadsheet would run as a formula.']),
        ("A,KE,AFR,ngo,B,+b@x.example,", ["Line 2: email: Write an e-mail address such as name@example.org."]),
        (f"{'A' * 501},KE,AFR,ngo,,,", ['Line 2: The cell of "name" is longer than 500 characters.']),
        # everything that is wrong with a line is said at once
        (
            "A,XX,Europe,ngo,B,nope,",
            [
                'Line 2: country: "XX" is not the two-letter code of a country, such as KE or MX.',
                'Line 2: "Europe" is not a region of this network; its regions are AFR, LAC.',
                "Line 2: email: Write an e-mail address such as name@example.org.",
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_said(row: str, sentences: list[str]) -> None:
    assert problems(f"{HEADINGS}{row}\n") == sentences


def test_lines_that_contradict_or_repeat_each_other_are_named() -> None:
    text = HEADINGS + "A,KE,AFR,ngo,B,b@x.example,\nA,PE,LAC,ngo,C,c@x.example,\na,KE,AFR,ngo,,,\nD,KE,AFR,ngo,E,b@x.example,\n"
    assert problems(text) == [
        'Line 3: "A" has another country, region or kind in line 2.',
        'Line 4: "a" stands in line 2 already.',
        'Line 5: "b@x.example" is the address of B in line 2.',
    ]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    assert problems(HEADINGS + '"A\nB",KE,AFR,ngo,,,\n\nC,XX,AFR,ngo,,,\n')[-1].startswith("Line 5: country")


def test_a_mark_that_is_never_closed_is_named() -> None:
    assert problems(HEADINGS + '"A,KE,AFR,ngo,,,\n')[0].startswith("This cannot be read as comma-separated values")


def test_a_file_has_an_end() -> None:
    rows = "".join(f"A{number},KE,AFR,ngo,,,\n" for number in range(MOST_LINES + 1))
    assert problems(HEADINGS + rows) == [f"Line {MOST_LINES + 2}: A file has at most 5,000 lines. Split it into several."]


MORE = "name,country,region,kind,admitted,status,since,person,email,mandate,from,until,zone,member_id,person_id\n"


@pytest.mark.parametrize(
    ("row", "sentences"),
    [
        ("A,KE,AFR,ngo,,gone,,,,,,,,,", ['Line 2: "gone" is no status of a member; it is one of active, suspended, left.']),
        (
            "A,KE,AFR,ngo,soon,,,,,,,,,,",
            ['Line 2: admitted: "soon" is no day. Write the year first, then month and day, such as 2026-01-31.'],
        ),
        (
            "A,KE,AFR,ngo,01/02/2026,,,,,,,,,,",
            ['Line 2: admitted: "01/02/2026" can be read in two ways. Write the year first, then month and day, such as 2026-01-31.'],
        ),
        ("A,KE,AFR,ngo,,,,B,b@x.example,,2026-03-01,2026-02-01,,,", ["Line 2: The mandate would end before it begins."]),
        ("A,KE,AFR,ngo,,,,,,,2026-03-01,,,,", ["Line 2: There is a mandate here but nobody to hold it."]),
        (
            "A,KE,AFR,ngo,,,,B,b@x.example,,,,Nairobi,,",
            ['Line 2: "Nairobi" is no time zone. Write one such as Africa/Nairobi or UTC, or leave the cell empty.'],
        ),
        (
            "A,KE,AFR,ngo,,,,B,,,,,,,",
            [
                "Line 2: Write an e-mail address; for somebody who has none, write a word of your own under person_id, the same in each line."
            ],
        ),
        # of several lines
        ("A,KE,AFR,ngo,,left,,B,,,,,,,b\nA,KE,AFR,ngo,,active,,C,,,,,,,c", ['Line 3: "A" has another status in line 2.']),
        ("A,KE,AFR,ngo,,,,B,,,,,,m-1,b\nZ,KE,AFR,ngo,,,,C,,,,,,m-1,c", ['Line 3: "Z" has another name in line 2.']),
        ("A,KE,AFR,ngo,,,,B,,,,,,m-1,b\nA,KE,AFR,ngo,,,,C,,,,,,m-2,c", ['Line 3: "A" stands in line 2 already.']),
        ("A,KE,AFR,ngo,,,,B,,,,,,,b\nD,KE,AFR,ngo,,,,C,,,,,,,b", ['Line 3: "b" stands in line 2 with another name or address.']),
        ("A,KE,AFR,ngo,,,,B,,,,,,,b\nA,KE,AFR,ngo,,,,B,,,,,,,b", ['Line 3: "B" stands in line 2 already.']),
    ],
)
def test_what_is_wrong_with_the_other_columns_is_said(row: str, sentences: list[str]) -> None:
    assert problems(f"{MORE}{row}\n") == sentences


@pytest.mark.parametrize(("written", "other"), [("31/01/2026", "02/03/2026"), ("31.01.2026", "02.03.2026"), ("2026-01-31", "2026-03-02")])
def test_days_are_read_as_a_spreadsheet_of_any_country_saved_them_where_the_file_tells(written: str, other: str) -> None:
    (member,) = read_register(f"{MORE}A,KE,AFR,ngo,{written},left,{other},,,,,,,,\n", KNOWN).members
    assert (member.admitted, member.since) == (date(2026, 1, 31), date(2026, 3, 2))


def test_a_line_that_was_added_by_hand_belongs_to_the_member_of_that_name() -> None:
    (member,) = read_register(f"{MORE}A,KE,AFR,ngo,,,,B,,,,,,m-1,b\nA,KE,AFR,ngo,,,,C,c@x.example,,,,,,\n", KNOWN).members
    assert (member.key, [person.name for person in member.people]) == ("m-1", ["B", "C"])


MUNICH = "name\nM\u00fcnchen\n"


@pytest.mark.parametrize(
    "content",
    [MUNICH.encode(), MUNICH.encode("utf-8-sig"), MUNICH.encode("utf-16"), MUNICH.encode("utf-16-le"), MUNICH.encode("utf-16-be")],
)
def test_the_letters_of_a_file_are_read_as_they_were_saved(content: bytes) -> None:
    read = text_of(content)
    assert (read.text, read.problems, read.remark) == (MUNICH, (), "")


def test_where_the_letters_are_guessed_it_is_said_with_a_line_to_look_at() -> None:
    read = text_of(MUNICH.encode("cp1252"))
    assert (read.text, read.problems) == (MUNICH, ())
    assert ("Windows-1252" in read.remark, "M\u00fcnchen" in read.remark) == (True, True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        # mostly UTF-8: a guess would spoil all the others
        (MUNICH.encode() * 2 + b"\xfc", "Line 5: A letter here is not in UTF-8. Save the file as CSV in UTF-8 and choose it again."),
        (b"name\n\x81\x8d", "Line 2: A letter here is not in UTF-8. Save the file as CSV in UTF-8 and choose it again."),
        (MUNICH.encode("utf-16") + b"\n", "The file is in UTF-16, and broken. Save it as CSV in UTF-8 and choose it again."),
    ],
)
def test_letters_that_cannot_be_told_are_named_so(content: bytes, sentence: str) -> None:
    assert [str(problem) for problem in text_of(content).problems] == [sentence]

"""A register as a file: everything that is wrong with it is found, by its line."""

from __future__ import annotations

import pytest

from consensus.domain.terms import MemberKind
from consensus.people.register_file import MOST_LINES, Known, MemberLines, PersonLine, read_register, text_of

KNOWN = Known(
    regions={"africa": "AFR", "afr": "AFR", "latin america": "LAC", "lac": "LAC"},
    bodies={"assembly": 1, "wg-water": 2},
    members=frozenset({"women of the lake"}),
    emails=frozenset({"ada@invented.example"}),
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
    assert found.people == 2
    assert found.members == (
        MemberLines(
            "River Watch",
            "PE",
            "LAC",
            MemberKind.NGO,
            (PersonLine("Cleo", "cleo@invented.example", 2), PersonLine("Dan", "dan@invented.example", None)),
        ),
        MemberLines("Lake, River and Sea", "KE", "AFR", MemberKind.MOVEMENT, ()),
    )


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_cells_are_understood(mark: str) -> None:
    assert problems("name,country,region,kind\nA,KE,AFR,ngo\n".replace(",", mark)) == []


def test_columns_may_stand_in_any_order_and_people_may_be_left_out() -> None:
    assert problems("\ufeffKind, Region ,country,NAME\r\nngo,AFR,KE,A\r\n\r\n") == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", ["There is nothing in it. Its first line names the columns: name,country,region,kind,person,email,mandate."]),
        ("name,country,region,kind\n", ["There is nothing below the line of headings."]),
        ("name,country,kind\nA,KE,ngo\n", ['Line 1: The column "region" is missing.']),
        (
            "name,country,region,kind,phone\nA,KE,AFR,ngo,1\n",
            ['Line 1: The column "phone" is none of name, country, region, kind, person, email, mandate.'],
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
        ("Women of the Lake,KE,AFR,ngo,,,", ['Line 2: "Women of the Lake" is a member already.']),
        ("A,Kenya,AFR,ngo,,,", ['Line 2: country: "Kenya" is not the two-letter code of a country, such as KE or MX.']),
        ("A,KE,Europe,ngo,,,", ['Line 2: "Europe" is not a region of this network; its regions are AFR, LAC.']),
        (
            "A,KE,AFR,company,,,",
            ['Line 2: "company" is not a kind of member; the kinds are movement, ngo, grassroots, academic, individual.'],
        ),
        ("A,KE,AFR,ngo,,b@x.example,", ["Line 2: person: Write a name."]),
        ("A,KE,AFR,ngo,B,,", ["Line 2: email: Write an e-mail address such as name@example.org."]),
        ("A,KE,AFR,ngo,B,nope,", ["Line 2: email: Write an e-mail address such as name@example.org."]),
        ("A,KE,AFR,ngo,B,ADA@invented.example,", ['Line 2: "ada@invented.example" is the address of a person in the register already.']),
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


def test_the_encoding_is_named_by_its_line() -> None:
    assert text_of("name\nMünchen\n".encode()) == ("name\nMünchen\n", ())
    assert text_of(b"\xef\xbb\xbfname\n") == ("name\n", ())
    assert [str(problem) for problem in text_of("name\nMünchen\n".encode("latin-1"))[1]] == [
        "Line 2: A letter here is not in UTF-8. Save the file as CSV in UTF-8 and choose it again."
    ]
    assert [str(problem) for problem in text_of("name\n".encode("utf-16"))[1]] == [
        "The file is in UTF-16. Save it as CSV in UTF-8 and choose it again."
    ]

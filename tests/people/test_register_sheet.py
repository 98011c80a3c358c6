"""The register taken away as a file: what is in it, and that it comes in again as it went out."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consensus.domain.actor import OPERATOR
from consensus.people.commands import import_members
from consensus.people.queries.sheet import register_lines
from consensus.people.queries.whole import Sheet, plan_of
from consensus.people.register_keys import Keys
from consensus.people.register_sheet import COLUMNS, as_sheet, guarded, unguarded
from tests.bodies.world import NOW, World

KEYS = Keys.of("a secret of an invented installation")

FILE = """name,country,region,kind,person,email,mandate
Agua y \u00c1rbol,MX,LAC,ngo,Ana N\u00fa\u00f1ez,ana@invented.example,
Lake; River,KE,AFR,movement,,,
\u0634\u0628\u0643\u0629 \u0627\u0644\u0645\u0627\u0621,EG,MENA,ngo,Ana N\u00fa\u00f1ez,ana@invented.example,
\u0634\u0628\u0643\u0629 \u0627\u0644\u0645\u0627\u0621,EG,MENA,ngo,\u0644\u064a\u0644\u0649,layla@invented.example,
"""

sqlite_alone = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.mark.parametrize("mark", [True, False])
def test_what_was_taken_away_comes_in_again_as_it_was(session: Session, *, mark: bool) -> None:
    World(session)
    done = import_members(session, actor=OPERATOR, sheet=Sheet(FILE, KEYS), now=NOW)
    assert (done.members, len(done.letters)) == (3, 2), "who speaks for two members is invited once"
    written = as_sheet(register_lines(session, NOW, KEYS), with_mark=mark)
    assert written.startswith("\ufeff") is mark
    assert [",".join(row[:7]) for row in csv.reader(written.removeprefix("\ufeff").splitlines())] == FILE.splitlines()


@sqlite_alone
def test_who_left_and_whose_mandate_is_over_is_not_in_it_nor_any_gender(session: Session) -> None:
    world = World(session)
    member = world.member("Alpha")
    world.mandate(world.person("Ada", gender="W"), member)
    world.mandate(world.person("Bo"), member, ends_at=NOW - timedelta(days=1))
    (line,) = register_lines(session, NOW, KEYS)
    assert (line.name, line.person, line.email) == ("Alpha", "Ada", "ada@invented.example")
    assert "gender" not in COLUMNS


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "'=1", " =1", "\uff1d1"])
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(cell: str) -> None:
    assert guarded(cell).startswith("'")
    assert unguarded(guarded(cell)) == cell


@sqlite_alone
def test_one_address_is_of_one_person(session: Session) -> None:
    World(session)
    text = FILE.replace("\u0644\u064a\u0644\u0649,layla@", "\u0644\u064a\u0644\u0649,ana@")
    assert [str(each) for each in plan_of(session, Sheet(text, KEYS), NOW).problems] == [
        'Line 5: "ana@invented.example" is the address of Ana N\u00fa\u00f1ez in line 2.'
    ]

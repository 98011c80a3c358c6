"""A file that went out comes in again: what is done then, that it is all of it or nothing, and that it is what was looked at."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import db
from consensus.domain.actor import OPERATOR
from consensus.domain.errors import InvalidError
from consensus.domain.terms import MemberKind
from consensus.ledger.models import LedgerEntry
from consensus.people import commands
from consensus.people.models import Member, Person
from consensus.people.queries.sheet import all_register_lines
from consensus.people.queries.whole import Sheet, plan_of
from consensus.people.register_keys import Keys
from consensus.people.register_sheet import EVERYTHING, as_sheet
from tests.bodies.statements import counted_statements
from tests.bodies.world import NOW, World, entries
from tests.people.importing import carry_out, look
from tests.people.place import Place
from tests.support.browsing import FROM_HERE, text_of

KEYS = Keys.of("a secret of an invented installation")
sqlite_alone = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

WHOLE = """name,country,region,kind,admitted,status,since,person,email,mandate,from,until,zone
Alpha,KE,AFR,ngo,2020-01-01,active,2020-01-01,Cy,,,2026-01-01,,America/Lima
Alpha,KE,AFR,ngo,2020-01-01,active,2020-01-01,Ada,ada@invented.example,,2024-05-05,2025-12-31,America/Lima
Alpha,KE,AFR,ngo,2020-01-01,active,2020-01-01,Ada,ada@invented.example,,2026-01-01,2027-01-31,America/Lima
Beta,PE,LAC,movement,2021-02-03,suspended,2026-03-02,,,,,,
"Gamma, the last",EG,MENA,academic,2019-01-01,left,2025-05-06,Ada,ada@invented.example,,2020-01-01,2025-05-06,America/Lima
"""


def acts(session: Session, since: int = 0) -> list[str]:
    return list(session.scalars(select(LedgerEntry.act).where(LedgerEntry.index >= since).order_by(LedgerEntry.index)))


def everything(session: Session) -> str:
    lines = all_register_lines(session, KEYS, ZoneInfo("America/Lima"))
    return as_sheet(lines, with_mark=False, columns=EVERYTHING).replace("\r\n", "\n")


def test_the_whole_register_comes_in_where_nothing_is_and_goes_out_as_it_was(session: Session) -> None:
    World(session)
    # Somebody without an address is the same in each line that has the same word.
    text = "".join(f"{row},{'cy' if ',Cy,' in row else 'person_id' if 'zone' in row else ''}\n" for row in WHOLE.splitlines())
    done = commands.import_members(session, actor=OPERATOR, sheet=Sheet(text, KEYS), now=NOW)
    assert (done.members, len(done.letters)) == (3, 1)
    out = everything(session)
    assert "".join(f"{row.rsplit(',', 2)[0]}\n" for row in out.splitlines()) == WHOLE
    again = plan_of(session, Sheet(out, KEYS), NOW)
    assert (again.acts, again.problems, again.remarks) == (0, (), ())
    assert ledger.verify(session).ok


def changed_file(session: Session) -> str:
    """A register that is there, its file, and what somebody changed in it."""
    world = World(session)
    alpha, beta = world.member("Alpha"), world.member("Beta")
    ada, _bo = world.person("Ada"), world.person("Bo")
    world.mandate(ada, alpha)
    world.mandate(ada, beta)
    text = everything(session).replace("Alpha,KE", "Alpha of the Lake,UG")
    lines = [line.replace(",,America/Lima", ",2026-12-31,America/Lima") if line.startswith("Alpha") else line for line in text.splitlines()]
    lines.append("New,KE,AFR,ngo,,,,Eve,eve@invented.example,,,,,,")
    return "\n".join(lines)


def test_each_act_adds_its_entry_and_the_import_one_more_with_the_numbers(session: Session) -> None:
    text = changed_file(session)
    before = len(acts(session))
    sheet = Sheet(text, KEYS)
    plan = plan_of(session, sheet, NOW)
    commands.import_members(session, actor=OPERATOR, sheet=sheet, seen=plan.seal, now=NOW)
    assert acts(session, before) == ["change_member", "admit_member", "invite_person", "grant_mandate", "end_mandate", "import_members"]
    assert entries(session, "import_members")[-1]["data"] == {"members": 1, "changed": 1, "persons": 1, "mandates": 1, "mandates_ended": 1}
    assert session.scalars(select(Member.name).order_by(Member.id)).all() == ["Alpha of the Lake", "Beta", "New"]
    assert plan_of(session, sheet, NOW).acts == 0


@sqlite_alone
def test_what_is_not_what_was_looked_at_is_not_carried_out(session: Session) -> None:
    sheet = Sheet(changed_file(session), KEYS)
    plan = plan_of(session, sheet, NOW)
    session.scalars(select(Member).where(Member.name == "Beta")).one().region = "LAC"
    session.commit()
    before = acts(session)
    with pytest.raises(InvalidError, match="changed since you looked"):
        commands.import_members(session, actor=OPERATOR, sheet=sheet, seen=plan.seal, now=NOW)
    assert (acts(session), session.scalars(select(Person.id).where(Person.name == "Eve")).all()) == (before, [])


@sqlite_alone
def test_an_act_that_fails_in_the_middle_takes_everything_back(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet(changed_file(session), KEYS)

    def refuses(*_arguments: Any, **_named: Any) -> None:
        raise InvalidError("This cannot be.")

    monkeypatch.setattr("consensus.people.commands.importing.close_mandate", refuses)
    before = acts(session)
    with pytest.raises(InvalidError):
        commands.import_members(session, actor=OPERATOR, sheet=sheet, now=NOW)
    assert acts(session) == before
    assert session.scalars(select(Member.name).order_by(Member.id)).all() == ["Alpha", "Beta"]


FEW = "name,country,region,kind,person,email\nWomen of the Lake,UG,AFR,movement,Ada Achieng,ada@invented.example\n"


@sqlite_alone
def test_the_page_shows_the_change_anew_where_the_register_changed_meanwhile(place: Place) -> None:
    steward = place.as_steward()
    answer, seen = look(steward, FEW)
    assert "<del>Kenya</del> <ins>Uganda</ins>" in text_of(answer)
    steward.post(
        f"/steward/members/{place.member_id}/change",
        {"name": "Women of the Lake", "country": "PE", "region": "LAC", "kind": "movement", "status": "active"},
    )
    answer = steward.post("/steward/import", {"content": FEW, "seen": seen, "import_it": "yes"})
    page = text_of(answer)
    assert (answer.status_code, "changed since you looked" in page, "<del>Peru</del> <ins>Uganda</ins>" in page) == (409, True, True)
    assert "Women of the Lake,UG" in page
    assert carry_out(steward, FEW).status_code == 303
    assert "Uganda" in text_of(steward.get(f"/steward/members/{place.member_id}"))


@sqlite_alone
def test_what_was_ticked_after_the_look_is_shown_before_it_is_done(place: Place) -> None:
    with place.app.app_context():
        other = commands.admit_member(
            db.session(), actor=place.steward, name="Beta", country="KE", region="AFR", kind=MemberKind.NGO, now=NOW
        )
        db.session.remove()
    steward = place.as_steward()
    answer, seen = look(steward, FEW)
    assert f'name="leaving" id="leaving-{other}" value="{other}">' in text_of(answer)
    answer = steward.post("/steward/import", {"content": FEW, "seen": seen, "import_it": "yes", "leaving": str(other)})
    page = text_of(answer)
    assert (answer.status_code, "another one than you had looked at" in page, "<ins>Left the network</ins>" in page) == (200, True, True)
    assert "Beta" in text_of(steward.get("/steward/members?status=active"))
    assert carry_out(steward, FEW, leaving=str(other)).status_code == 303
    assert "Beta" in text_of(steward.get("/steward/members?status=left"))


@sqlite_alone
def test_a_look_takes_few_statements_however_long_the_file(place: Place) -> None:
    steward = place.as_steward()
    token = steward.token()
    text = FEW + "".join(f"New {number},KE,AFR,ngo,P{number},p{number}@invented.example\n" for number in range(40))
    with counted_statements() as statements:
        answer = steward.client.post("/steward/import", data={"csrf_token": token, "content": text}, headers=FROM_HERE)
    assert "New members: 40." in text_of(answer)
    assert len(statements) <= 12


@sqlite_alone
def test_everything_is_taken_away_by_a_steward_alone(place: Place) -> None:
    answer = place.as_steward().get("/steward/members.csv?what=everything&mark=no")
    heading, line = answer.get_data(as_text=True).splitlines()
    assert heading == ",".join(EVERYTHING)
    assert line.startswith(
        "Women of the Lake,KE,AFR,movement,2026-03-02,active,2026-03-02,Ada Achieng,ada@invented.example,,2026-03-02,,Africa/Nairobi,m-"
    )
    assert place.as_ada().get("/steward/members.csv?what=everything").status_code == 403

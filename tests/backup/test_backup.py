"""Backups: whole while people work, the same on another machine and another database, never over what is there."""

from __future__ import annotations

import re
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import MetaData, create_engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from config import Settings
from consensus import ledger
from consensus.app import create_app
from consensus.backup import examine
from consensus.backup.making import STAYING
from consensus.cli import main
from consensus.db import Base, db, install_sqlite_rules, upgrade
from consensus.domain.actor import Actor
from consensus.mail.queue import Outgoing, enqueue
from consensus.people.models import Member, Person
from consensus.proposals.commands import comment
from tests.archive.scenes import at_every_level
from tests.backup.conftest import Machine, backed_up
from tests.backup.files import change_manifest, forged, parts_of
from tests.ledger.ledgers import fill
from tests.support.browsing import Visitor, text_of
from tests.support.databases import Database, Engine
from tests.support.installation import environment_of
from tests.voting.story import Network

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
OTHER: dict[Engine, Engine] = {"sqlite": "postgresql", "postgresql": "sqlite"}
PAGES = ("/", "/archive", "/archive?q=spring", "/archive/WG/2026/001", "/archive/WG/2026/001.json", "/bodies/WG", "/archive/record")

_TOKEN = re.compile(r'name="(csrf_token|form_key)" value="[^"]+"')


def run(settings: Settings, *arguments: str) -> Result:
    """Run the program on an installation."""
    return CliRunner().invoke(main, list(arguments), env=environment_of(settings))


def restored(copy: Path, settings: Settings) -> Settings:
    """Fill the database of a machine from a backup."""
    done = run(settings, "restore", str(copy))
    assert done.exit_code == 0, done.output
    assert re.search(r"^Held are \d+ letters and 0 messages to webhooks", done.output, re.MULTILINE)
    return settings


def pages_of(settings: Settings, network: Network, proposal_id: int) -> dict[str, str]:
    """What the steward, somebody inside and a visitor read, but for the tokens of their forms."""
    app = create_app(settings)
    now = network.now
    app.config["CLOCK"] = lambda: now
    with app.app_context():
        epochs = dict(db.session.execute(text("SELECT id, session_epoch FROM person")).tuples().all())
        db.session.remove()
    readers: dict[int | None, Visitor] = {None: Visitor(app)}
    for person_id in (network.world.steward.person_id, network.people["Iris"].id):
        assert person_id is not None
        readers[person_id] = Visitor(app).sign_in(person_id, epoch=epochs[person_id], at=now)
    shown = {
        f"{who} {page}": _TOKEN.sub("", text_of(reader.get(page)))
        for who, reader in readers.items()
        for page in (*PAGES, f"/proposals/{proposal_id}")
    }
    with app.app_context():
        db.engine.dispose()
    return shown


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
def test_the_other_database_holds_the_same_checkpoint_and_the_same_pages_and_people_go_on(
    network: Network, settings: Settings, machine: Machine, engine: Engine, tmp_path: Path
) -> None:
    story = at_every_level(network)
    copy = backed_up(settings, tmp_path / "copy", network)
    before = pages_of(settings, network, story.id)
    assert "Xylophones stay." in str(before), "the pages say something"
    other = machine(OTHER[engine])
    shutil.copy(settings.signing_key_path, other.signing_key_path)

    restored(copy, other)

    assert [address for address, shown in pages_of(other, network, story.id).items() if shown != before[address]] == []
    again = backed_up(other, tmp_path / "again", network)
    assert checkpoint_of(again) == checkpoint_of(copy) is not None
    assert [name for name, content in parts_of(again).items() if content != parts_of(copy)[name]] == [
        "tables/mail_hold.jsonl",
        "tables/person.jsonl",
        "manifest.json",
    ]
    app = create_app(other)
    assert "Iris" not in text_of(Visitor(app).sign_in(network.people["Iris"].id, at=network.now).get("/")), "sessions from before are over"
    with app.app_context():
        _demand_guards_and_numbers(network)
        db.session.remove()
        db.engine.dispose()


def checkpoint_of(copy: Path) -> str | None:
    """The newest checkpoint that a backup holds."""
    with examine(copy) as examined:
        return examined.manifest.checkpoint


def _demand_guards_and_numbers(network: Network) -> None:
    largest = max(db.session.scalars(select(Person.id)))
    newcomer = Person(name="Newcomer", created_at=network.now)
    db.session.add(newcomer)
    db.session.flush()
    assert newcomer.id == largest + 1
    for statement in ("UPDATE decision SET record = '{}'", "DELETE FROM ledger_entry", "DELETE FROM member"):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(text(statement))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
def test_a_backup_is_of_one_instant_while_people_work(app: Flask, settings: Settings, network: Network, tmp_path: Path) -> None:
    network.voices("Alpha", "Beta")
    story = network.propose("Alpha").commented()
    actors = [network.actor(name) for name in ("Alpha", "Beta")]
    over, failed = threading.Event(), []
    network.session.rollback()

    def write(actor: Actor) -> None:
        with app.app_context():
            number = 0
            while not over.is_set():
                number += 1
                try:
                    comment(db.session(), actor=actor, proposal_id=story.id, text=f"Word {number}.", now=network.now)
                except Exception as error:  # noqa: BLE001 - whatever it is, a backup may not be in the way of anybody
                    failed.append(error)
                    return

    writers = [threading.Thread(target=write, args=(actor,)) for actor in actors]
    for writer in writers:
        writer.start()
    copies = [backed_up(settings, tmp_path / f"copy-{number}", network) for number in range(3)]
    over.set()
    for writer in writers:
        writer.join()

    counts = []
    for copy in copies:
        with examine(copy) as examined:
            rows = {part.table: list(examined.rows(part)) for part in examined.manifest.parts if part.table in {"comment", "ledger_entry"}}
        counts.append(len(rows["comment"]))
        assert counts[-1] == sum(1 for row in rows["ledger_entry"] if row["act"] == "comment")
    assert failed == []
    assert counts == sorted(counts)
    assert counts[-1] > counts[0], "people worked meanwhile"


@ON_SQLITE
def test_nothing_that_is_there_is_written_over(network: Network, settings: Settings, copy: Path) -> None:
    network.session.rollback()
    content = copy.read_bytes()
    refused = run(settings, "backup", str(copy))
    assert (refused.exit_code, "is there already and was left as it is" in refused.output) == (1, True)
    assert copy.read_bytes() == content
    assert [path.name for path in copy.parent.iterdir() if "unfinished" in path.name] == []


@ON_SQLITE
def test_a_backup_is_its_owners_alone_and_holds_no_key(network: Network, settings: Settings, tmp_path: Path) -> None:
    network.session.rollback()
    done = run(settings, "backup", str(tmp_path / "made"))
    assert done.exit_code == 0, done.output
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o600
    secrets = (settings.secret_key.encode(), settings.signing_key_path.read_bytes().split(b"+")[-1].strip())
    assert [secret for secret in secrets for content in parts_of(tmp_path / "made").values() if secret in content] == []


@ON_SQLITE
def test_a_place_that_cannot_be_written_is_said(network: Network, settings: Settings, tmp_path: Path) -> None:
    network.session.rollback()
    refused = run(settings, "backup", str(tmp_path / "nowhere" / "made"))
    assert (refused.exit_code, "cannot be written" in refused.output) == (1, True)


@ON_SQLITE
def test_a_database_that_holds_something_is_left_as_it_is(kept: Path, copy: Path, settings: Settings) -> None:
    shutil.copy(kept / "signing_key", settings.signing_key_path)
    refused = run(settings, "restore", str(copy))
    assert (refused.exit_code, "holds something already; nothing was changed" in refused.output) == (1, True)


def test_without_the_ledgers_own_key_nothing_is_put_back(copy: Path, machine: Machine) -> None:
    other = machine("sqlite")
    other.signing_key_path.unlink()
    missing = run(other, "restore", str(copy))
    assert (missing.exit_code, "signing key is missing" in missing.output) == (1, True)
    ledger.signing.make_key_file(other.signing_key_path, "consensus.example.org")
    foreign = run(other, "restore", str(copy))
    assert (foreign.exit_code, "put a copy of the ledger's own signing key" in foreign.output) == (1, True)
    assert not Path(other.database_url.removeprefix("sqlite:///")).exists()


def test_a_dry_run_says_what_a_file_is_and_touches_nothing(copy: Path, machine: Machine) -> None:
    other = machine("sqlite")
    told = run(other, "restore", "--dry-run", str(copy))
    assert (told.exit_code, "is whole" in told.output) == (0, True)
    assert not Path(other.database_url.removeprefix("sqlite:///")).exists()


@ON_SQLITE
def test_what_was_erased_stays_erased(network: Network, settings: Settings, machine: Machine, tmp_path: Path) -> None:
    session = network.session
    fill(session, 5, sign_at=(4,))
    session.execute(text('UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = 3'))
    ledger.append(session, at=network.now, actor=Actor(person_id=1), act="erase", data={"index": 3, "reason": "asked for"})
    session.commit()

    other = machine("sqlite")
    shutil.copy(settings.signing_key_path, other.signing_key_path)
    restored(backed_up(settings, tmp_path / "copy", network), other)

    assert "erased among them: 1" in run(other, "archive", "verify").output


@ON_SQLITE
def test_what_waited_when_the_backup_was_made_waits_for_the_operators_word(
    network: Network, settings: Settings, machine: Machine, tmp_path: Path
) -> None:
    enqueue(network.session, Outgoing("invitation:1", "ada@invented.example", None, "en", "S", "T"), now=network.now)
    network.session.commit()
    other = machine("sqlite")
    shutil.copy(settings.signing_key_path, other.signing_key_path)
    restored(backed_up(settings, tmp_path / "copy", network), other)

    waits, dropped, again = (run(other, "mail", *words) for words in (["status"], ["release", "--drop"], ["release"]))

    assert (waits.exit_code, dropped.exit_code, again.exit_code) == (1, 0, 1)
    assert "letters 1, notices by letter 0, messages to webhooks 0" in waits.output
    assert dropped.output == "Dropped: letters 1, notices by letter 0, messages to webhooks 0.\n"
    assert "Nothing is held" in again.output
    assert "held" not in run(other, "mail", "status").output


@ON_SQLITE
def test_a_database_of_an_earlier_version_is_copied_and_brought_up(bare_database: Database, settings: Settings, machine: Machine) -> None:
    bare = create_engine(bare_database.url)
    install_sqlite_rules(bare)
    upgrade(bare, "0013")
    there = MetaData()
    there.reflect(bare, only=("network", "member"))
    with bare.begin() as connection:
        connection.execute(insert(there.tables["network"]).values(**NETWORK))
        connection.execute(insert(there.tables["member"]).values(**MEMBER))
    bare.dispose()
    earlier, other = replace(settings, database_url=bare_database.url), machine("sqlite")
    shutil.copy(settings.signing_key_path, other.signing_key_path)
    copy = settings.instance_path / "copy"

    made = run(earlier, "backup", str(copy))
    assert "Version of the schema: 0013." in made.output, made.output

    app = create_app(restored(copy, other))
    with app.app_context():
        assert db.session.scalars(select(Member.name)).all() == ["Ñandú"]
        db.session.remove()
        db.engine.dispose()


AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NETWORK = {"id": 1, "name": "N", "origin": "consensus.example.org", "regions": [], "languages": ["en"], "core_principles": []} | {
    "genders": [],
    "is_demonstration": False,
    "created_at": AT,
}
MEMBER = {"id": 3, "name": "Ñandú", "country": "PE", "region": "LAC", "kind": "ngo", "status": "active", "admitted_on": AT.date()}


def test_a_schema_of_tomorrow_is_refused(copy: Path, machine: Machine) -> None:
    made = forged(copy, lambda parts: change_manifest(parts, lambda said: said.update(revision="9999")))
    refused = run(machine("sqlite"), "restore", str(made))
    assert (refused.exit_code, "made by a later version of the program" in refused.output) == (1, True)


def test_every_table_travels_or_is_said_to_stay(kept: Path) -> None:
    with examine(kept / "copy") as examined:
        assert {part.table for part in examined.manifest.parts} == Base.metadata.tables.keys() - STAYING.keys()
    assert STAYING.keys() <= Base.metadata.tables.keys()

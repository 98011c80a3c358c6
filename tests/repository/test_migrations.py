"""The migrations make what the models say, on both databases, and can be taken back and done again with rows there."""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData, create_engine, inspect, text

import consensus
from consensus.db import MIGRATIONS, Base, downgrade, install_sqlite_rules, migrating, upgrade
from tests.repository.rows import fill
from tests.support.databases import Database

for path in Path(consensus.__file__).parent.glob("*/models*"):
    importlib.import_module(f"consensus.{path.parent.name}.{path.stem}")

WRITTEN_ONCE = {
    *("seat_term", "ruleset", "proposal_owner", "version", "version_text", "comment", "issue_disposition", "voice", "objection"),
    *("objection_answer", "block_second", "position", "vote", "decision", "statement", "dissociation"),
    *("hearing", "invitation", "invitation_answer", "hearing_end", "sense_check", "sense_answer", "sense_end"),
    *("ledger_entry", "ledger_head", "ledger_subtree", "checkpoint", "key_rotation"),
    *("amendment_taken_over", "translation"),
    *("review", "task", "reminder", "telling"),
    *("entered_position", "meeting_note"),
    *("imported_file", "imported_decision"),
    *("audit_term", "sealed_look"),
    *("breach", "alternate", "standing_in"),
    "erasure",
    *("retention_rule", "legal_hold"),
    *("election", "candidacy", "elector", "election_count", "election_step", "election_anew"),
}
"""The tables in which the database refuses to change what was said. Source: process.md section 8, rule 5; record.md section 1."""

FOLLOWS = {
    "decision": {f"catalogue_follows_decision_{what}" for what in ("made", "changed", "worded")},
    "proposal": {"catalogue_follows_proposal_opened"},
    "erasure": {"erasure_refuses_insert"},
}
"""The triggers by which the catalogue of decisions follows what it lists, and by which an erasure follows its entry."""

WORDS = "catalogue_words"
"""The index of search: each database has its own form of it, which no model can say."""

FILES = sorted((MIGRATIONS / "versions").glob("*.py"))


@pytest.fixture
def bare_engine(bare_database: Database) -> Iterator[Engine]:
    """An engine on a database without a schema, with the product's own rules of connection."""
    made = create_engine(bare_database.url)
    install_sqlite_rules(made)
    yield made
    made.dispose()


ORPHAN = "INSERT INTO mail_trouble (id, person_id, kind, at) VALUES (1, 77, 'returned', '2026-01-01')"
"""A letter that came back from nobody."""


def triggers_of(connection: Connection) -> dict[str, set[str]]:
    """Return the names of the triggers by table."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        rows = connection.execute(
            text("SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal")
        )
    found: dict[str, set[str]] = {}
    for table, trigger in rows:
        found.setdefault(table, set()).add(trigger)
    return found


def checks_of(connection: Connection) -> dict[str, set[tuple[Any, str]]]:
    """Return the CHECK constraints by table, with their condition as the database has it."""
    inspector = inspect(connection)
    return {
        table: {(check["name"], " ".join(check["sqltext"].split())) for check in inspector.get_check_constraints(table)}
        for table in inspector.get_table_names()
        if table != "alembic_version" and not table.startswith(WORDS)
    }


def test_the_head_of_the_migrations_is_what_the_models_say(bare_engine: Engine) -> None:
    upgrade(bare_engine)

    with bare_engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": _is_of_a_model}
        context = MigrationContext.configure(connection, opts=opts)
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_the_migrations_make_every_check_of_the_models(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    with bare_engine.connect() as connection:
        by_migrations = checks_of(connection)
    downgrade(bare_engine, "base")

    Base.metadata.create_all(bare_engine)

    with bare_engine.connect() as connection:
        assert by_migrations == checks_of(connection)


def test_the_tables_that_are_written_once_are_guarded_and_no_other(bare_engine: Engine) -> None:
    upgrade(bare_engine)

    with bare_engine.connect() as connection:
        found = triggers_of(connection)

    last = "replace" if bare_engine.dialect.name == "sqlite" else "truncate"
    guards = {table: {f"{table}_refuses_{what}" for what in ("update", "delete", last)} for table in WRITTEN_ONCE}
    assert {table: triggers - FOLLOWS.get(table, set()) for table, triggers in found.items() if triggers != FOLLOWS.get(table)} == guards


def test_going_back_leaves_nothing(bare_engine: Engine) -> None:
    upgrade(bare_engine)

    downgrade(bare_engine, "base")

    with bare_engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        assert triggers_of(connection) == {}


def test_up_again_is_the_same_as_up(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    with bare_engine.connect() as connection:
        first = checks_of(connection), triggers_of(connection)

    downgrade(bare_engine, "base")
    upgrade(bare_engine)

    with bare_engine.connect() as connection:
        assert (checks_of(connection), triggers_of(connection)) == first


def test_a_schema_that_is_there_is_left_as_it_is(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    fill(bare_engine)

    upgrade(bare_engine)

    assert _rows(bare_engine)["position"] == 1


def test_rows_of_earlier_revisions_outlive_going_back_and_up_again(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    fill(bare_engine)
    before = _rows(bare_engine)

    downgrade(bare_engine, "0004")
    earlier = set(inspect(bare_engine).get_table_names())
    upgrade(bare_engine)

    after = _rows(bare_engine)
    assert {table: after[table] for table in earlier & after.keys()} == {table: before[table] for table in earlier & before.keys()}


def test_every_revision_can_be_taken_back_with_rows(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    fill(bare_engine)

    for _ in FILES:
        downgrade(bare_engine, "-1")

    upgrade(bare_engine)
    assert _rows(bare_engine)["person"] == 0


def test_a_migration_that_fails_leaves_nothing(bare_engine: Engine) -> None:
    def fail() -> None:
        with migrating(bare_engine) as connection:
            connection.execute(text("CREATE TABLE half (id INTEGER)"))
            connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    with pytest.raises(Exception, match="nowhere"):
        fail()

    with bare_engine.connect() as connection:
        assert "half" not in inspect(connection).get_table_names()


def test_a_migration_that_leaves_rows_pointing_to_nothing_is_undone(bare_engine: Engine) -> None:
    upgrade(bare_engine)

    def orphan() -> None:
        with migrating(bare_engine) as connection:
            connection.execute(text(ORPHAN))

    with pytest.raises(Exception, match=r"point to nothing|foreign key"):
        orphan()

    assert _rows(bare_engine)["mail_trouble"] == 0


def test_foreign_keys_hold_again_after_a_migration(bare_engine: Engine) -> None:
    upgrade(bare_engine)

    def orphan() -> None:
        with bare_engine.begin() as connection:
            connection.execute(text(ORPHAN))

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        orphan()


def test_two_machines_that_migrate_at_once_do_it_once(bare_database: Database) -> None:
    # Processes, because Alembic keeps what it is doing in a module.
    context = multiprocessing.get_context("spawn")
    machines = [context.Process(target=_upgrade_at, args=(bare_database.url,)) for _ in range(2)]

    for machine in machines:
        machine.start()
    for machine in machines:
        machine.join(60)

    assert [machine.exitcode for machine in machines] == [0, 0]


def test_the_revisions_are_one_line_of_numbers() -> None:
    numbers = [file.name[:4] for file in FILES]
    assert numbers == [f"{number:04}" for number in range(1, len(FILES) + 1)]


def _is_of_a_model(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and (name or "").startswith(WORDS))


def _upgrade_at(url: str) -> None:
    made = create_engine(url)
    install_sqlite_rules(made)
    upgrade(made)
    made.dispose()


def _rows(engine: Engine) -> dict[str, int]:
    found = MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608 - names of our own tables
            for name in found.tables
            if name != "alembic_version"
        }

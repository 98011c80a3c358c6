"""SQL by which the database itself refuses to change what was said, whoever asks it.

A migration runs the statements for its tables. What a call returns today must be what it returned yesterday, or a database
that was set up last year would differ from a new one: a new form is a new function.
A trigger belongs to its table: a migration that makes a table anew (as batch mode does on SQLite) must guard it anew.
"""

from __future__ import annotations

from collections.abc import Sequence

SQLITE = "sqlite"
"""The name of its dialect; every other is PostgreSQL."""

FUNCTION = "refuse_change"
"""The one function that PostgreSQL's triggers call; its argument is the sentence."""


def prepare(dialect: str) -> list[str]:
    """Return what must be run once in a database before any table is guarded."""
    if dialect == SQLITE:
        return []
    body = "BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END"
    return [f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"]


def unprepare(dialect: str) -> list[str]:
    """Return what undoes :func:`prepare`, once no table is guarded any more."""
    return [] if dialect == SQLITE else [f"DROP FUNCTION {FUNCTION}()"]


def guard(
    dialect: str,
    table: str,
    columns: Sequence[str] = (),
    *,
    keys: Sequence[Sequence[str]] = (("id",),),
    never: str = "",
    unless: str = "",
) -> list[str]:
    """Return the statements after which no row of ``table`` is deleted, nor changed in any of ``columns``.

    :param columns: what must not change; none named means that no UPDATE is let through at all.
    :param never: a condition over OLD and NEW under which an UPDATE is refused whatever it changes.
    :param keys: the primary key and the unique keys. On SQLite, REPLACE removes the rows that share a key with the new one,
        and asks no DELETE trigger.
    :param unless: a condition over OLD and NEW under which an UPDATE is let through all the same.
    """
    refused = " OR ".join([*(f"NOT ({same(dialect, [column])})" for column in columns), *([never] if never else [])])
    condition = " AND ".join(f"({part})" for part in (refused, f"({unless}) IS NOT TRUE" if unless else "") if part)
    return [
        _trigger(dialect, table, "update", condition=condition),
        _trigger(dialect, table, "delete"),
        *([_trigger_on_replace(table, keys)] if dialect == SQLITE else [_trigger(dialect, table, "truncate")]),
    ]


def unguard(dialect: str, table: str) -> list[str]:
    """Return the statements that undo :func:`guard`."""
    place = "" if dialect == SQLITE else f' ON "{table}"'
    last = "replace" if dialect == SQLITE else "truncate"
    return [f"DROP TRIGGER {_name(table, what)}{place}" for what in ("update", "delete", last)]


def let_be_emptied(dialect: str, table: str, columns: Sequence[str] = (), *, never: str = "", emptied: str) -> list[str]:
    """Return the statements by which :func:`guard`, given the same, lets one thing more through: an UPDATE that is ``emptied``.

    That is a condition over OLD and NEW which may ask other tables. The condition of a trigger may not on PostgreSQL, so there it
    stands in a function of the table's own.
    """
    refused = " OR ".join([*(f"NOT ({same(dialect, [column])})" for column in columns), *([never] if never else [])])
    condition = f"({refused}) AND ({emptied}) IS NOT TRUE" if refused else f"({emptied}) IS NOT TRUE"
    return [_dropped(dialect, table, "update"), *_asking(dialect, table, "update", condition, sentence(table, "update"))]


def let_nothing_be_emptied(dialect: str, table: str, columns: Sequence[str] = (), *, never: str = "") -> list[str]:
    """Return the statements that undo :func:`let_be_emptied`."""
    return [*_no_longer_asking(dialect, table, "update"), guard(dialect, table, columns, never=never)[0]]


def guard_insert(dialect: str, table: str, condition: str) -> list[str]:
    """Return the statements after which a new row of ``table`` is let in only under a condition over NEW."""
    return _asking(dialect, table, "insert", f"({condition}) IS NOT TRUE", f"{table} says what happened: INSERT is refused")


def unguard_insert(dialect: str, table: str) -> list[str]:
    """Return the statements that undo :func:`guard_insert`."""
    return _no_longer_asking(dialect, table, "insert")


def same(dialect: str, columns: Sequence[str]) -> str:
    """Return the condition that an UPDATE leaves ``columns`` as they were, null included."""
    if dialect == SQLITE:
        return " AND ".join(f'OLD."{column}" IS NEW."{column}"' for column in columns)
    # As text, because PostgreSQL knows no equality of its type json.
    return " AND ".join(f'OLD."{column}"::text IS NOT DISTINCT FROM NEW."{column}"::text' for column in columns)


def sentence(table: str, what: str) -> str:
    """Return what the database says when it refuses."""
    return f"{table} is written once: {what.upper()} is refused"


def _name(table: str, what: str) -> str:
    return f"{table}_refuses_{what}"


def _trigger(dialect: str, table: str, what: str, *, condition: str = "") -> str:
    when = f" WHEN ({condition})" if condition else ""
    head = f'CREATE TRIGGER {_name(table, what)} BEFORE {what.upper()} ON "{table}"'
    if dialect == SQLITE:
        return f"{head} FOR EACH ROW{when} BEGIN SELECT RAISE(ABORT, '{sentence(table, what)}'); END"
    each = "STATEMENT" if what == "truncate" else "ROW"
    return f"{head} FOR EACH {each}{when} EXECUTE FUNCTION {FUNCTION}('{sentence(table, what)}')"


def _dropped(dialect: str, table: str, what: str) -> str:
    place = "" if dialect == SQLITE else f' ON "{table}"'
    return f"DROP TRIGGER {_name(table, what)}{place}"


def _asking(dialect: str, table: str, what: str, condition: str, refusal: str) -> list[str]:
    head = f'CREATE TRIGGER {_name(table, what)} BEFORE {what.upper()} ON "{table}" FOR EACH ROW'
    if dialect == SQLITE:
        return [f"{head} WHEN ({condition}) BEGIN SELECT RAISE(ABORT, '{refusal}'); END"]
    refuse = f"RAISE EXCEPTION USING MESSAGE = '{refusal}', ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN IF {condition} THEN {refuse}; END IF; RETURN NEW; END"
    function = f"{_name(table, what)}_unless"
    return [f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$", f"{head} EXECUTE FUNCTION {function}()"]


def _no_longer_asking(dialect: str, table: str, what: str) -> list[str]:
    return [_dropped(dialect, table, what), *([] if dialect == SQLITE else [f"DROP FUNCTION {_name(table, what)}_unless()"])]


def _trigger_on_replace(table: str, keys: Sequence[Sequence[str]]) -> str:
    what = "replace"
    matches = [" AND ".join(f'"{column}" = NEW."{column}"' for column in key) for key in keys]
    taken = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}" WHERE {match})' for match in matches)  # noqa: S608 - names of migrations
    return (
        f'CREATE TRIGGER {_name(table, what)} BEFORE INSERT ON "{table}" FOR EACH ROW WHEN {taken} '
        f"BEGIN SELECT RAISE(ABORT, '{sentence(table, what)}'); END"
    )

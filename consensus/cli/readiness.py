"""Whether this installation can be served: its key can be read, its database answers and is of this version of the program.

Asked before anything is started, so that the operator reads one sentence that says what to do.
"""

from __future__ import annotations

from pathlib import Path

from config import Settings

NOT_SET_UP = "This installation is not set up: run `consensus init`."
SQLITE = "sqlite:///"


class NotReadyError(Exception):
    """What keeps this installation from being served; the message is one sentence for the operator.

    ``is_passing``: it may be over by itself after a while, so trying again is of use.
    """

    def __init__(self, sentence: str, *, is_passing: bool = False) -> None:
        self.is_passing = is_passing
        super().__init__(sentence)


def demand_ready(settings: Settings) -> None:
    """Do nothing if this installation can be served.

    :raises NotReadyError: if not.
    """
    # Imported here, as below: the commands that judge a file alone should not wait for the database's libraries.
    from consensus.ledger.signing import SigningError, load_key_file

    try:
        load_key_file(settings.signing_key_path)
    except SigningError as error:
        raise NotReadyError(str(error)) from error
    stored, newest = revisions(settings)
    if stored != newest:
        raise NotReadyError("The database is of an earlier version of the program: keep a copy of it, then run `consensus upgrade`.")


def revisions(settings: Settings) -> tuple[str, str]:
    """Return of which migration the database is, and which is the newest that this program knows.

    :raises NotReadyError: when there is no network in the database, it does not answer, or it is of a later version.
    """
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import create_engine, inspect, text
    from sqlalchemy.exc import SQLAlchemyError

    from consensus.db import MIGRATIONS

    if settings.database_url.startswith(SQLITE) and not Path(settings.database_url.removeprefix(SQLITE)).exists():
        raise NotReadyError(NOT_SET_UP)
    script = ScriptDirectory.from_config(Config(MIGRATIONS / "alembic.ini"))
    newest = script.get_current_head() or ""
    engine = create_engine(settings.database_url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            is_set_up = inspect(connection).has_table("network") and connection.execute(text("SELECT 1 FROM network")).first() is not None
            stored = MigrationContext.configure(connection).get_current_revision() if is_set_up else None
    except SQLAlchemyError as error:
        raise NotReadyError(f"The database does not answer ({type(error).__name__}). Check DATABASE_URL.", is_passing=True) from error
    finally:
        engine.dispose()
    if stored is None:
        raise NotReadyError(NOT_SET_UP)
    if stored not in {each.revision for each in script.walk_revisions()}:
        raise NotReadyError("The database is of a later version of the program than this one: install that version.")
    return stored, newest

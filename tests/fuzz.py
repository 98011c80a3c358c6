"""``make fuzz``: sends many more requests of any kind to the interface than the suite does, to one operation after the other.

Each operation is asked on a copy of the same network, in which something stands in every state. What is found is told at the end,
with the seed under which it is found again; a run without any ends well.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
import traceback
from contextlib import closing
from pathlib import Path

import click

from consensus.app import create_app
from consensus.db import db, upgrade
from tests.api.anything import Anything
from tests.bench.databases import fresh
from tests.pages.whole import whole_network
from tests.support.installation import installation_at


@click.command()
@click.option("--examples", default=60, show_default=True, help="How many requests each operation gets.")
@click.option("--only", default="", help="Only operations with this in their name.")
@click.option("--seed", default=1, show_default=True, help="Another number, other requests.")
@click.option("--postgres", is_flag=True, help="On PostgreSQL instead of SQLite; there all operations are asked of one network.")
def fuzz(examples: int, only: str, seed: int, *, postgres: bool) -> None:
    """Send anything to the interface; end with 1 if something was not answered as the description says."""
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder, fresh(Path(folder), postgres=postgres) as store:
        instance = Path(folder) / "instance"
        instance.mkdir()
        app = create_app(installation_at(instance, store.url))
        app.config["TESTING"] = True
        upgrade(app)
        with app.app_context():
            scene, _addresses = whole_network(app, db.session(), Path(folder))
            anything = Anything(scene)
            kept, file = Path(folder) / "kept.sqlite", Path(store.url.removeprefix("sqlite:///"))
            if not postgres:
                _put(file, kept)
            names = [name for name in anything.operations if only in name]
            for name in names:
                if not postgres:
                    _put(kept, file)
                began = time.monotonic()
                try:
                    anything.ask(name, examples, seed)
                except Exception:  # noqa: BLE001 - whatever it is, it is told, and the next one is asked
                    found.append(f"{name} (--only {name} --examples {examples} --seed {seed})\n{traceback.format_exc(limit=-6)}")
                click.echo(f"{name}: {time.monotonic() - began:.1f} s{' - FOUND' if found and found[-1].startswith(name + ' ') else ''}")
            db.session.remove()
            db.engine.dispose()
    for each in found:
        click.echo(f"\n{each}")
    click.echo(f"\n{len(names)} operations, {len(found)} with an answer that is not described.")
    sys.exit(1 if found else 0)


def _put(source: Path, target: Path) -> None:
    """Put a copy of a database in the place of another, with nothing left of that one."""
    db.session.remove()
    db.engine.dispose()
    for leftover in target.parent.glob(f"{target.name}*"):
        leftover.unlink()
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as empty:
        whole.backup(empty)


if __name__ == "__main__":
    fuzz()

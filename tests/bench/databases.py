"""Databases for a run of the bench: one in which the network is made, and copies of it; gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import databases as support
from tests.support import watchdog
from tests.support.postgres import cluster_address


@dataclass(frozen=True)
class Store:
    """A database, and where copies of it belong."""

    folder: Path
    url: str
    cluster: str | None = None
    """The address of the PostgreSQL cluster; None on SQLite."""


@contextmanager
def fresh(folder: Path, *, postgres: bool) -> Iterator[Store]:
    """Give an empty database."""
    if not postgres:
        yield Store(folder, f"sqlite:///{folder / 'network.sqlite'}")
        return
    # Not inside ``folder``: the server may run as a user who must be able to reach it.
    run_folder = Path(tempfile.mkdtemp(prefix="consensus-bench-"))
    run_folder.chmod(0o755)
    watching = watchdog.start(run_folder)
    try:
        address = cluster_address(run_folder)
        support._administer(address, "CREATE DATABASE network")
        yield Store(folder, f"{address}/network", address)
    finally:
        watchdog.finish(watching)


@contextmanager
def copied(store: Store, name: str) -> Iterator[Store]:
    """Give a copy of a database to which nobody is connected."""
    if store.cluster is None:
        path = store.folder / f"{name}.sqlite"
        shutil.copyfile(store.folder / "network.sqlite", path)
        yield Store(store.folder, f"sqlite:///{path}")
        return
    support._administer(store.cluster, f"CREATE DATABASE {name} TEMPLATE network STRATEGY FILE_COPY")
    yield Store(store.folder, f"{store.cluster}/{name}", store.cluster)

"""``consensus docs NAME``: pages of the documentation that are generated from the program itself."""

from __future__ import annotations

import sys

import click

from consensus.domain.lifecycle_page import as_page


@click.group("docs")
def docs() -> None:
    """Print pages of the documentation that are made from the program."""


@docs.command("lifecycle")
def lifecycle() -> None:
    """Print docs/lifecycle.md: the table of stages, its diagram and its refusals."""
    sys.stdout.buffer.write(as_page().encode())

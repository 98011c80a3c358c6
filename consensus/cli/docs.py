"""``consensus docs NAME``: pages of the documentation that are generated from the program itself."""

from __future__ import annotations

import sys

import click

from consensus.domain.lifecycle_page import as_page


@click.group("docs")
def docs() -> None:
    """Print the documentation that is made from the program."""


@docs.command("lifecycle", short_help="Print the table of stages as docs/lifecycle.md has it.")
def lifecycle() -> None:
    """Print docs/lifecycle.md: the table of stages, its diagram and its refusals."""
    sys.stdout.buffer.write(as_page().encode())

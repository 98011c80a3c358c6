"""``consensus docs NAME``: pages of the documentation that are generated from the program itself."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from config import Settings
from consensus.domain.lifecycle_page import as_page


@click.group("docs")
def docs() -> None:
    """Print the documentation that is made from the program."""


@docs.command("lifecycle", short_help="Print the table of stages as docs/lifecycle.md has it.")
def lifecycle() -> None:
    """Print docs/lifecycle.md: the table of stages, its diagram and its refusals."""
    sys.stdout.buffer.write(as_page().encode())


@docs.command("notices", short_help="Print who is told of what as docs/notices.md has it.")
def notices() -> None:
    """Print docs/notices.md: which act tells whom, by which words, at which urgency."""
    from consensus.notifications.page import as_page as notices_page  # most commands need no notices

    sys.stdout.buffer.write(notices_page().encode())


@docs.command("components", short_help="Print every component of the pages as docs/components.html has them.")
def components() -> None:
    """Print docs/components.html: every component in every state, made from the templates. It needs no network and no database."""
    from consensus.app import create_app  # most commands need no pages
    from consensus.components.page import as_html
    from consensus.ledger.signing import make_key_file

    with TemporaryDirectory() as name:
        folder = Path(name)
        make_key_file(folder / "signing_key", "components")
        settings = Settings(
            instance_path=folder,
            database_url="sqlite://",
            secret_key=secrets.token_hex(32),
            signing_key_path=folder / "signing_key",
            mail_folder=folder / "mail",
        )
        sys.stdout.buffer.write(as_html(create_app(settings)).encode())


@docs.command("openapi", short_help="Print the description of the JSON interface as docs/openapi.json has it.")
def openapi() -> None:
    """Print docs/openapi.json: every operation of the JSON interface, made from the program. It needs no network and no database."""
    from consensus.api.document import as_text  # most commands need no pages

    sys.stdout.buffer.write(as_text().encode())

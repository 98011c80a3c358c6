"""The program ``consensus``: every command is a subcommand that explains itself with ``--help``."""

from __future__ import annotations

import importlib
import keyword

import click

MODULES = {
    "archive": "archive",
    "backup": "copying",
    "balance": "balance",
    "checkpoint": "checkpoint",
    "clock": "serve",
    "count": "count",
    "decide": "decide",
    "demo": "demo",
    "docs": "docs",
    "import": "importing",
    "init": "network",
    "key": "key",
    "mail": "mail",
    "members": "members",
    "person": "network",
    "receipt": "receipt",
    "rehearse": "rehearse",
    "restore": "copying",
    "retention": "retention",
    "serve": "serve",
    "translations": "translations",
    "upgrade": "serve",
}
"""Each command, and the module of this package that defines it under the same name.

Loaded when it is asked for: whoever judges a file should not wait for the libraries of the web and the database.
"""


class Program(click.Group):
    """The commands of ``MODULES``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in MODULES:
            return None
        module = importlib.import_module(f"consensus.cli.{MODULES[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name)
        return command


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="consensus")
def main() -> None:
    """A member-led network decides by consensus."""

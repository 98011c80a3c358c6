"""The program ``consensus``: every command is a subcommand that explains itself with ``--help``."""

from __future__ import annotations

import click

from consensus.cli.archive import archive
from consensus.cli.balance import balance
from consensus.cli.decide import decide
from consensus.cli.demo import demo
from consensus.cli.docs import docs
from consensus.cli.network import init, members, person
from consensus.cli.rehearse import rehearse
from consensus.cli.serve import clock, serve, upgrade


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="consensus")
def main() -> None:
    """A member-led network decides by consensus."""


main.add_command(archive)
main.add_command(balance)
main.add_command(decide)
main.add_command(demo)
main.add_command(docs)
main.add_command(init)
main.add_command(members)
main.add_command(person)
main.add_command(rehearse)
main.add_command(serve)
main.add_command(clock)
main.add_command(upgrade)

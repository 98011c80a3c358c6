"""``consensus init`` and ``consensus person``: the operator sets the network up and lets people in."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from config import Settings
from consensus.cli.installation import application, is_set_up, make_settings, make_signing_key, says_what_is_wrong
from consensus.domain.actor import OPERATOR
from consensus.domain.errors import InputError
from consensus.people.checks import email_of, name_of
from consensus.people.queries import Word

REGIONS = (
    Word("AFR", "Africa"),
    Word("ASIA_PAC", "Asia and the Pacific"),
    Word("EUR_CA", "Europe and Central Asia"),
    Word("LAC", "Latin America and the Caribbean"),
    Word("MENA", "Middle East and North Africa"),
    Word("NAM", "North America"),
)
"""Default of the software. Source: network.md, "Six regions, in working names"."""

LANGUAGES = ("en", "es", "fr", "ar")
"""Default of the software. Source: network.md."""

GENDERS = (Word("W", "Woman"), Word("M", "Man"), Word("X", "Another gender"))
"""Default of the software; a network chooses its own words."""


@dataclass(frozen=True)
class NetworkFile:
    """What a network says of itself in a file; what it leaves out has the software's default."""

    regions: Sequence[Word] = REGIONS
    languages: Sequence[str] = LANGUAGES
    core_principles: Sequence[Word] = ()
    genders: Sequence[Word] = GENDERS


@click.command(short_help="Set up the network, and let the first steward in.")
@click.option("--name", required=True, help="What the network is called.")
@click.option("--steward-name", required=True, help="The first steward.")
@click.option("--steward-email", required=True, help="Where the first steward's invitation goes.")
@click.option("--origin", help="The name under which the ledger is signed; it never changes. Default: the host of CONSENSUS_BASE_URL.")
@click.option(
    "--network",
    "network_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML or JSON file with regions, languages, core_principles and genders.",
)
@says_what_is_wrong
def init(name: str, steward_name: str, steward_email: str, origin: str | None, network_file: Path | None) -> None:
    """Set up the network: folder, keys, database, and the first steward's invitation.

    Where all this goes is said by settings, see docs/settings.md. Done once; a second time is refused and changes nothing.
    """
    from consensus.db import db, upgrade
    from consensus.people.commands import invite_person, set_up_network
    from consensus.web.now import now

    said = NetworkFile() if network_file is None else read_network_file(network_file)
    # Judged before anything is made: a network without its steward would be of no use.
    name, steward_name, steward_email = name_of(name), name_of(steward_name), email_of(steward_email)
    settings = make_settings()
    if is_set_up(settings.database_url):
        raise click.ClickException(
            "This installation serves a network already; nothing was changed. `consensus person invite` lets somebody in."
        )
    origin = make_signing_key(settings, origin or urlsplit(settings.base_url).netloc)
    with application(settings) as app:
        upgrade(app)
        set_up_network(
            db.session(),
            actor=OPERATOR,
            name=name,
            origin=origin,
            regions=said.regions,
            languages=said.languages,
            core_principles=said.core_principles,
            genders=said.genders,
            now=now(),
        )
        invited = invite_person(db.session(), actor=OPERATOR, name=steward_name, email=steward_email, is_steward=True, now=now())
        link = see_off(settings, invited.letter)
    click.echo(f"The network is set up in {settings.instance_path}.")
    click.echo("Keep a copy of the signing key where the program is not: without it no checkpoint can be signed again.")
    click.echo(f"The first steward comes in here, once, within 14 days: {link}")


@click.group()
def person() -> None:
    """Let people in."""


@person.command("invite", short_help="Invite somebody, and print the link with which they come in.")
@click.argument("name")
@click.argument("email")
@click.option("--steward", is_flag=True, help="Let this person keep the registers of the network.")
@says_what_is_wrong
def invite(name: str, email: str, *, steward: bool) -> None:
    """Invite NAME with the address EMAIL, and print the link with which they come in."""
    from consensus.db import db
    from consensus.people.commands import invite_person
    from consensus.web.now import now

    settings = Settings.from_env()
    with application(settings):
        invited = invite_person(db.session(), actor=OPERATOR, name=name, email=email, is_steward=steward, now=now())
        link = see_off(settings, invited.letter)
    click.echo(f"{name} comes in here, once, within 14 days: {link}")


def see_off(settings: Settings, letter: Any) -> str:
    """Send a letter on its way, or lay it down, and return its link."""
    from consensus.db import db
    from consensus.people import post
    from consensus.web.now import now

    post.see_off(db.session(), settings, [letter], now=now())
    return post.link_of(letter, settings.base_url)


def read_network_file(path: Path) -> NetworkFile:
    """Read what a network says of itself.

    :raises InputError: when the file is not of the form.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        said = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (UnicodeDecodeError, ValueError) as error:
        raise InputError(f"{path}: expected TOML or JSON in UTF-8 ({error}).") from error
    known = {"regions", "languages", "core_principles", "genders"}
    if not isinstance(said, dict) or not said.keys() <= known:
        raise InputError(f"{path}: expected the keys {', '.join(sorted(known))} and no others.")
    given: dict[str, Any] = {key: _words(path, key, said[key]) for key in known & said.keys() - {"languages"}}
    if "languages" in said:
        given["languages"] = _languages(path, said["languages"])
    return NetworkFile(**given)


def _words(path: Path, key: str, value: object) -> tuple[Word, ...]:
    if isinstance(value, list) and all(_is_word(entry) for entry in value):
        return tuple(Word(entry["code"], entry["name"]) for entry in value)
    raise InputError(f'{path}: {key}: expected a list of {{"code": text, "name": text}}.')


def _is_word(entry: object) -> bool:
    return isinstance(entry, dict) and entry.keys() == {"code", "name"} and all(isinstance(text, str) for text in entry.values())


def _languages(path: Path, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and value and all(isinstance(code, str) for code in value):
        return tuple(value)
    raise InputError(f'{path}: languages: expected a list of codes such as ["en", "ar"].')

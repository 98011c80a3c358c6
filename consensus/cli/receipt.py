"""``consensus receipt check``: does a receipt prove what it says? Needs the file and a verifier key, and no installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from config import Settings, SettingsError

if TYPE_CHECKING:
    from consensus.ledger.receipt import Opens

DOES_NOT_FIT = 1
CANNOT_TELL = 2
"""The exit codes: something in the receipt does not fit; what was given is no receipt, or no key."""


@click.group()
def receipt() -> None:
    """Check receipts of acts."""


@receipt.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "keys", multiple=True, help="The verifier key that you noted. Left out, the keys of this installation are trusted.")
def check(file: Path, keys: tuple[str, ...]) -> None:
    """Check the receipt in FILE.

    Exits 0 if the act that it names was in the record, 1 if something does not fit and says what, 2 if it cannot be read.
    Nothing is asked of anybody: with --key this works on any machine.
    """
    # Imported here: whoever asks for help should not wait for the libraries of keys.
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from consensus import ledger
    from consensus.cli.installation import not_usable

    try:
        opens = _opens(keys)
        found = ledger.check_receipt(file.read_text(encoding="utf-8"), opens)
    except UnicodeDecodeError:
        _end(CANNOT_TELL, "This is not a receipt: it is not text.")
    except (OSError, SettingsError, ledger.SigningError, ledger.NotAReceiptError) as error:
        _end(CANNOT_TELL, str(error))
    except (OperationalError, ProgrammingError) as error:
        _end(CANNOT_TELL, not_usable(error))
    except ledger.ReceiptError as error:
        _end(DOES_NOT_FIT, f"The receipt does not hold. {error}")
    click.echo(f"The receipt holds. Entry {found.index} was in the record when it had {found.size} entries:\n")
    click.echo(ledger.canonical(found.entry))
    click.echo(f"\nIt is bound by this checkpoint:\n\n{found.checkpoint}", nl=False)


def _opens(keys: tuple[str, ...]) -> Opens:
    from consensus.ledger.checkpoint import read_checkpoint
    from consensus.ledger.receipt import opened_by
    from consensus.ledger.signing import SigningError, Verifier

    if keys:
        return opened_by([Verifier.from_text(key) for key in keys], read_checkpoint)
    try:
        settings = Settings.from_env()
    except SettingsError:
        raise SigningError(
            "There is no installation here: give the verifier key with --key. The archive of the network shows it."
        ) from None
    return _own_keys(settings)


def _own_keys(settings: Settings) -> Opens:
    from consensus import ledger
    from consensus.cli.installation import application
    from consensus.db import db

    with application(settings):
        read = ledger.keyring_of(db.session()).read
        db.session.remove()
    return read


def _end(status: int, sentence: str) -> NoReturn:
    click.echo(f"consensus: {sentence}" if status == CANNOT_TELL else sentence, err=status == CANNOT_TELL)
    raise SystemExit(status)

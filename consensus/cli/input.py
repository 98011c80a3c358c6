"""How a command reads the JSON file it was given, and what it says when the file is not of the form.

Every file command takes a path or ``-`` for standard input, and ends with exit code 2 and one sentence on standard error
when the file cannot be judged. What each form means is said where it is parsed.
"""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import IO, Any, NoReturn, ParamSpec, TypeVar

import click

from consensus.domain.errors import InputError

P = ParamSpec("P")
R = TypeVar("R")

STANDARD_INPUT = "-"
MALFORMED = 2
"""The exit code for a file that is not of the form. Source: cases/README.md."""

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?", re.ASCII)
"""Longer numbers are refused: an exponent of nine digits would fill the memory before any rule could look at it."""


class MalformedInput(click.ClickException):
    """Ends the program with one sentence on standard error and exit code 2."""

    exit_code = MALFORMED

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the sentence, on one line."""
        click.echo(f"consensus: {' '.join(self.message.split())}", file=file or sys.stderr)


def ends_on_malformed_input(command: Callable[P, R]) -> Callable[P, R]:
    """Decorate a command: an InputError ends it with the sentence on standard error and exit code 2."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except InputError as error:
            raise MalformedInput(str(error)) from error

    return wrapped


def read_json(path: str) -> Any:
    """The value in the JSON file at ``path``, or on standard input for ``-``; a byte-order mark is skipped.

    A number with a point or an exponent comes as a Fraction, never as a float.

    :raises InputError: when there is no such file, or it is not UTF-8, not JSON, or ambiguous (a key twice in one object).
    """
    name = "standard input" if path == STANDARD_INPUT else path
    content = _bytes_of(path, name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: expected UTF-8 text, found another byte at offset {error.start}.") from error
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=_fraction, parse_int=_whole, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InputError(f"{name}: expected JSON, found a mistake in line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except RecursionError as error:
        raise InputError(f"{name}: expected JSON of a sensible depth, found lists or objects nested in the hundreds.") from error
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    _demand_whole_characters(value, name)
    return value


def _bytes_of(path: str, name: str) -> bytes:
    try:
        if path == STANDARD_INPUT:
            return sys.stdin.buffer.read()
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{name}: expected a file that can be read ({reason}).") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(f"expected each key once in an object, found {json.dumps(key[:60])} twice.")
        found[key] = value
    return found


def _fraction(number: str) -> Fraction:
    _demand_short(number)
    return Fraction(number)


def _whole(number: str) -> int:
    _demand_short(number)
    return int(number)


def _demand_short(number: str) -> None:
    if not _NUMBER.fullmatch(number):
        raise InputError(f"expected a number of at most 18 digits, found {number[:30]}.")


def _no_constant(word: str) -> NoReturn:
    raise InputError(f"expected JSON, which has no {word}.")


def _demand_whole_characters(value: Any, name: str) -> None:
    r"""Refuse half a character (``"\ud800"``): it could not be printed again."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting.extend(part)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, str) and not _is_text(part):
            raise InputError(f"{name}: expected text, found half of a surrogate pair in {json.dumps(part[:60])}.")


def _is_text(part: str) -> bool:
    try:
        part.encode()
    except UnicodeEncodeError:
        return False
    return True

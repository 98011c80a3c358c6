"""How every file command reads its JSON, and what it says when it cannot."""

from __future__ import annotations

import io
import os
from fractions import Fraction
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from consensus.cli.input import ends_on_malformed_input, read_json
from consensus.domain.errors import InputError


def written(folder: Path, content: str | bytes) -> str:
    file = folder / "cases.json"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


def test_a_file_is_read(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, '{"a": [1, "ü", null, true]}')) == {"a": [1, "ü", None, True]}


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, b"\xef\xbb\xbf[1]")) == [1]


def test_standard_input_is_read_for_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"[2]")))

    assert read_json("-") == [2]


@pytest.mark.parametrize(
    ("number", "read"),
    [
        # A tenth is a tenth, not what a float makes of it.
        ("0.1", Fraction(1, 10)),
        # Half a day.
        ("-2.5", Fraction(-5, 2)),
        # With an exponent.
        ("1e2", Fraction(100)),
        # A whole number stays one.
        ("7", 7),
    ],
)
def test_numbers_are_exact(tmp_path: Path, number: str, read: Fraction | int) -> None:
    value = read_json(written(tmp_path, number))

    assert value == read
    assert not isinstance(value, float)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        # Nothing at all.
        ("", "expected JSON, found a mistake in line 1, column 1"),
        # Cut off.
        ('{"a": [1,\n 2', "expected JSON, found a mistake in line 2"),
        # Something after the end.
        ("[] []", "expected JSON, found a mistake"),
        # Not UTF-8.
        (b'["\xe9"]', "expected UTF-8 text, found another byte at offset 2"),
        # UTF-16.
        ("[1]".encode("utf-16"), "expected UTF-8 text"),
        # Words that some programs write and JSON does not have.
        ("[NaN]", "expected JSON, which has no NaN"),
        ("[-Infinity]", "expected JSON, which has no -Infinity"),
        # One key twice: which of them was meant cannot be known.
        ('{"a": {"min": 1, "min": 2}}', 'found "min" twice'),
        # Numbers that would fill the memory.
        ("1" * 5000, "expected a number of at most 18 digits"),
        ("1e999999999", "expected a number of at most 18 digits"),
        # Nested without end.
        ("[" * 100_000, "nested in the hundreds"),
        # Half a character.
        (r'{"a": ["\ud800"]}', "half of a surrogate pair"),
        (r'{"\udfff": 1}', "half of a surrogate pair"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, content: str | bytes, said: str) -> None:
    path = written(tmp_path, content)

    with pytest.raises(InputError) as refused:
        read_json(path)

    assert str(refused.value).startswith(f"{path}: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["missing.json", ".", "", "a\0b"])
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="expected a file that can be read"):
        read_json(f"{tmp_path}{os.sep}{name}")


def test_a_command_ends_with_the_sentence_and_exit_code_2() -> None:
    @click.command()
    @ends_on_malformed_input
    def refuse() -> None:
        raise InputError("bodies[0]: expected an object,\nfound 3.")

    result = CliRunner().invoke(refuse)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "consensus: bodies[0]: expected an object, found 3.\n"

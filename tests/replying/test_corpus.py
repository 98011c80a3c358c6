"""Messages as programs and servers really shape them, made up for this: what is read of each stands in ``corpus/expected.tsv``."""

from __future__ import annotations

from pathlib import Path

import pytest

from consensus.replying.reading.automatic import is_automatic
from consensus.replying.reading.message import HEADERS_AT_MOST, LARGEST, Incoming, read
from consensus.replying.reading.said import answer_in, position_in, vote_in
from consensus.replying.reading.trust import Trust, trust_in

CORPUS = Path(__file__).parent / "corpus"
SERVER = "mx.decide.example.org"


def table() -> list[dict[str, str]]:
    """Return the rows of the table."""
    head, *rows = (line.split("\t") for line in (CORPUS / "expected.tsv").read_text(encoding="utf-8").splitlines())
    return [dict(zip(head, row, strict=True)) for row in rows]


def first_line(text: str) -> str:
    """Return what the first line of a text says, as the table writes it."""
    position, answer = position_in(text), answer_in(text)
    if position is not None:
        number = "" if position.voice_number is None else f" {position.voice_number}"
        return f"{position.code}{number}{'' if position.is_plain else ' and more'}"
    found = {"yes": answer.is_yes(), "no": answer.is_no(), "issue": answer.issue() is not None}
    return next((name for name, holds in found.items() if holds), "-")


def marks(incoming: Incoming) -> str:
    """Return what a message bears, as the table writes it."""
    found = {
        "automatic": is_automatic(incoming),
        "guessed": incoming.is_guessed,
        "files": incoming.has_files,
        "unreadable": incoming.is_unreadable,
    }
    return " ".join(name for name, holds in found.items() if holds) or "-"


@pytest.mark.parametrize("row", table(), ids=lambda row: row["file"])
def test_what_is_read_of_a_message(row: dict[str, str]) -> None:
    incoming = read((CORPUS / f"{row['file']}.eml").read_bytes())

    found = {
        "file": row["file"],
        "sender": incoming.sender or "-",
        "codes": str(len(incoming.codes)),
        "marks": marks(incoming),
        "trust": trust_in(incoming, SERVER).value,
        "first line": first_line(incoming.text),
        "text": incoming.text.replace("\n", "\\n") or "-",
    }
    assert found == row


def test_every_message_has_its_row_and_there_are_enough_of_them() -> None:
    assert {row["file"] for row in table()} == {path.stem for path in CORPUS.glob("*.eml")}
    assert len(table()) >= 60


def test_a_message_that_is_too_large_is_not_read_but_its_sender_is_known() -> None:
    small = (CORPUS / "gmail_en.eml").read_bytes()

    incoming = read(small + b"x" * LARGEST)

    assert incoming.is_too_large
    assert incoming.sender == "vera@members.example.org"
    assert (incoming.codes, incoming.text) == (read(small).codes, "")
    assert HEADERS_AT_MOST < LARGEST


@pytest.mark.parametrize("raw", [b"", b"\xff" * 100, b"From:\r\n\r\n", b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n" * 50])
def test_nothing_that_comes_in_is_an_error(raw: bytes) -> None:
    incoming = read(raw)

    assert incoming.sender is None
    assert trust_in(incoming, SERVER) is Trust.FORGED


def test_the_same_message_is_known_again_whatever_servers_added_and_another_is_not() -> None:
    raw = (CORPUS / "gmail_en.eml").read_bytes()
    again = b"Received: from elsewhere by mx2.decide.example.org\r\n" + raw
    other = raw.replace(b"leaves out", b"keeps in")

    assert read(again).content_sha256 == read(raw).content_sha256
    assert read(other).content_sha256 != read(raw).content_sha256


def test_a_message_that_nests_without_end_is_read_as_far_as_it_goes() -> None:
    head = "From: vera@members.example.org\r\n"
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n" for depth in range(200))

    incoming = read((head + nested + "Content-Type: text/plain\r\n\r\nAgree\r\n").encode())

    assert incoming.text == ""
    assert incoming.is_unreadable


@pytest.mark.parametrize(("line", "code"), [("YES", "yes"), ("Sí", "yes"), ("لا", "no"), ("Abstención", "abstain"), ("AGREE", None)])
def test_a_vote_is_said_in_the_words_of_a_vote_alone(line: str, code: str | None) -> None:
    found = vote_in(line)

    assert (None if found is None else found.code) == code


@pytest.mark.parametrize(
    ("kind", "unit"),
    [("html", "<!--"), ("html", "<a b='"), ("html", "<div>"), ("plain", "Am 1 schrieb "), ("plain", "On \n"), ("plain", "\n")],
)
def test_what_was_made_to_be_a_burden_is_read_all_the_same(kind: str, unit: str) -> None:
    heavy = f"From: vera@members.example.org\r\nContent-Type: text/{kind}\r\n\r\nAgree\n" + unit * (LARGEST // 2 // len(unit))

    assert read(heavy.encode()).text.startswith("Agree")

"""Keys and signed notes, against the published examples."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from consensus.ledger.checkpoint import body_of, read_checkpoint
from consensus.ledger.signing import Signer, SigningError, Verifier, load_key_file, make_key_file, set_signer, signer_of

# The example of golang.org/x/mod/sumdb/note.
PRIVATE_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VERIFIER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

# The example of c2sp.org/signed-note, "Verifier keys".
SPECIFIED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPECIFIED_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def test_the_published_key_signs_the_published_note() -> None:
    assert Signer.from_text(PRIVATE_KEY).sign(TEXT) == f"{TEXT}\n{LINE}"


def test_the_published_key_has_the_published_verifier() -> None:
    assert Signer.from_text(PRIVATE_KEY).verifier.text == VERIFIER_KEY


def test_the_published_note_opens() -> None:
    assert Verifier.from_text(VERIFIER_KEY).open(f"{TEXT}\n{LINE}") == TEXT


def test_the_note_of_the_specification_opens() -> None:
    assert Verifier.from_text(SPECIFIED_KEY).open(SPECIFIED_NOTE) == "This is an example message.\n"


def test_the_signatures_of_other_keys_are_passed_over() -> None:
    other = Signer.generate("witness.example.org").sign(TEXT).rpartition("\n\n")[2]

    assert Verifier.from_text(VERIFIER_KEY).open(f"{TEXT}\n{other}{LINE}") == TEXT


def test_a_text_may_hold_an_empty_line() -> None:
    signer = Signer.generate("example.org")

    assert signer.verifier.open(signer.sign("one\n\ntwo\n")) == "one\n\ntwo\n"


@pytest.mark.parametrize(
    "note",
    [
        f"{TEXT}\n{LINE}".replace("answer", "question"),
        f"{TEXT} \n{LINE}",
        f"{TEXT}{LINE}",
        f"{TEXT}\n",
        f"{TEXT}\n{LINE}".removesuffix("\n"),
        f"{TEXT}\n{LINE}\n",
        f"{TEXT}\n{LINE.replace('—', '-')}",
        f"{TEXT}\n{LINE.replace('PeterNeumann', 'EnochRoot')}",
        f"{TEXT}\n{LINE.replace('x08g', 'x08h')}",
        f"{TEXT}\n{LINE.replace('nAM=', 'nAN=')}",
        f"{TEXT}\n{LINE.replace('nAM=', 'nAM')}",
        f"{TEXT}\n{LINE.replace('x08go', 'x08ga')}",
        f"{TEXT}\n— PeterNeumann x08g\n",
        f"{TEXT}\r\n{LINE}",
        "",
    ],
)
def test_a_note_that_was_changed_does_not_open(note: str) -> None:
    with pytest.raises(SigningError):
        Verifier.from_text(VERIFIER_KEY).open(note)


@pytest.mark.parametrize(
    "text",
    [
        VERIFIER_KEY.replace("c74f20a3", "c74f20a4"),
        VERIFIER_KEY.replace("c74f20a3", "C74F20A3"),
        VERIFIER_KEY.replace("PeterNeumann", "EnochRoot"),
        VERIFIER_KEY.replace("ARpc", "AhpC"),
        VERIFIER_KEY[:-4],
        "PeterNeumann",
        "",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_verifier_key_that_is_not_whole_is_refused(text: str) -> None:
    with pytest.raises(SigningError):
        Verifier.from_text(text)


def test_a_private_key_that_is_not_whole_is_refused_without_being_repeated() -> None:
    with pytest.raises(SigningError) as refused:
        Signer.from_text(PRIVATE_KEY.replace("c74f20a3", "c74f20a4"))

    assert "AYEK" not in str(refused.value)


def test_a_verifier_key_is_no_private_key() -> None:
    with pytest.raises(SigningError, match="begins with"):
        Signer.from_text(VERIFIER_KEY)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\tb", "a\nb", "a\u2003b", "a\x01b"])
def test_a_name_that_cannot_stand_in_a_note_is_refused(name: str) -> None:
    with pytest.raises(SigningError, match="name"):
        Signer.generate(name)


@pytest.mark.parametrize("text", ["no end", "control\x07\n", "a return\r\n", ""])
def test_what_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(SigningError):
        Signer.from_text(PRIVATE_KEY).sign(text)


def test_the_seed_is_not_shown() -> None:
    signer = Signer.from_text(PRIVATE_KEY)

    assert repr(signer) == "Signer(name='PeterNeumann')"


def test_the_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = make_key_file(tmp_path / "new" / "signing_key", "example.org/network")

    assert stat.S_IMODE((tmp_path / "new" / "signing_key").stat().st_mode) == 0o600
    assert load_key_file(tmp_path / "new" / "signing_key") == made


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    made = make_key_file(tmp_path / "signing_key", "example.org")

    with pytest.raises(SigningError, match="already"):
        make_key_file(tmp_path / "signing_key", "example.org")

    assert load_key_file(tmp_path / "signing_key") == made


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_key_file(tmp_path / "signing_key", "example.org")
    (tmp_path / "signing_key").chmod(0o640)

    with pytest.raises(SigningError, match="chmod 600"):
        load_key_file(tmp_path / "signing_key")


def test_a_key_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="consensus init"):
        load_key_file(tmp_path / "signing_key")


def test_a_session_is_signed_with_the_key_of_its_engine() -> None:
    one, other = create_engine("sqlite://"), create_engine("sqlite://")
    keys = Signer.generate("one.example"), Signer.generate("other.example")
    set_signer(one, keys[0])
    set_signer(other, keys[1])

    assert (signer_of(Session(one)), signer_of(Session(other))) == keys


def test_a_ledger_without_a_key_says_so() -> None:
    with pytest.raises(SigningError, match="consensus init"):
        signer_of(Session(create_engine("sqlite://")))


def test_a_checkpoint_reads_as_it_was_written() -> None:
    signer = Signer.generate("example.org/log")

    assert read_checkpoint(signer.sign(body_of(signer.name, 42, bytes(32))), signer.verifier) == (42, bytes(32))


@pytest.mark.parametrize(
    "body",
    [
        "example.org/other\n42\n" + "A" * 43 + "=\n",
        "example.org/log\n042\n" + "A" * 43 + "=\n",
        "example.org/log\n-1\n" + "A" * 43 + "=\n",
        "example.org/log\n42\n" + "A" * 42 + "B=\n",
        "example.org/log\n42\n" + "A" * 40 + "\n",
        "example.org/log\n42\n" + "A" * 43 + "=\nmore\n",
        "example.org/log\n42\n",
    ],
)
def test_a_signed_note_that_is_no_checkpoint_is_refused(body: str) -> None:
    signer = Signer.generate("example.org/log")

    with pytest.raises(SigningError, match="not a checkpoint"):
        read_checkpoint(signer.sign(body), signer.verifier)

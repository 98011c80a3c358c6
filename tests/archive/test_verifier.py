"""``verify.py`` stands alone: its canonical JSON, tree, signatures and notes, against what their specifications publish."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from consensus.archive.export import verify
from consensus.archive.export.pages import VERIFIER
from consensus.ledger.canonical import canonical
from tests.ledger import test_merkle, test_signing

# RFC 8032, section 7.1: TEST 1, TEST 2, TEST 3 and TEST SHA(abc): public key, message, signature.
SIGNED = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]

ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("key", "message", "signature"), SIGNED)
def test_the_signatures_of_rfc_8032_hold_and_changed_ones_do_not(key: str, message: str, signature: str) -> None:
    public, said, signed = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)

    assert verify.is_signed(public, said, signed)
    assert not verify.is_signed(public, said + b"!", signed)
    assert not verify.is_signed(public, said, bytes([signed[0] ^ 1]) + signed[1:])
    assert not verify.is_signed(bytes([public[0] ^ 1]) + public[1:], said, signed)


def test_a_signature_whose_scalar_is_not_reduced_does_not_hold() -> None:
    # RFC 8032 section 8.4: otherwise anybody makes a second signature of one that holds.
    public, said, signed = (bytes.fromhex(text) for text in SIGNED[0])
    larger = (int.from_bytes(signed[32:], "little") + ORDER).to_bytes(32, "little")

    assert not verify.is_signed(public, said, signed[:32] + larger)


def test_the_tree_has_the_published_roots() -> None:
    tree = verify.Tree()
    roots = [tree.root.hex()]
    for data in test_merkle.INPUTS:
        tree.add(verify.leaf_of(data, ""))
        roots.append(tree.root.hex())

    assert roots == test_merkle.ROOTS


def test_the_keys_are_sorted_as_rfc_8785_says() -> None:
    # Section 3.2.3.
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    assert list(json.loads(verify.canonical(value))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    # Section 3.2.2.
    assert verify.canonical('\u20ac$\u000f\nA\'B"\\\\"/') == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


def test_every_value_has_the_text_that_the_ledger_writes() -> None:
    chance = Random(8785)
    letters = [chr(code) for code in (*range(0x100), 0x2028, 0x2029, 0x627, 0xD7FF, 0xE000, 0xFB33, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF)]

    def word() -> str:
        return "".join(chance.choices(letters, k=chance.randrange(5)))

    for _ in range(300):
        value = {word(): [word(), chance.randrange(-(2**53) + 1, 2**53), None, True, {word(): word() for _ in range(4)}] for _ in range(3)}
        assert verify.canonical(value) == canonical(value)
        assert verify.parse(canonical(value).encode()) == value


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a":1,"a":1}', '"\\u0041"', "1.0", "1e2", "NaN", "-0", "9007199254740992", '"\\ud800"', ""])
def test_a_text_that_is_not_the_one_of_its_value_is_refused(text: str) -> None:
    with pytest.raises(verify.BadError):
        verify.parse(text.encode())


def test_the_notes_of_the_specifications_open() -> None:
    published = [(test_signing.VERIFIER_KEY, f"{test_signing.TEXT}\n{test_signing.LINE}")]
    published.append((test_signing.SPECIFIED_KEY, test_signing.SPECIFIED_NOTE))

    for key, note in published:
        assert note.startswith(verify.open_note(note, [verify.key_of(key)]))
        with pytest.raises(verify.BadError):
            verify.open_note(note.replace("s", "z", 1), [verify.key_of(key)])


def test_the_checkpoint_on_the_page_of_the_format_holds() -> None:
    page = (Path(__file__).parents[2] / "docs" / "format" / "ledger.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    (decide\.example\.org.*|20|[\w+/]{43}=|— .*)$", page, re.MULTILINE)
    (key,) = re.findall(r"`(decide\.example\.org/ledger\+[^`]*)`", page)

    read = verify.checkpoint_of("\n".join([*lines[:3], "", lines[3], ""]), [verify.key_of(key)])

    assert (read.origin, read.size) == ("decide.example.org/ledger", 20)


def test_it_runs_with_the_standard_library_alone(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-I", "-S", VERIFIER, tmp_path], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", f"verify.py: {tmp_path} is no copy of a record.\n")

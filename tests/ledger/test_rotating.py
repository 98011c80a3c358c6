"""Another key takes over: whoever trusted the old one can trust the new one, and each signs its own time alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import OPERATOR
from consensus.domain.errors import ForbiddenError, InvalidError
from consensus.ledger.checkpoint import body_of, read_checkpoint
from consensus.ledger.keys import keyring_of
from consensus.ledger.signing import Signer, SigningError, make_key_file, next_key_path, set_signer, signer_of
from tests.ledger.ledgers import MARIA, NOW, fill, problem_of, say, tamper

SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Keys:
    """The two keys of a ledger: three entries signed at two, the rotation signed at four, one more signed at five."""

    old: Signer
    new: Signer


@pytest.fixture
def keys(session: Session, tmp_path: Path) -> Keys:
    """Such a ledger; the process still holds the old key, and the new one lies beside it."""
    old = signer_of(session)
    path = tmp_path / "signing_key"
    path.write_text(old.text, encoding="utf-8")
    path.chmod(0o600)
    set_signer(session.get_bind().engine, old, path)
    fill(session, 3, sign_at=(2,))
    new = make_key_file(next_key_path(path), old.name)
    ledger.rotate_key(session, actor=OPERATOR, new=new, now=NOW)
    say(session, 5)
    ledger.sign_checkpoint(session, now=NOW)
    session.commit()
    return Keys(old, new)


def test_both_keys_sign_at_the_moment_and_each_signs_its_own_time(session: Session, keys: Keys) -> None:
    ring = keyring_of(session)
    notes = dict(session.execute(text("SELECT size, note FROM checkpoint")).tuples().all())

    assert [(key.verifier, key.since, key.until) for key in ring.keys] == [(keys.old.verifier, 0, 4), (keys.new.verifier, 4, None)]
    assert [read_checkpoint(notes[4], key.verifier)[0] for key in ring.keys] == [4, 4]
    assert read_checkpoint(notes[5], keys.new.verifier)[0] == 5
    with pytest.raises(SigningError):
        read_checkpoint(notes[5], keys.old.verifier)


def test_the_record_holds_under_the_old_key_and_under_the_new_one(session: Session, keys: Keys) -> None:
    for verifier in (None, keys.old.verifier, keys.new.verifier):
        found = ledger.verify(session, verifier=verifier)
        assert found.ok, found.problems
        assert found.verifier_key == keys.new.verifier.text


@SQLITE
def test_a_key_that_no_rotation_leads_to_is_not_believed(session: Session, keys: Keys) -> None:
    assert not ledger.verify(session, verifier=Signer.generate(keys.new.name).verifier).ok


@SQLITE
def test_what_the_old_key_signs_afterwards_does_not_hold(session: Session, keys: Keys) -> None:
    say(session, 6)
    session.commit()
    note = keys.old.sign(body_of(keys.old.name, 6, ledger.verify(session).root))

    values = {"root": ledger.verify(session).root, "note": note}
    tamper(session, "INSERT INTO checkpoint VALUES (6, :root, :note, '2026-11-22 00:00:00.000000')", values)

    first, problem = problem_of(session)
    assert first is None
    assert problem.startswith("The checkpoint of size 6 does not hold. The note is not signed by")


@SQLITE
def test_a_rotation_that_no_entry_names_is_told(session: Session) -> None:
    fill(session, 3, sign_at=(3,))
    forged = Signer.generate(signer_of(session).name).verifier.text

    values = {"old": forged, "new": signer_of(session).verifier.text}
    tamper(session, 'INSERT INTO key_rotation ("index", old_key, new_key) VALUES (1, :old, :new)', values)

    found = ledger.verify(session)
    assert "The keys that are stored say that entry 1 rotates the key, and it does not." in found.problems
    assert "There is no checkpoint of size 2 that the old key and the new one signed." in found.problems


@SQLITE
def test_a_rotation_whose_row_is_gone_is_told(session: Session, keys: Keys) -> None:
    tamper(session, "DELETE FROM key_rotation")

    assert (
        "Entry 3: it rotates the key, and the keys that are stored do not." in ledger.verify(session, verifier=keys.new.verifier).problems
    )


@SQLITE
def test_only_the_operator_rotates_and_only_to_another_key_of_the_same_name(session: Session, keys: Keys) -> None:
    with pytest.raises(ForbiddenError):
        ledger.rotate_key(session, actor=MARIA, new=Signer.generate(keys.old.name), now=NOW)
    for key in (keys.new, Signer.generate("another.example")):
        with pytest.raises(InvalidError):
            ledger.rotate_key(session, actor=OPERATOR, new=key, now=NOW)

    assert ledger.verify(session).entries == 5


@SQLITE
def test_a_machine_without_the_key_in_force_signs_nothing(session: Session, keys: Keys, tmp_path: Path) -> None:
    next_key_path(tmp_path / "signing_key").unlink()
    set_signer(session.get_bind().engine, keys.old)
    say(session, 6)

    with pytest.raises(SigningError, match="Copy the file of the new key here"):
        ledger.sign_checkpoint(session, now=NOW)

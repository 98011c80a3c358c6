"""A receipt proves one act with nothing but the file and a key; what was altered in it is refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.errors import ForbiddenError, NotFoundError
from consensus.ledger.checkpoint import read_checkpoint
from consensus.ledger.models import Checkpoint
from consensus.ledger.receipt import Opens, opened_by
from consensus.ledger.signing import Signer, signer_of
from tests.ledger.ledgers import MARIA, NOW, fill, say

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def filled(session: Session) -> Session:
    """Eleven entries, signed at five."""
    fill(session, 11, sign_at=(5,))
    return session


def receipt(session: Session, index: int = 3, **changed: Any) -> dict[str, Any]:
    """Return a receipt as JSON, in which something was ``changed``."""
    said: dict[str, Any] = json.loads(ledger.ask_receipt(session, actor=MARIA, index=index, now=NOW))
    return said | changed


def opens(session: Session) -> Opens:
    """Return how the installation's key opens a checkpoint."""
    return opened_by([signer_of(session).verifier], read_checkpoint)


def test_a_receipt_holds_under_the_key_alone(filled: Session) -> None:
    found = ledger.check_receipt(json.dumps(receipt(filled, 3)), opens(filled))

    assert (found.index, found.size) == (3, 5)
    assert found.entry["data"]["number"] == 3


def test_a_receipt_is_what_its_schema_says(filled: Session) -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs" / "receipt.schema.json").read_text(encoding="utf-8"))

    Draft202012Validator(schema).validate(receipt(filled, 7))


def test_an_act_that_no_checkpoint_covers_is_signed_for_once(filled: Session) -> None:
    first, second = receipt(filled, 7), receipt(filled, 7)

    assert first == second
    assert ledger.check_receipt(json.dumps(first), opens(filled)).size == 11
    assert list(filled.scalars(select(Checkpoint.size).order_by(Checkpoint.size))) == [5, 11]


def test_nobody_gets_the_receipt_of_another(filled: Session) -> None:
    for other in (Actor(18, is_steward=True), OPERATOR):
        with pytest.raises(ForbiddenError):
            ledger.ask_receipt(filled, actor=other, index=7, now=NOW)

    assert filled.scalar(select(func.count()).select_from(Checkpoint)) == 1


def test_nobody_gets_the_whole_record_of_a_decision_as_a_receipt(session: Session) -> None:
    ledger.append(session, at=NOW, actor=MARIA, act="decide", data={"record": {"sealed": "words of somebody else"}})
    session.commit()

    with pytest.raises(ForbiddenError):
        ledger.ask_receipt(session, actor=MARIA, index=0, now=NOW)


def test_what_was_erased_or_never_was_has_no_receipt(filled: Session) -> None:
    filled.execute(text('UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = 2'))
    filled.commit()

    for index in (2, 11):
        with pytest.raises(NotFoundError):
            ledger.ask_receipt(filled, actor=MARIA, index=index, now=NOW)


def _another_salt(said: dict[str, Any]) -> None:
    said["salt"] = "AAAAAAAAAAAAAAAAAAAAAA=="


def _another_word(said: dict[str, Any]) -> None:
    said["entry"]["data"]["text"] = "Something else"


def _another_place(said: dict[str, Any]) -> None:
    said["index"] = said["entry"]["index"] = 2


ALTERED: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "another word": (_another_word, "does not lead from the entry"),
    "another salt": (_another_salt, "does not lead from the entry"),
    "another place": (_another_place, "does not lead from the entry"),
    "an index beside the entry": (lambda said: said.update(index=2), "The index does not fit"),
    "a step of the proof": (lambda said: said["proof"].reverse(), "does not lead from the entry"),
    "a step less": (lambda said: said["proof"].pop(), "does not lead from the entry"),
    "a step that is none": (lambda said: said["proof"].append("AA=="), "The proof does not fit"),
    "a short salt": (lambda said: said.update(salt="AA=="), "The salt does not fit"),
    "a fraction": (lambda said: said["entry"]["data"].update(number=3.0), "such as a fraction"),
    "a field less": (lambda said: said.pop("salt"), "does not have the fields"),
    "a field of another kind": (lambda said: said.update(proof={}), "The field proof"),
    "an entry without its fields": (lambda said: said["entry"].pop("act"), "has not the fields of an entry"),
    "a checkpoint that was changed": (lambda said: said.update(checkpoint=said["checkpoint"].replace("\n5\n", "\n6\n")), "signature"),
    "no checkpoint": (lambda said: said.update(checkpoint=""), "not a signed note"),
}


def test_a_receipt_that_was_altered_is_refused_with_what_does_not_fit(filled: Session) -> None:
    sound = json.dumps(receipt(filled))
    for what, (alter, sentence) in ALTERED.items():
        said = json.loads(sound)
        alter(said)
        with pytest.raises(ledger.ReceiptError, match=sentence) as refused:
            ledger.check_receipt(json.dumps(said), opens(filled))
        assert not isinstance(refused.value, ledger.NotAReceiptError), what


def test_a_checkpoint_from_before_the_act_proves_nothing(filled: Session) -> None:
    said = receipt(filled, 7)
    said["checkpoint"] = receipt(filled, 3)["checkpoint"]
    early = filled.scalars(select(Checkpoint.note).where(Checkpoint.size == 5)).one()

    with pytest.raises(ledger.ReceiptError, match="before entry 7 was there"):
        ledger.check_receipt(json.dumps(said | {"checkpoint": early}), opens(filled))


def test_a_receipt_under_another_key_is_refused(filled: Session) -> None:
    stranger = Signer.generate(signer_of(filled).name).verifier

    with pytest.raises(ledger.ReceiptError, match="is not signed by"):
        ledger.check_receipt(json.dumps(receipt(filled)), opened_by([stranger], read_checkpoint))


@pytest.mark.parametrize(
    "content", ["", "nonsense", "[]", "{}", '{"form": "consensus-receipt-1", "form": "consensus-receipt-1"}', "[" * 9999]
)
def test_what_is_no_receipt_is_told_from_one_that_was_altered(session: Session, content: str) -> None:
    with pytest.raises(ledger.NotAReceiptError):
        ledger.check_receipt(content, opens(session))


def test_the_newest_act_is_the_one_that_just_happened(filled: Session) -> None:
    assert ledger.newest_act(filled, MARIA) == 10
    say(filled, 12)
    assert ledger.newest_act(filled, MARIA) == 11
    assert ledger.newest_act(filled, Actor(18)) is None

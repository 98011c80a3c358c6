"""What a receipt or a checkpoint that somebody kept proves, beside the record as it is now."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.speech import _, ngettext


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer for a page: a sentence first, then what it rests on."""

    holds: bool
    sentence: str
    entry: str = ""
    """What the receipt is of, as it stands in the record."""
    proof: tuple[str, ...] = ()
    """The steps from the checkpoint that was given to the latest one, in base64."""
    latest: str = ""


def checked(session: Session, content: str) -> Checked:
    """Judge what was given: JSON is a receipt, anything else a checkpoint."""
    if not content:
        return Checked(holds=False, sentence=_("Nothing was given. Choose a file, or paste what stands in it."))
    return _receipt(session, content) if content.startswith("{") else _checkpoint(session, content)


def _receipt(session: Session, content: str) -> Checked:
    try:
        found = ledger.check_receipt(content, ledger.keyring_of(session).read)
    except ledger.NotAReceiptError as error:
        return Checked(holds=False, sentence=str(error))
    except ledger.ReceiptError as error:
        return Checked(holds=False, sentence=_("The receipt does not hold. {problem}", problem=str(error)))
    beside = ledger.check_checkpoint(session, found.checkpoint)
    if beside.problem is not None:
        problem = _("The receipt holds, and the record of today does not continue it. {problem}", problem=beside.problem)
        return Checked(holds=False, sentence=problem)
    one = "The receipt holds. Entry {index} was in the record when it had {n} entry, and the record continues it."
    several = "The receipt holds. Entry {index} was in the record when it had {n} entries, and the record continues it."
    sentence = ngettext(one, several, found.size, index=found.index)
    return Checked(holds=True, sentence=sentence, entry=ledger.canonical(found.entry))


def _checkpoint(session: Session, content: str) -> Checked:
    found = ledger.check_checkpoint(session, content)
    if found.problem is not None:
        return Checked(holds=False, sentence=found.problem)
    steps = tuple(base64.b64encode(step).decode("ascii") for step in found.proof)
    one = "The record of today begins with the {n} entry that this checkpoint signed."
    several = "The record of today begins with the {n} entries that this checkpoint signed."
    sentence = ngettext(one, several, found.size)
    return Checked(holds=True, sentence=sentence, proof=steps, latest="" if found.latest is None else found.latest.note)

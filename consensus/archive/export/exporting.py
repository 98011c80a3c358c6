"""``consensus archive export``: the whole archive for one audience, as of one instant, as a signed folder.

The same database, audience, instant and language give the same bytes. Nothing is changed in the database, and people can go on working:
all is read in one snapshot, row by row, so the memory it takes does not grow with the archive.
"""

from __future__ import annotations

import base64
import heapq
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from consensus.archive.export import pages, searching
from consensus.archive.export.audience import Audience, reader_for
from consensus.archive.export.elsewhere import write_imported
from consensus.archive.export.folder import File, Folder, FolderError, new_folder
from consensus.archive.export.pages import Copy, Listed, Shelf
from consensus.archive.export.rows import RecordError, Tree, write_ledger
from consensus.archive.queries.decision import decision_taken_away
from consensus.archive.queries.evidence import Evidence
from consensus.bodies.models import Body
from consensus.db import dialect_of, reading_only
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import spoken_by
from consensus.domain.terms import Outcome
from consensus.ledger.canonical import canonical, instant
from consensus.ledger.checkpoint import CheckpointNote, body_of, signer_in_force
from consensus.ledger.keys import keyring_of
from consensus.ledger.models import LedgerEntry
from consensus.ledger.signing import Signer
from consensus.ledger.stored import stored_checkpoints
from consensus.people.queries import network_name
from consensus.proposals.models import Proposal
from consensus.voting.models import Decision
from consensus.web.languages import speaker_of
from consensus.web.printing import Press
from consensus.web.times import shown_in
from consensus.web.words import OUTCOMES, lowered

FORMAT = 1
"""The number of the form of a copy; it stands in the file ``export``."""


class ExportError(Exception):
    """No copy was made; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a copy holds."""

    decisions: int
    imported: int
    """Decisions that were taken elsewhere: none of them is among the others."""
    size: int
    """Entries of the ledger."""
    checkpoint: str
    key: str


def export(session: Session, *, target: Path, audience: Audience, address: str, pdf: bool, now: datetime, language: str = "en") -> Exported:
    """Write a copy of the archive to the folder ``target``, which must be new or empty.

    :param pdf: whether each decision is there as PDF too, which takes by far the longest.
    :param language: in which the pages and documents speak; what programs read is the same in each.
    :param address: of the network's own site, for citations.
    :raises ExportError: when the folder cannot be written, or the record does not hold.
    """
    session.rollback()  # What is read belongs to one snapshot, which begins below.
    try:
        with new_folder(target, is_private=audience is Audience.FULL) as folder, reading_only():
            if dialect_of(session) == "postgresql":
                # One snapshot for all that is read: acts that go on meanwhile are in the copy whole or not at all.
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            copy, signer = Copy(network_name(session), audience, now, address), signer_in_force(session)
            with spoken_by(lambda: speaker_of(language)), shown_in(UTC), Press() if pdf else nullcontext() as press:
                return _Exporting(session, folder, copy, signer, press).run()
    except FolderError as error:
        raise ExportError(str(error)) from error
    except NotFoundError as error:
        raise ExportError(f"{error} Or leave PDF files out of the copy: --no-pdf.") from error
    except RecordError as error:
        raise ExportError(f"The record does not hold, so no copy of it is signed. {error} Run `consensus archive verify`.") from error
    finally:
        session.rollback()


@dataclass
class _Lists:
    """What the lists of the copy need of the decisions: little of few."""

    newest: list[tuple[datetime, str, Listed]] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)
    count: int = 0
    imported: int = 0
    """Decisions that were taken elsewhere."""

    def add(self, decision: Listed) -> None:
        self.count += 1
        heapq.heappush(self.newest, (decision.closed_at, decision.number, decision))
        if len(self.newest) > pages.NEWEST:
            heapq.heappop(self.newest)


class _Exporting:
    def __init__(self, session: Session, folder: Folder, copy: Copy, signer: Signer, press: Press | None) -> None:
        self._session = session
        self._folder = folder
        self._copy = copy
        self._signer = signer
        self._press = press
        self._reader = reader_for(copy.audience)

    def run(self) -> Exported:
        tree = write_ledger(self._session, self._folder, self._copy.audience)
        checkpoint = self._write_checkpoint(tree)
        key = self._signer.verifier.text
        lists = self._write_decisions(checkpoint)
        newest = [each for _, _, each in sorted(lists.newest, key=lambda each: each[:2], reverse=True)]
        pages.write_first_pages(self._folder, self._copy, lists.shelves, newest, imported=lists.imported, key=key)
        self._sign(tree)
        return Exported(decisions=lists.count, imported=lists.imported, size=tree.size, checkpoint=checkpoint.note, key=key)

    def _write_checkpoint(self, tree: Tree) -> CheckpointNote:
        """Write the checkpoint of the tree, the keys of the record, and how each took over from the one before."""
        ring = keyring_of(self._session)
        self._folder.write("verifier-key", "".join(f"{key.verifier.text}\n" for key in ring.keys))
        sizes = {rotation.index + 1 for rotation in ring.rotations}
        stored = {each.size: each.note.decode() for each in stored_checkpoints(self._session) if each.size in sizes | {tree.size}}
        for size in sorted(sizes):
            self._folder.write(f"rotations/{size}", stored[size])
        # Where none was signed yet it is signed here and not kept: a tree of one size has one root, so a closing would sign the same.
        note = stored.get(tree.size) or self._signer.sign(body_of(self._signer.name, tree.size, tree.root))
        self._folder.write("checkpoint", note)
        return CheckpointNote(tree.size, tree.root, note, signed_at=self._copy.as_of)

    def _write_decisions(self, checkpoint: CheckpointNote) -> _Lists:
        lists = _Lists()
        with self._folder.open("decisions.jsonl") as register, self._folder.open("words.js") as words:
            searching.begin(words)
            for (code, year), group in groupby(self._numbers(), key=lambda each: each[2:]):
                decisions = [
                    self._write_decision(register, words, number, Evidence(entry, checkpoint, self._signer.verifier.text))
                    for number, entry, _, _ in group
                ]
                shelf = Shelf(code, decisions[-1].body_name, year, len(decisions))
                pages.write_register(self._folder, self._copy, shelf, decisions)
                lists.shelves.append(shelf)
                for each in decisions:
                    lists.add(each)
            lists.imported = write_imported(self._session, self._folder, self._copy, self._reader, words)
            searching.end(words)
        return lists

    def _numbers(self) -> Iterator[tuple[str, int, str, int]]:
        """Return the decisions of the copy by body, year and number: number, index of its entry, body, year."""
        own = and_(LedgerEntry.proposal_id == Decision.proposal_id, LedgerEntry.act == "decide")
        statement = (
            select(Decision.number, LedgerEntry.index, Body.code, Decision.year)
            .join(Proposal, Proposal.id == Decision.proposal_id)
            .join(Body, Body.id == Decision.body_id)
            .join(LedgerEntry, own)
            .order_by(Body.code, Decision.year, Decision.sequence)
        )
        if not self._reader.is_inside_all:
            statement = statement.where(Proposal.visibility.in_(sorted(self._reader.visibilities)))
        # All at once: four short values of each, and what is asked meanwhile of the same connection would end a stream.
        yield from (tuple(row) for row in self._session.execute(statement).all())

    def _write_decision(self, register: File, words: File, number: str, evidence: Evidence) -> Listed:
        view, data = decision_taken_away(self._session, self._reader, number, self._copy.as_of)
        self._folder.write(f"decisions/{number}.json", canonical({**data, "entry": evidence.index}))
        said = {name: data[name] for name in ("number", "status", "has_dissent", "visibility")}
        line = {
            **said,
            "entry": evidence.index,
            "question": view.question,
            "closed_at": instant(view.closed_at),
            "outcome": view.outcome.value,
        }
        register.write(canonical(line) + "\n")
        searching.add(words, view, outcome=_outcome_in_words(view.outcome, view.label), data=data)
        pages.write_decision(self._folder, self._copy, view, evidence, self._press)
        return pages.listed(view)

    def _sign(self, tree: Tree) -> None:
        """Sign what the copy is, which tree it is of, and every file of it."""
        files = self._folder.list_of_files()
        with self._folder.open("files") as file:
            file.write(files)
        said = (
            f"consensus-export/{FORMAT}\n"
            f"origin {self._signer.name}\n"
            f"audience {self._copy.audience.value}\n"
            f"as-of {instant(self._copy.as_of)}\n"
            f"checkpoint {tree.size} {base64.b64encode(tree.root).decode()}\n"
            f"files {file.sha256}\n"
        )
        self._folder.write("export", self._signer.sign(said))


def _outcome_in_words(outcome: Outcome, label: Outcome | None) -> str:
    return str(OUTCOMES[outcome]) if label is None else f"{OUTCOMES[outcome]} ({lowered(OUTCOMES[label])})"

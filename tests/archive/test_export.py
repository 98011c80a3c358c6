"""A copy of the archive: what each audience finds in it, that it can be checked, and that nothing of it tells more than it may."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config import Settings
from consensus import ledger
from consensus.archive.export import Audience, ExportError, verify
from consensus.domain.actor import OPERATOR
from consensus.domain.terms import Visibility
from consensus.ledger.canonical import instant
from consensus.ledger.models import LedgerEntry
from consensus.ledger.signing import make_key_file, next_key_path
from consensus.web.printing import can_print
from tests.archive.copies import contents, copy_of
from tests.archive.exports import newer, older
from tests.archive.scenes import GROUP, at_every_level, plain, working_group
from tests.archive.test_importing import take
from tests.archive.test_leaks import OPEN_WORDS, SEALED_WORDS, UNNAMED
from tests.ledger.ledgers import unguard
from tests.support.missing import report_missing
from tests.support.remembered import told_once
from tests.voting.story import Network

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

HIDDEN_QUESTION = "Shall the assembly keep its umbrellas?"
"""Of a decision that is open to its body alone."""

TELLING = ("take_position", "raise_objection", "add_statement", "dissociate", "second_block", "withdraw_objection")
"""Acts of those who dissent, support or second: when they were done is told outside the body of nobody who is not named."""


@pytest.fixture
@told_once
def decided(network: Network) -> Network:
    """Decisions with dissent at every level, one that is open to the network, one that is open to its body."""
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    plain(network)
    plain(network, visibility=Visibility.BODY, question=HIDDEN_QUESTION)
    at_every_level(network)
    network.tick()
    return network


def test_each_audience_gets_what_it_may_read_and_no_more(app: Flask, session: Session, decided: Network, tmp_path: Path) -> None:
    for audience in Audience:
        copy_of(app, session, tmp_path / audience, audience, decided.now)

    # What leads to a person that did not choose to be named, or to a sealed word, is searched for in every byte.
    for audience in (Audience.PUBLIC, Audience.NETWORK):
        found = contents(tmp_path / audience)
        everything = "\n".join([*found, *(content.decode() for content in found.values())])
        assert [name for name in UNNAMED if name in everything] == []
        assert [word for word in (*SEALED_WORDS, "umbrellas") if word in everything.lower()] == []
        assert [word for word in OPEN_WORDS if word not in everything.lower()] == []
        assert [at for at in times_of_voices(session) if at in everything or at[:19] in everything] == []
        assert [name for name in found if name.endswith("002.json")] == []
        assert verify.check(tmp_path / audience).problems == []
    assert "Femi Facilitator" not in "".join(content.decode() for content in contents(tmp_path / "public").values())
    assert sorted(name for name in contents(tmp_path / "public") if name.endswith(".json")) == ["decisions/WG/2026/001.json"]

    # Who keeps the record has all of it, and an entry for every file of a decision.
    everything = "\n".join(content.decode() for content in contents(tmp_path / "full").values()).lower()
    assert [word for word in (*SEALED_WORDS, *OPEN_WORDS, "umbrellas", *(name.lower() for name in GROUP)) if word not in everything] == []
    held = verify.check(tmp_path / "full")
    assert (held.problems, held.compared, held.not_compared, held.hidden) == ([], 3, 0, 0)
    assert (tmp_path / "full").stat().st_mode & 0o077 == 0


def times_of_voices(session: Session) -> list[str]:
    """When those acts were done whose instant would tell who did them; the one dissenter who is named is not among them."""
    rows = session.execute(select(LedgerEntry.at, LedgerEntry.entry).where(LedgerEntry.act.in_(TELLING)).order_by(LedgerEntry.index))
    return [instant(row.at) for row in rows if json.loads(row.entry or "{}").get("voice") != "Brook"]


def test_a_copy_stands_alone_on_a_disk(app: Flask, session: Session, decided: Network, tmp_path: Path) -> None:
    made = copy_of(app, session, tmp_path / "copy", Audience.FULL, decided.now)
    found = contents(tmp_path / "copy")

    pages = {name: content.decode() for name, content in found.items() if name.endswith(".html")}
    leads = [(name, address) for name, page in pages.items() for address in Addresses.of(page)]
    assert [each for each in leads if normpath(join(dirname(each[0]), each[1])) not in found] == []
    listed = {normpath(join(dirname(name), address)) for name, address in leads}
    assert {name for name in pages if name not in listed} == set()
    assert "With dissent" in pages["index.html"]
    assert "With dissent" in pages["decisions/WG/2026/index.html"]
    assert "With dissent" in pages["decisions/WG/2026/001.html"]
    assert {f"README.{language}.txt" for language in ("en", "es", "fr", "ar")} <= set(found)

    ran = subprocess.run([sys.executable, "-I", "-S", tmp_path / "copy" / "verify.py"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Compared with their entries, word for word: 3." in ran.stdout
    (tmp_path / "kept").write_text(made.checkpoint, encoding="utf-8")
    assert ledger.verify(session, kept=[made.checkpoint]).ok


def test_each_decision_is_there_as_pdf_with_the_same_bytes_each_time(
    app: Flask, session: Session, network: Network, tmp_path: Path
) -> None:
    if not can_print():
        report_missing("pango", "Pango is not installed.")
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    plain(network)
    for name in ("one", "other"):
        copy_of(app, session, tmp_path / name, Audience.NETWORK, network.now, pdf=True)

    found = contents(tmp_path / "one")
    assert found["decisions/ASM/2026/001.pdf"].startswith(b"%PDF-")
    assert b'href="001.pdf"' in found["decisions/ASM/2026/001.html"]
    assert found == contents(tmp_path / "other")
    assert verify.check(tmp_path / "one").problems == []


def test_what_was_decided_elsewhere_is_in_the_copies_of_those_who_may_read_it(
    app: Flask, session: Session, network: Network, tmp_path: Path
) -> None:
    body_id = working_group(network).id
    take(session, body_id, tmp_path, older(), network, visibility=Visibility.NETWORK)
    take(session, body_id, tmp_path, newer(), network, visibility=Visibility.BODY)
    made = {audience: copy_of(app, session, tmp_path / audience, audience, network.now) for audience in Audience}
    found = {audience: contents(tmp_path / audience) for audience in Audience}

    assert [made[audience].imported for audience in (Audience.PUBLIC, Audience.NETWORK, Audience.FULL)] == [0, 1, 3]
    everything = {audience: b"".join(files.values()).lower() for audience, files in found.items()}
    assert [name for name in found[Audience.PUBLIC] if name.startswith("imported/")] == []
    assert [word for word in (b"xylophone", b"jabberwock", b"boats") if word in everything[Audience.PUBLIC]] == []
    assert b"boats" not in everything[Audience.NETWORK]
    for name in ("imported/index.html", "imported/1.html"):
        assert b"Imported from Loomio, decided there under other rules" in found[Audience.NETWORK][name]
    page = found[Audience.NETWORK]["imported/1.html"].decode()
    assert "jabberwocks" in page
    assert "<script>" not in page
    assert b'href="imported/index.html"' in found[Audience.NETWORK]["index.html"]
    assert "xylophone" in found[Audience.NETWORK]["words.js"].decode()
    assert found[Audience.NETWORK]["decisions.jsonl"] == b""

    checked = {audience: verify.check(tmp_path / audience) for audience in Audience}
    assert [(checked[audience].problems, checked[audience].imported) for audience in Audience] == [([], 0), ([], 0), ([], 3)]
    (tmp_path / "full" / "imported" / "1.json").write_text("{}", encoding="utf-8")
    spoilt = verify.check(tmp_path / "full")
    entry = session.scalars(select(LedgerEntry.index).where(LedgerEntry.act == "import_decision").order_by(LedgerEntry.index)).first()
    assert spoilt.first_bad == entry
    assert any("holds another decision than was imported" in problem for problem in spoilt.problems)


class Addresses(HTMLParser):
    """Gathers where a page leads, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]

    @classmethod
    def of(cls, page: str) -> list[str]:
        """Return the addresses in a page."""
        parser = cls()
        parser.feed(page)
        return parser.found


def test_the_same_instant_gives_the_same_bytes_and_what_was_kept_is_compared(
    app: Flask, session: Session, network: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    plain(network)
    earlier = copy_of(app, session, tmp_path / "earlier", Audience.FULL, network.now)
    plain(network)
    copy_of(app, session, tmp_path / "later", Audience.PUBLIC, network.now)
    (tmp_path / "kept").write_text(earlier.checkpoint, encoding="utf-8")
    copy_of(app, session, tmp_path / "again", Audience.PUBLIC, network.now)
    assert contents(tmp_path / "later") == contents(tmp_path / "again")
    other = ledger.Signer.generate("consensus.example.org")
    (tmp_path / "forged").write_text(other.sign("consensus.example.org\n1\n" + "A" * 43 + "=\n"), encoding="utf-8")
    later, kept, forged = str(tmp_path / "later"), str(tmp_path / "kept"), str(tmp_path / "forged")

    assert verify.main([later, "--checkpoint", kept, "--key", earlier.key]) == 0
    assert verify.main([later, "--checkpoint", forged]) == 1
    assert verify.main([later, "--key", other.verifier.text]) == 1
    assert verify.main([later, "--checkpoint", str(tmp_path / "nowhere")]) == 2
    assert verify.main([str(tmp_path / "earlier"), "--checkpoint", str(tmp_path / "later" / "checkpoint")]) == 2
    assert "is later than this copy" in capsys.readouterr().out


def test_a_key_that_took_over_is_tied_to_the_one_before(
    app: Flask, session: Session, settings: Settings, network: Network, tmp_path: Path
) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    plain(network)
    before = copy_of(app, session, tmp_path / "before", Audience.PUBLIC, network.now)
    new = make_key_file(next_key_path(settings.signing_key_path), "consensus.example.org")
    signed = ledger.rotate_key(session, actor=OPERATOR, new=new, now=network.now)
    plain(network)
    copy = tmp_path / "copy"
    copy_of(app, session, copy, Audience.PUBLIC, network.now)
    noted, earlier = [before.key], [before.checkpoint]

    assert verify.check(copy, noted=noted, earlier=earlier).problems == []
    assert verify.check(copy, noted=[new.verifier.text], earlier=[signed.note]).problems == []

    # Neither key alone vouches for the moment, and neither signs in the time of the other.
    body = signed.note.partition("\n\n")[0] + "\n"
    for forged in (new.sign(body), new.sign(before.checkpoint.partition("\n\n")[0] + "\n")):
        assert verify.check(copy, earlier=[forged]).problems != []
    (copy / "rotations" / str(signed.size)).write_text(new.sign(body), encoding="utf-8")
    assert any("rotations" in problem for problem in verify.check(copy, noted=noted).problems)
    (copy / "rotations" / str(signed.size)).unlink()
    assert "not tied" in verify.check(copy, noted=noted).problems[0]


def test_an_erased_entry_is_accepted_where_a_later_one_says_so(app: Flask, session: Session, network: Network, tmp_path: Path) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    story = plain(network)
    comment = session.scalars(select(LedgerEntry.index).where(LedgerEntry.act == "comment")).first()
    index = 0 if comment is None else comment
    session.execute(text('UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = :index'), {"index": index})
    session.commit()
    copy_of(app, session, tmp_path / "unsaid", Audience.FULL, story.network.now)
    ledger.append(session, at=network.now, actor=network.world.steward, act="erase", data={"index": index, "reason": "asked for"})
    session.commit()
    copy_of(app, session, tmp_path / "said", Audience.FULL, network.now)

    assert verify.check(tmp_path / "unsaid").first_bad == index
    found = verify.check(tmp_path / "said")
    assert (found.problems, found.erased) == ([], 1)


def test_a_folder_that_is_not_empty_is_left_as_it_is(app: Flask, session: Session, network: Network, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("mine", encoding="utf-8")

    with pytest.raises(ExportError, match="is not empty: name a new folder"):
        copy_of(app, session, tmp_path / "mine", Audience.FULL, network.now)

    assert contents(tmp_path / "mine") == {"letter": b"mine"}
    assert list(tmp_path.glob(".mine*")) == []


def test_a_record_that_does_not_hold_is_not_signed_again(app: Flask, session: Session, network: Network, tmp_path: Path) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    plain(network)
    # Each is found before the one above it.
    spoilt = {
        "UPDATE ledger_head SET size = size - 1": "The head does not hold the tree of the entries.",
        "UPDATE checkpoint SET root = zeroblob(32)": "signed another tree.",
        'UPDATE ledger_entry SET leaf = zeroblob(32) WHERE "index" = 2': "Entry 2 is not what its leaf was made of.",
        'DELETE FROM ledger_entry WHERE "index" = 1': "Entry 1 is missing.",
    }

    unguard(session)
    for statement, said in spoilt.items():
        session.execute(text(statement))
        session.commit()
        with pytest.raises(ExportError, match=said):
            copy_of(app, session, tmp_path / "copy", Audience.FULL, network.now)

    assert not (tmp_path / "copy").exists()

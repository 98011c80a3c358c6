"""Each new checkpoint goes to the witnesses that are named, in order; what fails is tried again and holds up nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings, SettingsError
from consensus import ledger
from consensus.cli import main
from consensus.clock.models import Witness
from consensus.clock.witnessing import CLAIM, FIRST_WAIT, give_to_witnesses
from consensus.ledger.models import Checkpoint
from tests.ledger.ledgers import NOW, fill, say
from tests.support.installation import environment_of

SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


class Address:
    """A witness on this machine that keeps what it is sent, or refuses it."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.status = 200
        witness = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                if witness.status == 200:
                    witness.got.append(body)
                self.send_response(witness.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/checkpoints"


@pytest.fixture
def address() -> Iterator[Address]:
    """Such a witness."""
    made = Address()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def notes(session: Session) -> dict[int, str]:
    """Return the checkpoints by their size."""
    found = dict(session.execute(select(Checkpoint.size, Checkpoint.note)).tuples().all())
    session.rollback()
    return found


def sign_another(session: Session) -> None:
    """Add an entry and sign."""
    say(session, 99)
    ledger.sign_checkpoint(session, now=NOW)
    session.commit()


def test_a_folder_gets_the_newest_checkpoint_and_each_that_follows(session: Session, tmp_path: Path) -> None:
    fill(session, 5, sign_at=(2, 5))
    assert give_to_witnesses(session, [str(tmp_path)], now=NOW) == 1

    for _ in range(2):
        sign_another(session)
    assert give_to_witnesses(session, [str(tmp_path)], now=NOW) == 2
    assert give_to_witnesses(session, [str(tmp_path)], now=NOW) == 0

    signed = notes(session)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*checkpoint*")} == {
        f"checkpoint-{size}": signed[size] for size in (5, 6, 7)
    }


@SQLITE
def test_a_witness_that_refuses_is_tried_again_later_and_misses_nothing(session: Session, address: Address) -> None:
    fill(session, 2, sign_at=(2,))
    address.status = 503
    assert give_to_witnesses(session, [address.url], now=NOW) == 0
    sign_another(session)
    address.status = 200

    early = give_to_witnesses(session, [address.url], now=NOW + FIRST_WAIT / 2)
    later = give_to_witnesses(session, [address.url], now=NOW + FIRST_WAIT)

    assert (early, later) == (0, 2)
    assert address.got == list(notes(session).values())


@SQLITE
def test_an_address_that_sends_elsewhere_is_not_followed(session: Session, address: Address) -> None:
    fill(session, 1, sign_at=(1,))
    address.status = 307

    assert give_to_witnesses(session, [address.url], now=NOW) == 0
    assert session.get_one(Witness, address.url).problem == f"{address.url} answered with status 307."


@SQLITE
def test_what_one_clock_is_giving_no_other_gives(session: Session, address: Address) -> None:
    fill(session, 1, sign_at=(1,))
    session.add(Witness(place=address.url, size=0, failures=0, next_try_at=NOW + CLAIM))
    session.commit()

    assert give_to_witnesses(session, [address.url], now=NOW) == 0
    assert give_to_witnesses(session, [address.url], now=NOW + CLAIM) == 1


@SQLITE
def test_a_folder_that_holds_another_checkpoint_of_a_size_keeps_it_and_the_operator_is_told(
    session: Session, settings: Settings, tmp_path: Path
) -> None:
    fill(session, 1, sign_at=(1,))
    folder = tmp_path / "witness"
    folder.mkdir()
    (folder / "checkpoint-1").write_text("another history", encoding="utf-8")

    assert give_to_witnesses(session, [str(folder), str(tmp_path / "gone")], now=NOW) == 0
    session.rollback()
    env = environment_of(settings) | {"CONSENSUS_WITNESS_FOLDER": str(folder)}
    status = CliRunner().invoke(main, ["checkpoint", "status"], env=env)

    assert (folder / "checkpoint-1").read_text(encoding="utf-8") == "another history"
    assert "The newest checkpoint is of size 1" in status.output
    assert "holds another checkpoint of this size" in status.output
    assert "could not be written" in (session.get_one(Witness, str(tmp_path / "gone")).problem or "")
    assert session.get_one(Witness, str(folder)).next_try_at > NOW


@pytest.mark.parametrize("address", ["http://witness.example.org", "https://", "ftp://x.example", "https://name:word@x.example", "x"])
def test_an_address_that_is_no_witness_stops_the_program_and_is_not_repeated(tmp_path: Path, address: str) -> None:
    env = {"CONSENSUS_HOME": str(tmp_path), "SECRET_KEY": "x" * 40, "CONSENSUS_WITNESSES": f"https://good.example {address}"}
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(env)
    assert address not in str(refused.value) or len(address) < 9

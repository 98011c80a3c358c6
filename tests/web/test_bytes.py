"""What travels: files named by their content and kept for good, everything compressed. What pages cost is weighed where all are opened."""

from __future__ import annotations

import gzip
import secrets
from pathlib import Path

import pytest
from flask import Flask, Request
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from consensus.web import compression
from tests.support.browsing import text_of
from tests.support.budget import MOST_FILES, SECOND_VISIT, Budget, files_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ZIPPED = {"Accept-Encoding": "gzip"}

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("page", "beyond"),
    [
        ("", []),
        (f"<p>{secrets.token_hex(SECOND_VISIT)}</p>", ["weighs", "without its files"]),
        ('<script src="https://cdn.example/x.js"></script>', ["another host"]),
        ('<img alt="" src="//pixel.example/x.png">', ["another host"]),
        ('<link rel="icon" href="/favicon.ico">' * (MOST_FILES + 1), ["files"]),
    ],
)
def test_what_costs_a_reader_too_much_is_found(app: Flask, page: str, beyond: list[str]) -> None:
    found = " ".join(Budget(app).spent_beyond(TestResponse([page.encode()], "200 OK", Headers({"Content-Type": HTML}), Request({}))))
    assert [words for words in beyond if words not in found] == []
    assert bool(found) == bool(beyond)


def test_files_are_kept_for_good_and_compressed(app: Flask) -> None:
    client = app.test_client()
    for address in files_of(text_of(client.get("/sign-in"))):
        if not address.endswith((".css", ".js", ".svg")):
            continue
        answer = client.get(address, headers=ZIPPED)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(answer.data) == client.get(address, headers={"Accept-Encoding": "identity"}).data


def test_the_parts_of_the_style_sheet_are_one_file_in_the_order_of_their_names(app: Flask) -> None:
    client = app.test_client()
    sheets = [address for address in files_of(text_of(client.get("/sign-in"))) if address.endswith(".css")]
    parts = sorted((Path(app.root_path) / "static" / "consensus.css").iterdir())
    assert len(sheets) == 1
    assert client.get(sheets[0], headers={"Accept-Encoding": "identity"}).data == b"".join(part.read_bytes() for part in parts)


def test_a_file_under_another_name_is_not_there(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/static/consensus.css").status_code == 404
    assert client.get("/static/../config.py").status_code == 404


def test_a_file_takes_no_post(app: Flask) -> None:
    address = files_of(text_of(app.test_client().get("/sign-in")))[0]
    assert app.test_client().post(address).status_code in {400, 404, 405}


def test_a_page_is_compressed_for_those_who_accept_it(app: Flask) -> None:
    answer = app.test_client().get("/sign-in", headers=ZIPPED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(answer.data)
    assert "Accept-Encoding" in answer.vary


def test_and_for_nobody_else(app: Flask) -> None:
    answer = app.test_client().get("/sign-in", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.endswith(b"</html>\n") or answer.data.endswith(b"</html>")


def test_the_compressed_length_of_one_page_varies(engine: str) -> None:
    content = b"the same page " * 100
    assert len({len(compression._gzip(content)) for _ in range(50)}) > 5

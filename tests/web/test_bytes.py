"""What travels: files named by their content and kept for good, everything compressed, and how many bytes a visit costs."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from consensus.web import compression
from tests.people.place import Place
from tests.support.browsing import Visitor, text_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ZIPPED = {"Accept-Encoding": "gzip"}

FIRST_VISIT = 60_000
SECOND_VISIT = 15_000
"""Bytes on the wire. Source: look.md, "Rules of the house"."""


def files_of(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', page)


def weight(visitor: Visitor, address: str) -> tuple[int, int]:
    """Return the bytes of the page alone, and with every file that it loads."""
    page = visitor.get(address, headers=ZIPPED)
    files = [visitor.get(file, headers=ZIPPED) for file in files_of(gzip.decompress(page.data).decode())]
    sizes = [len(answer.data) + len(str(answer.headers)) for answer in (page, *files)]
    return sizes[0], sum(sizes)


@pytest.mark.parametrize(
    "address", ["/sign-in", "/account", "/steward/members", "/steward/members/new", "/steward/people", "/steward/import"]
)
def test_a_visit_is_light(place: Place, address: str) -> None:
    visitor = place.visitor() if address == "/sign-in" else place.as_steward()
    alone, whole = weight(visitor, address)
    assert whole < FIRST_VISIT
    assert alone < SECOND_VISIT


def test_a_page_asks_no_other_host_for_anything(app: Flask) -> None:
    page = text_of(app.test_client().get("/sign-in"))
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', page) == []


def test_files_are_kept_for_good_and_compressed(app: Flask) -> None:
    client = app.test_client()
    for address in files_of(text_of(client.get("/sign-in"))):
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

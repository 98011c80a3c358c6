"""Files that pages load: named by their content, kept by browsers for good, and sent compressed.

They are few and small, so they are read once when the program starts and served from memory. A folder that is named like a
file is that file, in parts: they are joined in the order of their names. gzip alone: over a line without https browsers take
nothing smaller, and over one with it Brotli would save some 3 kB of a first visit, for a dependency that has to be compiled.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOR_GOOD = "public, max-age=31536000, immutable"
"""A year: the longest that caches honour. A changed file has another name."""

HEADERS = {
    "Cache-Control": FOR_GOOD,
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # An image that is opened on its own runs nothing.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'",
}

WORKER = "sw.js"
"""The script that answers for pages when there is no line. It may do so only for addresses below its own: it stands at the root."""

HEADERS_OF_WORKER = HEADERS | {
    # Its address cannot name its content. Browsers ask again after an hour; a day is the longest that they would wait.
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
}

WORTH_COMPRESSING = frozenset({"text/css", "text/javascript", "image/svg+xml", "text/plain"})


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its address, its type, and its bytes as they are and compressed."""

    address: str
    content_type: str
    plain: bytes
    compressed: bytes | None
    headers: Mapping[str, str]


def _files(folder: Path) -> list[Path]:
    """Return every file that is served, in parts or whole."""
    found = [path for path in sorted(folder.rglob("*")) if path.suffix]
    return [path for path in found if not any(parent.suffix for parent in path.relative_to(folder).parents)]


def _read(folder: Path, path: Path) -> Asset:
    content = b"".join(part.read_bytes() for part in sorted(path.iterdir())) if path.is_dir() else path.read_bytes()
    name = path.relative_to(folder)
    digest = hashlib.sha256(content).hexdigest()[:12]
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind == "application/javascript":
        kind = "text/javascript"
    smaller = _compressed(content) if kind in WORTH_COMPRESSING else None
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    is_worker = path.name == WORKER
    return Asset(
        address=f"/{WORKER}" if is_worker else f"/static/{name.with_name(f'{name.stem}.{digest}{name.suffix}').as_posix()}",
        content_type=kind + charset,
        plain=content,
        compressed=smaller if smaller is not None and len(smaller) < len(content) else None,
        headers=HEADERS_OF_WORKER if is_worker else HEADERS,
    )


def _compressed(content: bytes) -> bytes:
    """Compress as well as can be."""
    return gzip.compress(content, compresslevel=9, mtime=0)


@cache
def _all_of(folder: Path) -> Mapping[str, Asset]:
    """Read all files by their names; a process that makes several applications does it once."""
    return {path.relative_to(folder).as_posix(): _read(folder, path) for path in _files(folder)}


class Assets:
    """Answers for the files and hands every other request on: a file needs no session, no database and no cookie."""

    def __init__(self, app: WSGIApplication, folder: Path) -> None:
        self._app = app
        self._by_name = _all_of(folder)
        self._by_address = {asset.address: asset for asset in self._by_name.values()}
        self._by_address["/favicon.ico"] = self._by_name["icon.svg"]

    def address(self, name: str) -> str:
        """Return where the file ``name`` is: ``consensus.css`` stands at an address that its content names."""
        return self._by_name[name].address

    def find(self, name: str) -> Asset | None:
        """Return the file ``name``, if there is one."""
        return self._by_name.get(name)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = self._by_address.get(environ.get("PATH_INFO", ""))
        if found is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._app(environ, start_response)
        return _answer(found, environ)(environ, start_response)


def register(app: Flask, folder: Path) -> Assets:
    """Serve the files in ``folder``; templates name them with ``asset_url("consensus.css")``."""
    files = Assets(app.wsgi_app, folder)
    app.wsgi_app = files  # type: ignore[method-assign]  # how Flask is told of a middleware
    app.add_template_global(files.address, "asset_url")
    return files


def _answer(asset: Asset, environ: WSGIEnvironment) -> Response:
    response = Response(asset.plain, content_type=asset.content_type, headers=asset.headers)
    if asset.compressed is not None and Request(environ).accept_encodings["gzip"] > 0:
        response.set_data(asset.compressed)
        response.headers["Content-Encoding"] = "gzip"
    return response

"""What a page may cost a reader on a bad line: bytes on the wire, requests, and no word to another host."""

from __future__ import annotations

import gzip
import re

from flask import Flask
from werkzeug.test import TestResponse

FIRST_VISIT = 60_000
SECOND_VISIT = 15_000
"""Bytes on the wire, compressed, heads included. Source: look.md, "Rules of the house"."""

MOST_FILES = 8
"""Files beside the page: each is one more request on a first visit, and none on a second. Default of the software."""

_LOADED = re.compile(r'<(?:link|script|img|source|iframe|embed|object|video|audio)\b[^>]*?\s(?:src|href|data|srcset)="([^"]*)"')
_LINKED = re.compile(r'<link\b[^>]*\srel="(?:alternate|canonical)"[^>]*>')


_FOLDED = re.compile(r'<details class="seen"><summary>[^<]*</summary><img [^>]*\sloading="lazy"[^>]*></details>')
"""A picture that waits until somebody unfolds it: tests/pages/test_guide.py shows that a browser does not load it before."""


def files_of(page: str) -> list[str]:
    """Return what a browser loads for a page."""
    return _LOADED.findall(_FOLDED.sub("", _LINKED.sub("", page)))


class Budget:
    """Weighs pages of one application; each file is fetched once."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._weights: dict[str, int] = {}

    def spent_beyond(self, answer: TestResponse) -> list[str]:
        """Return what is too much in this answer; nothing for what is no page."""
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return []
        is_packed = answer.headers.get("Content-Encoding") == "gzip"
        text = (gzip.decompress(answer.data) if is_packed else answer.data).decode()
        alone = len(answer.data if is_packed else gzip.compress(answer.data, 5)) + len(str(answer.headers))
        files = files_of(text)
        elsewhere = [file for file in files if not file.startswith("/") or file.startswith("//")]
        if elsewhere:
            return [f"asks another host for {file}" for file in elsewhere]
        whole = alone + sum(map(self._weight, files))
        return [
            *([f"weighs {alone:,} bytes without its files"] if alone > SECOND_VISIT else []),
            *([f"weighs {whole:,} bytes with its files"] if whole > FIRST_VISIT else []),
            *([f"loads {len(files)} files"] if len(files) > MOST_FILES else []),
        ]

    def _weight(self, file: str) -> int:
        if file not in self._weights:
            answer = self._client.get(file, headers={"Accept-Encoding": "gzip"})
            assert answer.status_code == 200, file
            self._weights[file] = len(answer.data) + len(str(answer.headers))
        return self._weights[file]

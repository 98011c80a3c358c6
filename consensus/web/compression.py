"""Pages travel compressed: many readers are on a phone over a slow link.

Threat: where an answer holds a secret beside text that somebody else chose, its compressed length tells about the secret
(BREACH). The one secret in a page is the token of its forms, whose signature changes with every second, and cookies of
a session do not travel with requests from other sites; a name of random length in the header of gzip blurs what is left.
"""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Flask, Response, request

LEAST_BYTES = 500
"""Below this the header of gzip eats up what compression saves."""

LEVEL = 5
"""Within two per cent of the smallest, for half of its time."""

BLUR_BYTES = 64
"""The most bytes that the random name adds."""

COMPRESSIBLE = frozenset(
    {
        "text/html",
        "text/plain",
        "text/csv",
        "text/markdown",
        "application/json",
        "application/atom+xml",
        "image/svg+xml",
    }
)


def register(app: Flask) -> None:
    """Compress what is text and long enough, for those who accept it."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype not in COMPRESSIBLE or response.is_streamed or response.direct_passthrough:
            return response
        response.vary.add("Accept-Encoding")
        if "Content-Encoding" in response.headers or request.accept_encodings["gzip"] <= 0 or response.status_code in {204, 206, 304}:
            return response
        content = response.get_data()
        if len(content) >= LEAST_BYTES:
            response.set_data(_gzip(content))
            response.headers["Content-Encoding"] = "gzip"
            # What is compressed is not byte for byte what a strong validator spoke of.
            if "ETag" in response.headers:
                response.headers["ETag"] = f"W/{response.headers['ETag'].removeprefix('W/')}"
        return response


def _gzip(content: bytes) -> bytes:
    buffer = io.BytesIO()
    blur = "x" * (1 + secrets.randbelow(BLUR_BYTES))
    with gzip.GzipFile(filename=blur, mode="wb", compresslevel=LEVEL, fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()

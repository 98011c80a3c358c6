"""What every answer tells the browser to refuse, and how cookies travel."""

from __future__ import annotations

from flask import Flask, Response
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from consensus.web.session import IDLE

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "manifest-src 'self'; font-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere, framed by nobody. ``data:`` serves the small marks in the style sheet."""

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Addresses of proposals must not reach the sites that texts link to.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}

HTTPS_FOR_A_YEAR = "max-age=31536000"

LARGEST_REQUEST = 2 * 1024 * 1024
"""In bytes: an import of some thousands of members, or the longest text in four languages, many times over."""


def register(app: Flask, *, secret_key: str, secure: bool, trusted_proxies: int) -> None:
    """Protect ``app``: cookies, forms, headers, and whom it believes about where a request came from."""
    app.config.update(
        SECRET_KEY=secret_key,
        SESSION_COOKIE_NAME="__Host-consensus" if secure else "consensus",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=IDLE,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=2_000,
        # A form lives as long as the session: whoever writes for two hours loses nothing.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # how Flask is told of a middleware
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )
    CSRFProtect(app)

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", HTTPS_FOR_A_YEAR)
        if response.mimetype == "text/html":
            response.vary.add("HX-Request")
            # What one person sees is kept by no cache between, and asked for anew each time.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

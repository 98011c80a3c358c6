"""In which language a reader is answered, and how that language says the sentences, days and lists of the program.

A new language is one file, ``consensus/translations/<code>.po``, and one line in :data:`LANGUAGES`:
docs/translating.md says how.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, has_request_context, redirect, request
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from consensus.domain.speech import ENGLISH, LANGUAGES, Speaker, gettext_noop, speaker, spoken_by
from consensus.web.addresses import safe_next
from consensus.web.session import current_person

CATALOGS = Path(__file__).parent.parent / "translations"

CHOSEN = "language"
"""The cookie that keeps what a visitor chose; who is signed in has it among their settings."""

A_YEAR = 365 * 24 * 60 * 60


@cache
def speaker_of(code: str) -> Speaker:
    """Return who speaks a language; English for one that the program does not know."""
    if code == "en" or code not in LANGUAGES:
        return ENGLISH
    from babel import Locale  # CLDR takes a while to load, and most commands never ask
    from babel.dates import format_date
    from babel.lists import format_list

    locale, catalog = Locale.parse(code), _catalog(code)

    def listing(parts: tuple[str, ...]) -> str:
        return format_list(parts, style="standard", locale=locale)

    def day(shown: date) -> str:
        return format_date(shown, "long", locale=locale)

    return Speaker(
        code=code,
        gettext=catalog.gettext,
        ngettext=catalog.ngettext,
        listing=listing,
        day=day,
        is_rtl=direction_of(code) == "rtl",
    )


def _catalog(code: str) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (CATALOGS / f"{code}.po").open(encoding="utf-8") as file:
        read = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def direction_of(code: str) -> str:
    """Return how a language is written: ``ltr`` or ``rtl``; one that CLDR does not know, from left to right."""
    if code in {"en", "es", "fr"}:
        return "ltr"
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


ROW = gettext_noop("{before}, {after}")
"""Two of several names, or short facts, that stand in a row: here each language has its comma, and no word between the last two."""

NAMED = gettext_noop("{by}: {words}")
"""A name, and what stands behind it."""


def comma() -> str:
    """Return the comma of the present language, with the space behind it."""
    return speaker().gettext(ROW).removeprefix("{before}").removesuffix("{after}")


def colon() -> str:
    """Return the colon of the present language, with the space behind it, and before it where the language has one."""
    return speaker().gettext(NAMED).removeprefix("{by}").removesuffix("{words}")


def in_a_row(parts: Iterable[object]) -> Markup:
    """Return parts in a row; each is escaped unless it is HTML."""
    return Markup(comma()).join(parts)  # type: ignore[arg-type]  # noqa: S704 - a comma; it escapes what it joins


def names_listed(names: Iterable[object]) -> Markup:
    """Return names that people wrote in a row, each in its own direction; its comma stays with it where a line ends."""
    row, sign, one = tuple(names), comma().rstrip(), Markup('<span class="listed"><bdi>{}</bdi>{}</span>')
    return Markup(" ").join(one.format(name, sign if place < len(row) else "") for place, name in enumerate(row, 1))


def reader_language() -> str:
    """Return the language in which this request is answered: the person's choice, else the visitor's, else the browser's."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        g.language = _asked_for()
    found: str = g.language
    return found


def _asked_for() -> str:
    try:
        person = current_person()
    except SQLAlchemyError:  # the page that says that the database cannot be read is said in some language, too
        person = None
    wanted = request.cookies.get(CHOSEN) if person is None else person.language
    if wanted in LANGUAGES:
        return wanted
    spoken = (language.partition("-")[0].lower() for language, quality in request.accept_languages if quality)
    return next((language for language in spoken if language in LANGUAGES), "en")


def listed(parts: Iterable[Any], words: Mapping[Any, str] | None = None) -> str:
    """Return several words as the present language lists them; ``words`` says what each is called."""
    present = speaker()
    return present.listing(tuple(present.isolated(str(part if words is None else words.get(part, part))) for part in parts))


def capital(words: object) -> str:
    """Return words, in the present language, with a capital letter in front."""
    said = str(words)
    return said[:1].upper() + said[1:]


@contextmanager
def spoken_to_reader() -> Iterator[None]:
    """Let the reader's language be spoken meanwhile."""
    with spoken_by(lambda: speaker_of(reader_language())):
        yield


def register(app: Flask) -> None:
    """Answer each request in its reader's language, and let a visitor choose one."""

    def gettext_now(sentence: str) -> str:
        return speaker().gettext(sentence)

    def ngettext_now(singular: str, plural: str, number: int) -> str:
        return speaker().ngettext(singular, plural, number)

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(gettext_now, ngettext_now, newstyle=True)  # type: ignore[attr-defined]  # given by the extension
    app.add_template_global(lambda: speaker().code, "language")
    app.add_template_global(direction_of)
    app.add_template_global(comma)
    app.add_template_global(colon)
    app.add_template_filter(in_a_row)
    app.add_template_filter(listed)
    app.add_template_filter(names_listed)
    app.add_template_filter(capital)
    app.add_template_global(lambda: LANGUAGES, "languages_of_pages")

    app.wsgi_app = _Speaking(app.wsgi_app)  # type: ignore[method-assign]  # how Flask is told of a middleware

    @app.after_request
    def vary(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.vary.add("Accept-Language")
            response.headers.setdefault("Content-Language", reader_language())
        return response

    @app.get("/language/<code>")
    def choose_language(code: str) -> Response:
        answer = redirect(safe_next(request.args.get("next"), "/"), 303)
        if code in LANGUAGES:
            answer.set_cookie(CHOSEN, code, max_age=A_YEAR, secure=app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax")
        return answer  # type: ignore[return-value]  # Werkzeug's answer is Flask's here


class _Speaking:
    """Lets the reader's language be spoken while a request is answered."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        with spoken_to_reader():
            return self._application(environ, start_response)

"""In which language a page answers: the person's choice, else the visitor's, else the browser's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from consensus.domain.speech import LANGUAGES, _, ngettext, spoken_by
from consensus.translations.extraction import said_everywhere
from consensus.web.languages import direction_of, names_listed, speaker_of
from consensus.web.times import day_in_words, distance_in_words

TEMPLATES = Path(__file__).parents[2] / "templates"

sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def frame_of(client: FlaskClient, **headers: str) -> str:
    page = client.get("/about", headers=headers).get_data(as_text=True)
    return page[page.index("<html") : page.index(">", page.index("<html"))]


@sqlite
@pytest.mark.parametrize(
    ("asked", "frame"),
    [
        ("", 'lang="en" dir="ltr"'),
        ("fr", 'lang="fr" dir="ltr"'),
        ("es-MX, en;q=0.5", 'lang="es" dir="ltr"'),
        ("sw, ar;q=0.8, en;q=0.2", 'lang="ar" dir="rtl"'),
        ("sw", 'lang="en" dir="ltr"'),
    ],
)
def test_a_visitor_is_answered_in_the_language_of_the_browser(client: FlaskClient, asked: str, frame: str) -> None:
    assert frame in frame_of(client, **{"Accept-Language": asked})


@sqlite
def test_what_a_visitor_chose_comes_before_what_the_browser_says(client: FlaskClient) -> None:
    answer = client.get("/language/ar?next=/about")
    assert (answer.status_code, answer.location) == (303, "/about")
    assert 'lang="ar"' in frame_of(client, **{"Accept-Language": "fr"})


@sqlite
def test_choosing_a_language_leads_nowhere_else(client: FlaskClient) -> None:
    assert client.get("/language/fr?next=//elsewhere.example/").location == "/"


@sqlite
def test_a_language_that_is_not_known_is_not_chosen(client: FlaskClient) -> None:
    client.get("/language/xx?next=/about")
    assert 'lang="en"' in frame_of(client)


@sqlite
def test_caches_are_told_that_the_language_matters(client: FlaskClient) -> None:
    assert "Accept-Language" in client.get("/about").headers["Vary"]
    assert client.get("/about", headers={"Accept-Language": "fr"}).headers["Content-Language"] == "fr"


def test_days_are_written_as_each_language_writes_them() -> None:
    said = {}
    for code in LANGUAGES:
        with spoken_by(lambda code=code: speaker_of(code)):  # type: ignore[misc]  # bound at once
            said[code] = day_in_words(date(2026, 11, 22))
    assert said == {"en": "22 November 2026", "es": "22 de noviembre de 2026", "fr": "22 novembre 2026", "ar": "22 نوفمبر 2026"}


def test_lists_are_written_as_each_language_writes_them() -> None:
    assert [speaker_of(code).listing(("A", "B", "C")) for code in LANGUAGES] == ["A, B, C", "A, B y C", "A, B et C", "A وB وC"]


def test_arabic_has_six_forms_of_plural() -> None:
    from babel import Locale

    assert {Locale.parse("ar").plural_form(n) for n in range(103)} == {"zero", "one", "two", "few", "many", "other"}


def test_each_language_is_written_in_its_direction() -> None:
    assert [direction_of(code) for code in (*LANGUAGES, "fa", "hi", "xx-nothing")] == ["ltr", "ltr", "ltr", "rtl", "rtl", "ltr", "ltr"]


def test_how_far_away_something_is_follows_the_language() -> None:
    present = datetime(2026, 11, 22, tzinfo=UTC)
    assert distance_in_words(datetime(2026, 11, 25, tzinfo=UTC), present) == "in 3 days"
    assert (_("{day}, {time} ({zone})", day="1", time="2", zone="3"), ngettext("{n} day ago", "{n} days ago", 1)) == (
        "1, 2 (3)",
        "1 day ago",
    )


def test_a_sentence_with_values_in_a_template_has_a_plural_only_where_it_says_one(tmp_path: Path) -> None:
    (tmp_path / "consensus").mkdir()
    (tmp_path / "templates").mkdir()
    text = "{% trans name=n %}Of {{ name }}{% endtrans %}{% trans count=n %}One{% pluralize %}{{ count }} of them{% endtrans %}"
    (tmp_path / "templates" / "page.html").write_text(text, encoding="utf-8")
    assert {(said.singular, said.plural) for said in said_everywhere(tmp_path)} == {("Of %(name)s", None), ("One", "%(count)s of them")}


def test_names_in_a_row_are_apart_by_the_comma_of_the_language_each_in_its_own_direction() -> None:
    row = {"{before}, {after}": "{before}، {after}"}
    with spoken_by(lambda: replace(speaker_of("ar"), gettext=lambda sentence: row.get(sentence, sentence))):
        assert (
            names_listed(["Ada", "<b>"]) == '<span class="listed"><bdi>Ada</bdi>،</span> <span class="listed"><bdi>&lt;b&gt;</bdi></span>'
        )
    assert names_listed(["Ada", "Ben"]).striptags() == "Ada, Ben"


def test_no_template_glues_names_with_a_comma_of_its_own() -> None:
    found = [path.name for path in TEMPLATES.rglob("*.html") if re.search(r"loop\.(last|first) %}[,;] ", path.read_text("utf-8"))]
    assert found == []

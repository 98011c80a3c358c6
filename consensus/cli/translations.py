"""``consensus translations``: keeps the catalogs of sentences in step with the program, and takes in translations."""

from __future__ import annotations

import json
from pathlib import Path

import click

from consensus.translations.catalogs import Words, faults, read, translated_into, words_of, write
from consensus.translations.extraction import said_everywhere


@click.group("translations", short_help="Keep the sentences of every language in step.")
def translations() -> None:
    """Keep the sentences of every language in step with the program."""


@translations.command("update", short_help="Bring the catalogs up to date with what the program says.")
@click.option("--add", "files", multiple=True, type=click.Path(exists=True, path_type=Path), help="LANGUAGE.json: sentence to translation.")
def update(files: tuple[Path, ...]) -> None:
    """Write every catalog anew: sentences that are new, those that went, and the translations of ``--add``.

    A file to add is named by its language (es.json, or anything-es.json) and holds an object: from a sentence to its translation, or
    from the singular of a sentence with a plural to the list of its forms.
    """
    said = said_everywhere()
    plurals = {each.singular: each.identifier for each in said if each.plural is not None}
    for code in translated_into():
        words = words_of(read(code))
        for path in files:
            if path.stem.rpartition("-")[2] == code:
                for sentence, given in json.loads(path.read_text(encoding="utf-8")).items():
                    chosen: Words = given if isinstance(given, str) else tuple(given)
                    words[sentence if isinstance(given, str) else plurals.get(sentence, sentence)] = chosen
        write(code, said, words)
        missing = sum(1 for _ in faults(code, said))
        click.echo(f"{code}: {len(said)} sentences, {missing} with something missing or wrong.")


@translations.command("missing", short_help="Print what a language still lacks, as JSON.")
@click.argument("language")
@click.option("--under", default="", help="Only sentences of files whose path begins so.")
def missing(language: str, under: str) -> None:
    """Print each sentence that LANGUAGE lacks or has wrong, as JSON to fill in and to hand to ``update --add``.

    A sentence with a plural is shown with as many empty forms as the language has.
    """
    said = said_everywhere()
    catalog = read(language)
    wrong = {fault.sentence for fault in faults(language, said)}
    lacking: dict[str, str | list[str]] = {
        each.singular: "" if each.plural is None else [""] * catalog.num_plurals
        for each, places in said.items()
        if each.singular in wrong and any(place.startswith(under) for place in places)
    }
    click.echo(json.dumps(lacking, ensure_ascii=False, indent=1))


@translations.command("check", short_help="Name every sentence that is missing or wrong in any language.")
def check() -> None:
    """Name every sentence that is missing or wrong; exit with 1 when there is one."""
    said = said_everywhere()
    found = [fault for code in translated_into() for fault in faults(code, said)]
    for fault in found:
        click.echo(str(fault))
    raise SystemExit(1 if found else 0)

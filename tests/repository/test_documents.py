"""The documentation is true where a program can tell: its commands exist and are all named, its links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from consensus.cli import main
from tests.support.tree import ROOT, text_of, tracked

PAGES = tuple(path for path in tracked() if path.suffix == ".md")

OF_THE_PROGRAM = tuple(path for path in PAGES if path.parts[:2] != ("docs", "design"))
"""The pages of the design speak of more than there is yet; these speak of what there is."""

FENCED = re.compile(r"^(?P<fence>```+)(?P<language>[^\n]*)\n(?P<code>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
NAMED = re.compile(r"(?:^|bin/)consensus((?: +[^\s`|;)]+)*)")
LINK = re.compile(r"\]\((?!https?://|mailto:|#)(?P<path>[^)#\s]+)(?P<anchor>#[^)\s]+)?\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
VARIABLE = re.compile(r"\bCONSENSUS_[A-Z_]+\b")
TARGET = re.compile(r"^make +([a-z]+)", re.MULTILINE)


CONTEXT = click.Context(main)


def commands(group: click.Group = main, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command by its words, groups included."""
    for name in group.list_commands(CONTEXT):
        yield (*above, name)
        command = group.get_command(CONTEXT, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))


def command_of(words: tuple[str, ...]) -> click.Command:
    """The command that these words name."""
    found: click.Command = main
    for word in words:
        assert isinstance(found, click.Group)
        within = found.get_command(CONTEXT, word)
        assert within is not None
        found = within
    return found


KNOWN = frozenset(commands())
LEAVES = sorted(words for words in KNOWN if not isinstance(command_of(words), click.Group))
FOR_SHORT: dict[tuple[str, ...], tuple[str, ...]] = {("balance", "judge"): ("balance",)}
"""Commands that one names by fewer words."""


def code_of(path: Path) -> list[str]:
    """The lines of code and the pieces of code in the sentences of a page."""
    text = text_of(path)
    fenced = [line.strip() for match in FENCED.finditer(text) if match["language"] != "mermaid" for line in match["code"].splitlines()]
    return [*fenced, *SPAN.findall(FENCED.sub("", text))]


def uses(path: Path) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """Every use of the program on a page: the code, the words of its command as far as they are one, and what follows."""
    for code in code_of(path):
        for match in NAMED.finditer(code.partition(" #")[0]):
            said = match[1].split()
            words: tuple[str, ...] = ()
            while len(words) < len(said) and (*words, said[len(words)]) in KNOWN:
                words = (*words, said[len(words)])
            if said:
                yield code, words, said[len(words) :]


def test_every_command_that_a_page_names_exists() -> None:
    wrong = [f"{path}: {code}" for path in OF_THE_PROGRAM for code, words, _rest in uses(path) if not words]
    assert wrong == []


def test_no_page_names_a_word_after_a_group_that_is_none_of_its_commands() -> None:
    wrong = []
    for path in OF_THE_PROGRAM:
        for code, words, rest in uses(path):
            needs_more = isinstance(command_of(words), click.Group) and words not in FOR_SHORT.values()
            if needs_more and rest and not rest[0].startswith("-"):
                wrong.append(f"{path}: {code}")
    assert wrong == []


def test_every_option_that_a_page_names_exists() -> None:
    wrong: list[str] = []
    for path in OF_THE_PROGRAM:
        for code, words, rest in uses(path):
            known = {option for parameter in command_of(words).params for option in parameter.opts} | {"--help", "--version"}
            wrong.extend(f"{path}: {code}: {word}" for word in rest if word.startswith("--") and word.partition("=")[0] not in known)
    assert wrong == []


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_every_command_is_named_on_some_page(words: tuple[str, ...]) -> None:
    named = {used for path in OF_THE_PROGRAM for _code, used, _rest in uses(path)}
    assert FOR_SHORT.get(words, words) in named


@pytest.mark.parametrize("words", sorted(KNOWN), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*words, "--help"])

    assert result.exit_code == 0
    assert (command_of(words).help or "").strip().endswith((".", ":"))


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_link_of_a_page_leads_to_something_that_is_there(path: Path) -> None:
    missing = []
    for match in LINK.finditer(text_of(path)):
        target = (ROOT / path).parent / match["path"]
        if not target.exists() or (match["anchor"] and match["anchor"][1:] not in _anchors(target)):
            missing.append(match[0])
    assert missing == []


def _anchors(target: Path) -> set[str]:
    headings = HEADING.findall(target.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_reached_from_the_first() -> None:
    reached, waiting = set[Path](), [Path("README.md")]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for match in LINK.finditer(text_of(page)):
            target = ((ROOT / page).parent / match["path"]).resolve().relative_to(ROOT)
            inside = [path for path in PAGES if path == target or target in path.parents]
            waiting.extend(path for path in inside if path not in reached)
    assert sorted(set(PAGES) - reached) == []


def test_every_variable_that_a_page_names_is_a_setting() -> None:
    settings = set(VARIABLE.findall(text_of(Path("docs/settings.md"))))
    wrong = {f"{path}: {name}" for path in PAGES for name in VARIABLE.findall(text_of(path)) if name not in settings}
    assert wrong == set()


def test_every_target_of_make_that_a_page_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(Path("Makefile")), re.MULTILINE))
    named = {name for path in PAGES for code in code_of(path) for name in TARGET.findall(code)}
    assert named <= targets
    assert {"demo", "test", "setup"} <= named

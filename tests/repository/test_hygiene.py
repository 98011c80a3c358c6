"""What no file of the repository may contain, however it came there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.tree import ROOT, text_of, tracked

LONGEST_FILE = 350

# Put together from parts, so that this file does not contain what it forbids.
REGISTRIES = tuple(
    f"{name}.{top}"
    for name, top in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("deb.debian", "org"),
        ("security.debian", "org"),
        ("proxy.golang", "org"),
        ("crates", "io"),
    ]
)
MACHINE_PATH = re.compile(r"(?<![\w.})-])/(?:work|root|home|Users|opt|mnt|tmp)/[\w.-]+")
LEFT_FOR_LATER = re.compile(
    r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "Not" + "Implemented(?:Error)?"]) + r")\b"
)

# A policy without 'unsafe-inline' and 'unsafe-eval' refuses these in the browser; here they are refused before.
INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "a style in the page": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "an htmx event attribute": re.compile(r"\s(?:data-)?hx-on\b", re.IGNORECASE),
    "an htmx value that is code": re.compile(r"""["'](?:js|javascript):""", re.IGNORECASE),
}


def hits(pattern: re.Pattern[str], files: Iterator[Path]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in files
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    pattern = re.compile("|".join(map(re.escape, REGISTRIES)), re.IGNORECASE)
    assert hits(pattern, iter(tracked())) == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert hits(MACHINE_PATH, iter(tracked())) == []


def test_nothing_is_left_for_later() -> None:
    assert hits(LEFT_FOR_LATER, iter(tracked())) == []


def test_templates_hold_no_script_style_or_handler() -> None:
    served = [path for path in tracked() if path.parts[0] in {"templates", "consensus"} and path.suffix in {".html", ".svg", ".jinja"}]
    found = {what: hits(pattern, iter(served)) for what, pattern in INLINE.items()}
    assert {what: lines for what, lines in found.items() if lines} == {}


def test_no_file_of_code_is_too_long_to_read() -> None:
    # A migration is one step of one day; it is read once and not split.
    # The verifier is handed out as one file that stands alone.
    code = [path for path in tracked() if path.suffix == ".py" and path.parts[0] != "migrations" and path.name != "verify.py"]
    lengths = {str(path): len(text_of(path).splitlines()) for path in code}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_scripts_of_the_pages_ask_for_no_evaluation() -> None:
    scripts = [path for path in tracked() if path.suffix == ".js"]
    assert hits(re.compile(r"\beval\(|new Function\(|document\.write\(|\.innerHTML\s*="), iter(scripts)) == []


def test_every_text_ends_with_a_line_end_and_no_line_with_a_blank() -> None:
    texts = {path: text_of(path) for path in tracked() if path.suffix != ".json"}
    assert [str(path) for path, text in texts.items() if text and not text.endswith("\n")] == []
    assert hits(re.compile(r"[ \t]+$"), (path for path in texts if path.suffix in {".py", ".html", ".css", ".js", ".toml"})) == []


def test_the_checks_look_at_the_root_of_the_repository() -> None:
    assert {Path("pyproject.toml"), Path("Makefile"), Path(".ci/run")} <= set(tracked())
    assert (ROOT / "consensus").is_dir()

"""Which sentences the program says: found in its Python files and in its templates, with the places where they stand.

In Python a sentence is the first argument of ``_``, the first two of ``ngettext``, and the template and the plural of a
``Reason``; instead of the words a name may stand there to which the same file gives them. What stands in a table is marked
by ``gettext_noop`` or ``ngettext_noop``. In templates it is what
``{% trans %}`` holds, or what is handed to ``_`` or ``ngettext``.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2.ext import babel_extract

ROOT = Path(__file__).parent.parent.parent

PACKAGES_THAT_SPEAK_ENGLISH = frozenset({"backup", "cli", "components", "demonstration", "rehearsal", "seating"})
"""Of the program ``consensus``, which the operator uses, and of the invented network."""

MARKS = frozenset({"_", "gettext_noop", "ngettext", "ngettext_noop", "Reason", "Sentence"})
"""What marks a sentence in Python. It is known by its name alone."""

TEMPLATE_OPTIONS = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, its plural if it has one, and whether its values are written ``{name}`` or ``%(name)s``."""

    singular: str
    plural: str | None
    style: str

    @property
    def identifier(self) -> str | tuple[str, str]:
        """How a catalog names it."""
        return self.singular if self.plural is None else (self.singular, self.plural)


class UnreadableSentenceError(Exception):
    """A sentence that is put together while the program runs, so that nobody could translate it."""


def said_everywhere(root: Path = ROOT) -> dict[Said, list[str]]:
    """Return every sentence, with the files in which it stands, in the order of files and lines.

    :raises UnreadableSentenceError: when what is marked as a sentence is not written out.
    """
    places: dict[Said, list[str]] = defaultdict(list)
    for path in sorted((root / "consensus").rglob("*.py")):
        inside = path.relative_to(root)
        if inside.parts[1] not in PACKAGES_THAT_SPEAK_ENGLISH:
            for said in _in_python(path.read_text(encoding="utf-8"), str(inside)):
                places[said].append(str(inside))
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            for said in _in_template(path):
                places[said].append(str(path.relative_to(root)))
    return {said: sorted(set(files)) for said, files in _told_apart(places).items()}


def _told_apart(places: dict[Said, list[str]]) -> dict[Said, list[str]]:
    """A word that is said alone in one place and counted in another is one entry, with its plural: catalogs know it by its singular."""
    counted = {each.singular: each for each in places if each.plural is not None}
    apart: dict[Said, list[str]] = defaultdict(list)
    for each, files in places.items():
        apart[counted.get(each.singular, each)].extend(files)
    return apart


def _in_template(path: Path) -> Iterator[Said]:
    with path.open("rb") as file:
        for _line, _function, message, _comments in babel_extract(file, ("_", "gettext", "ngettext"), (), TEMPLATE_OPTIONS):
            if message is None:
                continue
            # A sentence with values comes as a tuple, too, whose second is a plural only where there is one.
            singular, plural = (message, None) if isinstance(message, str) else (str(message[0]), message[1])
            format_ = "python-format" if "%(" in f"{singular}{plural}" else ""
            yield Said(singular, None if plural is None else str(plural), format_)


def _in_python(source: str, name: str) -> Iterator[Said]:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(each.name in MARKS and each.asname for each in node.names):
            raise UnreadableSentenceError(f"{name}, line {node.lineno}: call what marks a sentence by its own name.")
    for scope, call in _calls(tree):
        marked = _marked(call)
        if marked is None:
            continue
        function, template, plural = marked
        singulars = _texts(template, scope, tree)
        plurals: list[str] = [] if plural is None else _texts(plural, scope, tree)
        if (len(singulars) != len(plurals) and plural is not None) or not (singulars or function == "Reason"):
            raise UnreadableSentenceError(
                f"{name}, line {call.lineno}: write the sentence out where it is marked, and its plural beside it."
            )
        for place, singular in enumerate(singulars):
            many = plurals[place] if plurals else None
            yield Said(singular, many, "python-brace-format" if "{" in singular + (many or "") else "")


def _marked(call: ast.Call) -> tuple[str, ast.expr, ast.expr | None] | None:
    """The function by which a sentence is marked, the sentence, and its plural; None for any other call.

    What a ``Reason`` takes from a table is marked in the table.
    """
    function = call.func.id if isinstance(call.func, ast.Name) else ""
    if function in {"_", "gettext_noop"} and call.args:
        return function, call.args[0], None
    if function in {"ngettext", "ngettext_noop"}:
        return function, call.args[0], call.args[1]
    if function in {"Reason", "Sentence"}:
        named = {keyword.arg: keyword.value for keyword in call.keywords}
        plural = call.args[2] if len(call.args) > len(("template", "values")) else named.get("plural")
        return "Reason", call.args[0] if call.args else named["template"], plural
    return None


def _calls(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Every call, with the innermost function around it."""
    waiting: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
    while waiting:
        scope, node = waiting.pop()
        if isinstance(node, ast.Call):
            yield scope, node
        inner = node if isinstance(node, ast.FunctionDef) else scope
        waiting.extend((inner, child) for child in ast.iter_child_nodes(node))


def _texts(node: ast.expr, scope: ast.AST, tree: ast.Module) -> list[str]:
    """What an argument says: the words that stand there, or those that a name of the function or the file was given."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body, scope, tree), *_texts(node.orelse, scope, tree)]
    if isinstance(node, ast.Name):
        for around in (scope, tree):
            found = [
                text for value in _given_to(node.id, around) if not isinstance(value, ast.Name) for text in _texts(value, around, tree)
            ]
            if found:
                return found
    return []


def _given_to(name: str, around: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(around):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _unpacked(name, target, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _unpacked(name, node.target, node.value)


def _unpacked(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, given in zip(target.elts, value.elts, strict=True):
            yield from _unpacked(name, one, given)

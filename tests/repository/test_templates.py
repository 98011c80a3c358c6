"""The templates fit together: what one takes from another is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def parsed(app: Flask, name: str) -> nodes.Template:
    """Return the tree of a template."""
    return app.jinja_env.parse((TEMPLATES / name).read_text(encoding="utf-8"))


def exported(tree: nodes.Template) -> set[str]:
    """Return the names that a template gives to those that import from it."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, nodes.Macro):
            names.add(node.name)
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            names.add(node.target.name)
    return names


@pytest.mark.parametrize("name", NAMES)
def test_what_a_template_takes_from_another_is_there(app: Flask, name: str) -> None:
    for taken in parsed(app, name).find_all(nodes.FromImport):
        assert isinstance(taken.template, nodes.Const)
        source = taken.template.value
        wanted = {each if isinstance(each, str) else each[0] for each in taken.names}
        assert wanted <= exported(parsed(app, source)), f"{name} takes from {source} what it does not give"

"""Who may import whom: the contracts hold elsewhere, here they are shown to bite."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tree import ROOT, text_of, tracked


def house_with(folder: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Build a small house under our contracts and let the linter judge it."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in ("", "domain", "web", "people", "voting"):
        package = folder / "consensus" / name
        package.mkdir()
        (package / "__init__.py").write_text("")
    (folder / "consensus" / "db.py").write_text("")
    for name, text in files.items():
        (folder / "consensus" / name).write_text(text)
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_house_is_let_be(tmp_path: Path) -> None:
    sound = {
        "people/models.py": "import consensus.db\n",
        "voting/commands.py": "import consensus.voting.models\nimport consensus.people.models\n",
        "voting/models.py": "",
        "voting/views.py": "import flask\nimport consensus.voting.commands\nimport consensus.web\n",
    }
    judged = house_with(tmp_path, sound)
    assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize(
    ("files", "broken"),
    [
        # people stand below voting
        ({"people/models.py": "import consensus.voting\n"}, "A file imports only downwards"),
        # the database and the web know nothing of each other
        ({"db.py": "import consensus.web\n"}, "A file imports only downwards"),
        ({"web/__init__.py": "import consensus.db\n"}, "A file imports only downwards"),
        # what has no rung has no place
        ({"helpers.py": ""}, "A file imports only downwards"),
        # a command knows no page
        ({"voting/commands.py": "import consensus.voting.views\n", "voting/views.py": ""}, "Inside a feature"),
        ({"voting/models.py": "import consensus.voting.queries\n", "voting/queries.py": ""}, "Inside a feature"),
        # a rule knows no database, and no web even at second hand
        ({"domain/outcome.py": "import sqlalchemy\n"}, "The rules stand alone"),
        ({"domain/outcome.py": "import consensus.web\n", "web/__init__.py": "import flask\n"}, "The rules stand alone"),
        # an act knows no web framework
        ({"voting/queries.py": "from flask import request\n"}, "Commands, queries and models know no web framework"),
    ],
)
def test_a_house_out_of_order_is_reported(tmp_path: Path, files: dict[str, str], broken: str) -> None:
    judged = house_with(tmp_path, files)
    assert judged.returncode == 1
    assert [line for line in judged.stdout.splitlines() if line.startswith(broken) and line.endswith("BROKEN")], judged.stdout


def test_the_rules_import_the_standard_library_alone() -> None:
    imported: set[str] = set()
    for path in tracked():
        if path.suffix != ".py" or path.parts[:2] != ("consensus", "domain"):
            continue
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
    foreign = {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not (name == "consensus.domain" or name.startswith("consensus.domain."))} == set()


def test_importing_the_rules_loads_no_framework() -> None:
    program = "import sys, consensus.domain.terms; print(sorted({'flask', 'sqlalchemy', 'jinja2'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"

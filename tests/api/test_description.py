"""The description says what there is, and nothing else: each route has its own, each answer is of the form that it names."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from consensus.api.document import as_text, description
from consensus.api.every import known
from consensus.api.operations import BASE
from consensus.api.problems import OTHERS
from consensus.api.records import records_in
from consensus.api.scopes import SCOPES, Scope
from consensus.domain.errors import Refusal
from tests.repository.test_what_happens_when import commands

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "api.md").read_text(encoding="utf-8")


def test_every_route_has_a_description_and_every_description_its_route(app: Flask) -> None:
    routes = {
        (method, re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", rule.rule.removeprefix(BASE)))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(BASE)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method.upper(), path) for path, operations in description()["paths"].items() for method in operations}

    assert routes - {("GET", "/openapi.json")} == described


def test_the_stored_description_is_what_the_program_says() -> None:
    assert (DOCS / "openapi.json").read_text(encoding="utf-8") == as_text(), "write it anew: consensus docs openapi > docs/openapi.json"


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    found = description()
    schemas = found["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(found)))

    assert references == set(schemas)


def test_every_operation_has_a_name_of_its_own_and_every_record_one_meaning() -> None:
    seen: dict[str, object] = {}
    for operation in known():
        for name, record in (records_in(operation.answer) | ({} if operation.body is None else records_in(operation.body))).items():
            assert seen.setdefault(name, record) is record, name


def test_every_act_without_a_door_is_named_in_the_documentation_and_no_other() -> None:
    doors = {operation.act for operation in known() if operation.act}
    without = {feature: acts - doors for feature, acts in commands().items()}
    section = PAGE.partition("## Acts without a door")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| ([a-z_ ]+) \| (.+) \|$", section, re.MULTILINE))

    assert doors <= {act for acts in commands().values() for act in acts}
    assert {feature for feature, acts in without.items() if acts} <= told.keys(), "give its acts a door, or name the section in docs/api.md"
    for feature, acts in without.items():
        named = told.get(feature, "")
        assert acts == (commands()[feature] if named == "all" else set(re.findall(r"`([a-z_]+)`", named)))


def test_every_code_of_a_problem_is_in_the_documentation() -> None:
    section = PAGE.partition("## Problems")[2].partition("\n## ")[0]
    codes = set(re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE))

    assert codes == {*OTHERS, *(code.value for code in Refusal)}


@pytest.mark.parametrize("scope", list(Scope))
def test_every_scope_is_said_in_words_on_the_page_and_in_the_documentation(scope: Scope) -> None:
    assert SCOPES[scope]
    assert f"| `{scope.value}` |" in PAGE

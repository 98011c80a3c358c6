"""Whatever is sent, the interface answers as its description says: no fault, no undocumented answer."""

from __future__ import annotations

from contextvars import Context
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.client import Program
from tests.meetings.room import Room

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance]

EXAMPLES = 4
"""Of each operation: what they find is found by their number, and the purse of the suite is small."""

PLACES = {"code": "WATER", "number": 1, "year": 2026, "sequence": "001", "index": 5, "meeting_id": 1, "entry_id": 1, "election_id": 1}


def cases(operation: Any) -> st.SearchStrategy[Any]:
    """Return requests as the operation is described, and where something can be wrong in one, also others."""
    right: st.SearchStrategy[Any] = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not (operation.body or operation.query):
        return right
    return st.one_of(right, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


def test_nothing_that_is_sent_finds_a_fault_or_an_undocumented_answer(room: Room) -> None:
    scene = room
    scene.app.config.update(API_OF_A_TOKEN=10**9, API_OF_A_PLACE=10**9)
    proposals = [scene.adopted(), scene.in_objection()]
    scene.objects("Vera", proposals[1])
    proposals += [scene.in_consensus(), scene.in_comment(), scene.draft()]
    scene.issue("Vera", proposals[3])
    room.enters(*room.at_item(proposals[2]), "object", "Roads flood.")
    tokens = [Program(scene, who).token for who in ("Owen", "Vera", "Femi", "Sam", None)]
    scene.session.rollback()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", scene.app)

    described: Any = schema.get_all_operations()
    for operation in (found.ok() for found in described):

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            case=cases(operation),
            token=st.sampled_from(tokens),
            proposal_id=st.sampled_from(proposals),
            is_there=st.sampled_from((True, True, True, False)),
        )
        def sent(case: Any, token: str | None, proposal_id: int, is_there: bool) -> None:  # noqa: FBT001 - named by Hypothesis
            if is_there:
                case.path_parameters = {name: {**PLACES, "proposal_id": proposal_id}[name] for name in case.path_parameters or {}}
            headers = {"Accept-Encoding": "identity", **({} if token is None else {"Authorization": f"Bearer {token}"})}
            Context().run(case.call_and_validate, headers=headers, checks=CHECKS)

        sent()

"""Requests of any kind: as the operation is described, and as it is not; each must be answered as the description says."""

from __future__ import annotations

from contextvars import Context
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import select

from consensus.bodies.models import Body, Seat
from consensus.elections.models import Candidacy, Election
from consensus.meetings.models import EnteredPosition, Meeting, MeetingItem
from consensus.people.models import Mandate, Member, Person
from consensus.proposals.models import Proposal
from consensus.web.addresses import LARGEST_ID
from tests.api.client import Program
from tests.pages.scene import Scene

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance]

NAMED_BY_ID: dict[str, Any] = {
    "proposal_id": Proposal,
    "meeting_id": Meeting,
    "item_id": MeetingItem,
    "entry_id": EnteredPosition,
    "election_id": Election,
    "candidacy_id": Candidacy,
    "member_id": Member,
    "person_id": Person,
    "mandate_id": Mandate,
    "seat_id": Seat,
}
OTHERS: dict[str, tuple[Any, ...]] = {"number": (1, 2), "year": (2026,), "sequence": ("001",), "index": (5, 6)}
NOWHERE: dict[type, tuple[Any, ...]] = {int: (LARGEST_ID, 0, 10**30), str: ("NOWHERE", "٣", "%00", "a" * 300)}
"""Places at which there is nothing, by what the places look like at which there is something."""

KEYS = st.sampled_from((None, None, "one", "two", "a b"))
MARKS = st.sampled_from((None, None, None, "*", '"x"', f'"{"0" * 32}.{"0" * 32}"', 'W/"', "x,,y"))
ACCEPTED = st.sampled_from((None, None, None, "*/*", "application/json", "application/problem+json", "text/html", "q=1;;"))
LANGUAGES = st.sampled_from((None, None, "es", "ar-EG, en;q=0", "xx;q=z", "*"))
NO_TOKENS = ("x", "consensus_" + "a" * 43)


class Anything:
    """A network at which anything is sent."""

    def __init__(self, scene: Scene) -> None:
        scene.app.config.update(API_OF_A_TOKEN=10**9, API_OF_A_PLACE=10**9)
        self.tokens = st.sampled_from([*(Program(scene, who).token for who in ("Owen", "Vera", "Femi", "Sam", "Zoe", None)), *NO_TOKENS])
        self.places = OTHERS | {name: tuple(scene.session.scalars(select(model.id))) or (1,) for name, model in NAMED_BY_ID.items()}
        self.places["code"] = tuple(scene.session.scalars(select(Body.code)))
        scene.session.rollback()
        described: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", scene.app).get_all_operations()
        found = (each.ok() for each in described)
        self.operations = {each.definition.raw["operationId"]: each for each in found}

    def ask(self, name: str, examples: int, chance: int | None = None) -> None:
        """Send requests for one operation; always the same ones where no ``chance`` is given."""
        operation = self.operations[name]

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=chance is None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=_cases(operation), place=self._place(operation), headers=_headers(operation), token=self.tokens)
        def sent(case: Any, place: dict[str, Any], headers: dict[str, str], token: str | None) -> None:
            case.path_parameters, case.headers = place, headers
            more = {"Accept-Encoding": "identity", **({} if token is None else {"Authorization": f"Bearer {token}"})}
            Context().run(case.call_and_validate, headers=more, checks=CHECKS)

        (sent if chance is None else seed(chance)(sent))()

    def _place(self, operation: Any) -> st.SearchStrategy[dict[str, Any]]:
        names = [each.name for each in operation.path_parameters]
        return st.fixed_dictionaries({name: _some_place(self.places.get(name, (1,))) for name in names})


def _some_place(there: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.one_of(*([st.sampled_from(there)] * 5), st.sampled_from(NOWHERE[type(there[0])]))


def _headers(operation: Any) -> st.SearchStrategy[dict[str, str]]:
    kinds = {"Idempotency-Key": KEYS, "If-Match": MARKS, "If-None-Match": MARKS}
    found = {each.name: kinds[each.name] for each in operation.headers if each.name in kinds} | {
        "Accept": ACCEPTED,
        "Accept-Language": LANGUAGES,
    }
    return st.fixed_dictionaries(found).map(lambda each: {name: value for name, value in each.items() if value is not None})


def _cases(operation: Any) -> st.SearchStrategy[Any]:
    """Return requests as the operation is described, and where something can be wrong in one, also others.

    What stands in path and headers is chosen here: to make it from its description takes longer than all the rest.
    """
    given_already: dict[str, Any] = {
        "path_parameters": {each.name: 1 for each in operation.path_parameters},
        "headers": {each.name: "x" for each in operation.headers},
    }
    right: st.SearchStrategy[Any] = operation.as_strategy(generation_mode=GenerationMode.POSITIVE, **given_already)
    if not (operation.body or operation.query):
        return right
    return st.one_of(right, operation.as_strategy(generation_mode=GenerationMode.NEGATIVE, **given_already))

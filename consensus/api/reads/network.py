"""The network, its register of members, and the problems that this interface answers with."""

from __future__ import annotations

from consensus.api.kinds import DAY, ID, TRUTH, WORDS, Integer, OneOf, Text
from consensus.api.operations import Asked, Listed, Parameter, reading
from consensus.api.problems import OTHERS
from consensus.api.records import Many, Maybe, Record, field_of
from consensus.api.scopes import Scope
from consensus.domain.errors import NotFoundError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.queries import MemberFilter, NetworkFacts, members_page, network_facts
from consensus.web.errors import case_of

WORD = Record("Word", "A code, and what the network calls it.", {"code": field_of(WORDS, "code"), "name": field_of(WORDS, "name")})
NETWORK = Record(
    "Network",
    "The one network of this installation.",
    {
        "name": field_of(WORDS, "name"),
        "origin": field_of(WORDS, "origin", "The origin line of the checkpoints of its record."),
        "languages": field_of(Many(WORDS), "languages", "Codes of BCP 47."),
        "regions": field_of(Many(WORD), "regions"),
        "core_principles": field_of(Many(WORD), "core_principles", "What a block can say that it would breach."),
        "is_demonstration": field_of(TRUTH, "is_demonstration"),
    },
)
MEMBER = Record(
    "Member",
    "A member of the network, as the register has it.",
    {
        "id": field_of(ID, "member_id"),
        "name": field_of(WORDS, "name"),
        "country": field_of(WORDS, "country", "ISO 3166-1, two letters."),
        "region": field_of(WORDS, "region", "A code of the network."),
        "kind": field_of(OneOf(MemberKind), "kind"),
        "status": field_of(OneOf(MemberStatus), "status"),
        "admitted_on": field_of(DAY, "admitted_on"),
        "left_on": field_of(Maybe(DAY), "left_on"),
    },
)
KNOWN_PROBLEM = Record(
    "KnownProblem",
    "A problem that this interface can answer with.",
    {
        "code": field_of(WORDS, lambda each: each[0]),
        "status": field_of(Integer(400, 599), lambda each: each[1]),
        "sentence": field_of(WORDS, lambda each: each[2], "In the language of the answer."),
    },
)


@reading("/network", "What the network is.", tag="Network", answer=NETWORK, for_visitors=True)
def get_network(asked: Asked) -> NetworkFacts:
    found = network_facts(asked.session)
    if found is None:
        raise NotFoundError(_("This network is not set up yet: its operator runs `consensus init`."))
    return found


@reading(
    "/members",
    "The register of members, by name. Only a steward reads it; the members of a body are read with the body.",
    Parameter("q", Text(200), "Words of the name."),
    Parameter("region", Text(40), "A code of the network."),
    Parameter("kind", OneOf(MemberKind), "Only members of this kind."),
    Parameter("status", OneOf(MemberStatus), "Only members in this state."),
    tag="Network",
    answer=MEMBER,
    scope=Scope.KEEP,
    is_paged=True,
)
def list_members(asked: Asked) -> Listed:
    demand(roles_of(asked.demand_actor()), Permission.KEEP_MEMBERS)
    query = asked.query
    wanted = MemberFilter(query.get("q", ""), query.get("region", ""), query.get("kind"), query.get("status"))
    page = members_page(asked.session, wanted, asked.position or 1)
    return Listed(page.items, page.number + 1 if page.number < page.last else None)


@reading(
    "/problems", "The problems that this interface answers with.", tag="Network", answer=KNOWN_PROBLEM, is_paged=True, for_visitors=True
)
def list_problems(_asked: Asked) -> Listed:
    refused = ((code.value, case_of(RefusedError(code)).status, str(code.sentence)) for code in Refusal)
    return Listed((*((code, status, str(sentence)) for code, (status, sentence) in OTHERS.items()), *refused))

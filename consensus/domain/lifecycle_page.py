"""The table of stages as a page: a diagram, the rows, and the sentence of each refusal.

Written to ``docs/lifecycle.md`` by ``consensus docs lifecycle``; a test fails when the page is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from consensus.domain.guards import Condition
from consensus.domain.lifecycle import BESIDE, TABLE, Row
from consensus.domain.terms import Stage

_HEAD = """# The stages of a proposal

Generated from `consensus/domain/lifecycle.py` by `consensus docs lifecycle`; change the table there, then write this page anew.

A refused act changes nothing. It names the first condition that fails: the stage, then who, then the conditions from left to right.
Creating a proposal (T1) is open to anyone of the body and leads to drafting; it has no stage to come from.

"""


def as_page() -> str:
    """Return the page in Markdown."""
    refusals = ["| act | condition | code | what a member reads |", "|---|---|---|---|", *_refusals()]
    sentences = "\n".join(refusals)
    tables = f"## The table\n\n{_rows(TABLE)}\n\n## Beside the table\n\n{_BESIDE}\n\n{_rows(BESIDE)}"
    return f"{_HEAD}```mermaid\n{as_mermaid()}```\n\n{tables}\n\n## What each condition says\n\n{sentences}\n"


_BESIDE = "Acts that are on the record and move no proposal: a sense-check, and hearing the owners of objections."


def _rows(table: Iterable[Row]) -> str:
    head = ("| # | from | who | act | only if | to |", "|---|---|---|---|---|---|")
    rows = (f"| {row.number} | {_from(row)} | {row.who.name} | `{row.action}` | {_only_if(row) or '-'} | {_to(row)} |" for row in table)
    return "\n".join((*head, *rows))


def as_mermaid() -> str:
    """Return the moves from stage to stage as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> drafting: T1 create (anyone of the body)"]
    for row in TABLE:
        for stage in row.stages:
            # No semicolon: it would end the line of the diagram.
            conditions = ", ".join(condition.name.replace(",", "") for condition in row.only_if)
            label = f"{row.number} {row.action} ({row.who.name})" + (f" [{conditions}]" if conditions else "")
            lines += [f"    {stage} --> {to}: {label}" for to in row.to if to is not stage]
    lines.append("    closed --> [*]")
    return "\n".join(lines) + "\n"


def _from(row: Row) -> str:
    stages = ", ".join(row.stages)
    return f"{stages}; {_names(row.within)}" if row.within else stages


def _only_if(row: Row) -> str:
    return _names(row.only_if)


def _names(conditions: tuple[Condition, ...]) -> str:
    return "; ".join(condition.name for condition in conditions)


def _to(row: Row) -> str:
    return ", ".join(row.to) or ("same" if row.stages != (Stage.CLOSED,) else "closed")


def _refusals() -> Iterator[str]:
    """Each condition once, at the first act that asks it."""
    seen: set[str] = set()
    for row in (*TABLE, *BESIDE):
        for condition in row.conditions:
            if condition.name not in seen:
                seen.add(condition.name)
                yield f"| `{row.action}` | {condition.name} | `{condition.code}` | {condition.code.sentence} |"

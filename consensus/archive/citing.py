"""How a decision is cited, in words and in BibTeX. Never without its marker of dissent."""

from __future__ import annotations

from consensus.archive.queries.seen import DecisionView
from consensus.web.words import OUTCOMES

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def address_of(base_url: str, number: str) -> str:
    """Return the address of the decision that is cited as ``number``; its form never changes."""
    return f"{base_url.rstrip('/')}/archive/{number}"


def citation(decision: DecisionView, address: str) -> str:
    """Return one sentence that names ``decision``, which is read at ``address``."""
    outcome, day = OUTCOMES[decision.outcome].lower(), f"{decision.closed_at:%Y-%m-%d}"
    return (
        f"{decision.network}, {decision.body_name}: “{decision.question}”."
        f" Decision {decision.number} of {day} ({outcome}{_dissent(decision)}). {address}"
    )


def bibtex(decision: DecisionView, address: str) -> str:
    """Return an entry for ``decision``, which is read at ``address``."""
    entry = {
        "author": f"{{{_escaped(decision.network)}, {_escaped(decision.body_name)}}}",
        "title": f"{{{_escaped(decision.question)}}}",
        "year": str(decision.closed_at.year),
        "number": decision.number,
        "note": _escaped(f"Decision {decision.number}. {OUTCOMES[decision.outcome]}{_dissent(decision)}."),
        "url": address,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in entry.items())
    return f"@misc{{{decision.number.replace('/', '-')},\n{lines}\n}}"


def _dissent(decision: DecisionView) -> str:
    return ", with dissent" if decision.has_dissent else ""


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_SPECIAL)

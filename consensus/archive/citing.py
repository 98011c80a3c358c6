"""How a decision is cited, in words and in BibTeX. Never without its marker of dissent."""

from __future__ import annotations

from consensus.archive.queries.seen import DecisionView
from consensus.domain.speech import _
from consensus.web.words import OUTCOMES, lowered

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
    without = "{network}, {body}: “{question}”. Decision {number} of {day} ({outcome}). {address}"
    dissent = "{network}, {body}: “{question}”. Decision {number} of {day} ({outcome}, with dissent). {address}"
    cited = _(
        dissent if decision.has_dissent else without,
        network=decision.network,
        body=decision.body_name,
        question=decision.question,
        number=decision.number,
        day=f"{decision.closed_at:%Y-%m-%d}",
        outcome=lowered(OUTCOMES[decision.outcome]),
        address=address,
    )
    return str(cited)


def bibtex(decision: DecisionView, address: str) -> str:
    """Return an entry for ``decision``, which is read at ``address``."""
    without, dissent = "Decision {number}. {outcome}.", "Decision {number}. {outcome}, with dissent."
    note = _(dissent if decision.has_dissent else without, number=decision.number, outcome=OUTCOMES[decision.outcome])
    entry = {
        "author": f"{{{_escaped(decision.network)}, {_escaped(decision.body_name)}}}",
        "title": f"{{{_escaped(decision.question)}}}",
        "year": str(decision.closed_at.year),
        "number": decision.number,
        "note": _escaped(str(note)),
        "url": address,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in entry.items())
    return f"@misc{{{decision.number.replace('/', '-')},\n{lines}\n}}"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_SPECIAL)

"""How a decision is cited in BibTeX. Never without its marker of dissent."""

from __future__ import annotations

from consensus.archive.queries.seen import DecisionView

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


def bibtex(decision: DecisionView, address: str, outcome: str) -> str:
    """Return an entry for ``decision``, which is read at ``address``; ``outcome`` is what the page calls it."""
    dissent = ", with dissent" if decision.has_dissent else ""
    entry = {
        "author": f"{{{_escaped(decision.network)}, {_escaped(decision.body_name)}}}",
        "title": f"{{{_escaped(decision.question)}}}",
        "year": str(decision.closed_at.year),
        "number": decision.number,
        "note": _escaped(f"Decision {decision.number}. {outcome}{dissent}."),
        "url": address,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in entry.items())
    return f"@misc{{{decision.number.replace('/', '-')},\n{lines}\n}}"


def _escaped(text: str) -> str:
    return text.translate(_SPECIAL)

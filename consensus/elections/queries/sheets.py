"""The count sheet: what came out, round by round in words, who the rules let in and kept out, and the files to count again.

Rules are named in the words of the ruleset, never by a value that is confidential about somebody.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, Ruleset
from consensus.bodies.queries.verdicts import CONFIDENTIAL, declared_values, own_words
from consensus.domain.composition import parse_rules, sentence_of
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import Sentence, _, gettext_noop, ngettext
from consensus.elections.counting import Method
from consensus.elections.models import Candidacy, Election, ElectionCount, Secrecy
from consensus.people.models import Member, Person
from consensus.people.queries import NetworkFacts, network_facts, value_names

ACTS = {
    "elect": gettext_noop("{name} is elected."),
    "exclude": gettext_noop("{name} is left out: nobody else who may be has fewer votes."),
    "transfer": gettext_noop("The votes of {name} above the quota go on to who is next on those ballots."),
}
RULED_OUT = gettext_noop("{name} is left out: beside those elected already, the rules leave no place.")
APPROVED = gettext_noop("{name} is elected: nobody else for whom there is place has more approvals.")


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A candidate on the sheet."""

    number: int
    name: str
    member_name: str
    is_elected: bool
    was_guarded: bool
    was_ruled_out: bool
    votes: tuple[str | None, ...]
    """After each round; None before anything was counted."""
    parts: tuple[int, ...]
    """The same as hundredths of the most votes that anybody ever had, for a picture."""
    fate_at: int
    """The round, from 0, in which they were elected or left out; that after the last one if neither."""


@dataclass(frozen=True, slots=True)
class SheetRound:
    """A round in words."""

    number: int
    words: str
    rules: tuple[str, ...]
    """The sentences of the rules that caused it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of a count."""

    election_id: int
    title: str
    body_name: str
    body_code: str
    method: Method
    secrecy: Secrecy
    number: int
    of: int
    """How many counts there are."""
    at: datetime
    reason: str
    ruleset_number: int
    ballots: int
    seats: int
    quota: str
    sha256: str
    elected: tuple[OnSheet, ...]
    """In the order of their election."""
    rows: tuple[OnSheet, ...]
    """Those elected, then the others: who was left out last stands first."""
    rounds: tuple[SheetRound, ...]
    ties: tuple[str, ...]
    why: tuple[str, ...]
    """Two sentences: what the rules changed, and how."""
    can_be_repeated_by_all: bool
    """Whether the file to count again is for everybody: not where it would tell what those who stay keep to themselves."""
    counted: Mapping[str, Any]
    listed: Sequence[Any]
    result: Mapping[str, Any]


def sheet_of(session: Session, election_id: int, number: int | None = None, *, network: NetworkFacts | None = None) -> Sheet:
    """Return a count of an election, the last one if none is named. Four statements.

    ``network`` saves one of them where the caller has asked for it already.

    :raises NotFoundError: when there is none.
    """
    statement = (
        select(ElectionCount, Election, Body)
        .join(Election, Election.id == ElectionCount.election_id)
        .join(Body, Body.id == Election.body_id)
        .where(Election.id == election_id)
        .order_by(ElectionCount.number.desc())
    )
    counts = list(session.execute(statement))
    found = next((row for row in counts if number in (None, row[0].number)), None)
    if found is None:
        raise NotFoundError(_("The ballots of this election were not counted, or there is no such count."))
    made, election, body = found
    names = _names(session, election_id)
    sentences = _sentences(session, election, network or network_facts(session))
    rows = _rows(made, names)
    by_number = {each.number: each for each in rows}
    return Sheet(
        election_id=election_id,
        title=election.title,
        body_name=body.name,
        body_code=body.code,
        method=election.method,
        secrecy=election.secrecy,
        number=made.number,
        of=len(counts),
        at=made.at,
        reason=made.reason,
        ruleset_number=election.ruleset_number or 0,
        ballots=sum(papers for papers, _ in made.counted["ballots"]),
        seats=made.counted["seats"],
        quota=made.sheet["quota"],
        sha256=made.sha256,
        elected=tuple(by_number[each] for each in made.sheet["order"]),
        rows=rows,
        rounds=_rounds(made, names, sentences, election.method),
        ties=tuple(_tie(each, names) for each in made.sheet["ties"]),
        why=_why(made, names, sentences),
        can_be_repeated_by_all=not (made.counted["sitting"] and any(CONFIDENTIAL & one.keys() for one in made.counted["sitting"])),
        counted=made.counted,
        listed=made.listed,
        result=made.sheet,
    )


def ballots_as_blt(sheet: Sheet) -> str:
    """Return the ballots in the form that programs that count read."""
    names = {each.number: each.name for each in sheet.rows}
    lines = [f"{len(sheet.counted['candidates'])} {sheet.seats}"]
    lines += [f"-{number}" for number in sheet.counted.get("withdrawn", [])]
    lines += [" ".join(map(str, (papers, *named, 0))) for papers, named in sheet.counted["ballots"]]
    lines += ["0", *(_quoted(names.get(number, str(number))) for number in range(1, len(sheet.counted["candidates"]) + 1))]
    return "\n".join([*lines, _quoted(sheet.title)]) + "\n"


def ballots_as_csv(sheet: Sheet) -> str:
    """Return the ballots as a table: how many papers, or whose, and the candidates in the order of preference."""
    names = {each.number: each.name for each in sheet.rows}
    most = max((len(named) for _, named in sheet.counted["ballots"]), default=0)
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    first = {Secrecy.SECRET: "papers", Secrecy.RECEIPT: "receipt", Secrecy.OPEN: "member"}[sheet.secrecy]
    writer.writerow([first, *(f"preference {place}" for place in range(1, most + 1))])
    for whose, named in sheet.listed or sheet.counted["ballots"]:
        # A number or a quote first, so that no program takes a name for a formula.
        label = whose if isinstance(whose, int) else f"'{whose}" if str(whose)[:1] in "=+-@\t\r" else whose
        writer.writerow([label, *(f"{number} {names.get(number, '')}".strip() for number in named)])
    return made.getvalue()


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'


def _names(session: Session, election_id: int) -> dict[int, tuple[str, str]]:
    statement = (
        select(Candidacy.number, Person.name, Member.name)
        .join(Person, Person.id == Candidacy.person_id)
        .join(Member, Member.id == Candidacy.member_id)
        .where(Candidacy.election_id == election_id, Candidacy.number.is_not(None))
    )
    return {number: (name, member) for number, name, member in session.execute(statement) if number is not None}


def _sentences(session: Session, election: Election, network: NetworkFacts | None) -> dict[str, str]:
    statement = select(Ruleset).where(Ruleset.body_id == election.body_id, Ruleset.number == election.ruleset_number)
    ruleset = session.scalars(statement).one()
    names, declared = value_names(network), declared_values(network, ruleset.attributes)
    rules = parse_rules(ruleset.composition, "composition")
    return {rule.id: own_words(rule) or sentence_of(rule, declared=declared, names=names) for rule in rules}


def _rows(made: ElectionCount, names: Mapping[int, tuple[str, str]]) -> tuple[OnSheet, ...]:
    rounds, order = made.sheet["rounds"], made.sheet["order"]
    most = max((Decimal(votes) for each in rounds for votes in each["votes"].values()), default=Decimal(0)) or Decimal(1)
    found: list[OnSheet] = []
    for number, (name, member) in sorted(names.items()):
        votes = tuple(each["votes"].get(str(number)) for each in rounds)
        fate = next(
            (at for at, each in enumerate(rounds) if each.get("candidate") == number and each["act"] in ("elect", "exclude")), len(rounds)
        )
        found.append(
            OnSheet(
                number=number,
                name=name,
                member_name=member,
                is_elected=number in order,
                was_guarded=number in made.sheet["guarded"],
                was_ruled_out=number in made.sheet["doomed"],
                votes=votes,
                parts=tuple(int(Decimal(each) * 100 / most) if each is not None else 0 for each in votes),
                fate_at=fate,
            )
        )
    return tuple(sorted(found, key=lambda each: (order.index(each.number) if each.is_elected else len(order), -each.fate_at, each.number)))


def _rounds(
    made: ElectionCount, names: Mapping[int, tuple[str, str]], sentences: Mapping[str, str], method: Method
) -> tuple[SheetRound, ...]:
    found: list[SheetRound] = []
    for number, each in enumerate(made.sheet["rounds"], start=1):
        rules = tuple(each["rule"].split(", ")) if "rule" in each else ()
        if "candidate" not in each:
            words = _("The approvals are added up.") if method is Method.APPROVAL else _("The first preferences are added up.")
        else:
            template = RULED_OUT if rules else APPROVED if method is Method.APPROVAL else ACTS[each["act"]]
            words = Sentence(template, {"name": names[each["candidate"]][0]})
        found.append(SheetRound(number, words, tuple(sentences.get(rule, rule) for rule in rules)))
    return tuple(found)


def _tie(tie: Mapping[str, Any], names: Mapping[int, tuple[str, str]]) -> str:
    people = listing([names[number][0] for number in tie["candidates"]])
    round_number, chosen = tie["round"] + 1, names[tie["chosen"]][0]
    if tie["by"] == "earlier_round":
        earlier = "Before round {number} {people} had equal votes; the newest earlier round in which they differed chose {chosen}."
        return _(earlier, number=round_number, people=people, chosen=chosen)
    drawn = "Before round {number} {people} had equal votes; a draw from the ballots themselves chose {chosen}."
    return _(drawn, number=round_number, people=people, chosen=chosen)


def _why(made: ElectionCount, names: Mapping[int, tuple[str, str]], sentences: Mapping[str, str]) -> tuple[str, ...]:
    elected, plain = set(made.sheet["elected"]), set(made.without_rules)
    if elected == plain:
        return (_("The rules of the body changed nothing: the same people would have been elected without them."),)
    instead = [names[number][0] for number in sorted(plain - elected)]
    first = _(
        "By votes alone {others} would have been elected instead of {elected}.",
        others=listing(instead),
        elected=listing([names[n][0] for n in sorted(elected - plain)]),
    )
    rules = dict.fromkeys(
        sentences.get(rule, rule).rstrip(".") for each in made.sheet["rounds"] if "rule" in each for rule in each["rule"].split(", ")
    )
    guarded = [names[number][0] for number in made.sheet["guarded"] if number in elected - plain]
    return (first, _second("; ".join(rules), guarded))


def _second(rules: str, guarded: Sequence[str]) -> str:
    """Why the rules changed who is elected: whom they left no place, and whom no rightful result could do without."""
    who = listing(guarded) if guarded else ""
    if rules and guarded:
        both_one = (
            "Rules of the body left others no place beside those elected ({rules}) and {who} could not be left out, because without this"
            " candidate no result would obey every rule."
        )
        both_many = (
            "Rules of the body left others no place beside those elected ({rules}) and {who} could not be left out, because without them"
            " no result would obey every rule."
        )
        return ngettext(both_one, both_many, len(guarded), rules=rules, who=who)
    if guarded:
        one = "{who} could not be left out, because without this candidate no result would obey every rule."
        many = "{who} could not be left out, because without them no result would obey every rule."
        return ngettext(one, many, len(guarded), who=who)
    if rules:
        return _("Rules of the body left others no place beside those elected ({rules}).", rules=rules)
    return _("The rules of the body decided the last seats.")


def listing(names: Sequence[str]) -> str:
    """Return ``A, B and C``."""
    return names[0] if len(names) == 1 else _("{several} and {last}", several=tuple(names[:-1]), last=names[-1])

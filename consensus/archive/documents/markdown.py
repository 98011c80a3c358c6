"""A decision as Markdown: the text, all dissent in full, how it came about, what it is worth, and how to check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from consensus.archive.citing import bibtex, citation
from consensus.archive.documents.markdown_said import afterwards, dissent, issues
from consensus.archive.queries.evidence import Evidence
from consensus.archive.queries.seen import DecisionView
from consensus.domain.terms import DecisionStatus, Gradient, MemberKind, Stage
from consensus.web.marks import inline, quoted
from consensus.web.times import day_in_words, instant_in_words
from consensus.web.words import GRADIENTS, KINDS, OUTCOMES, READERS, STAGES, STATUSES, answered, class_word, language_word, position_word

LINKS = {
    "supersedes": "It supersedes {number}.",
    "ratifies": "It ratifies {number}.",
    "superseded_by": "It was superseded by {number}.",
    "ratified_by": "It was ratified by {number}.",
}
HIDDEN = "a decision that is not open to everybody who reads this"
VERDICTS = {"pass": "Holds", "fail": "Does not hold", "indeterminate": "Cannot be told"}


def as_markdown(decision: DecisionView, evidence: Evidence, address: str) -> str:
    """Return the decision as a document, ending in a new line; ``address`` is where it is read."""
    return "\n".join(_lines(decision, evidence, address)).rstrip() + "\n"


def _lines(decision: DecisionView, evidence: Evidence, address: str) -> Iterator[str]:
    yield f"# {decision.number}: {inline(decision.question)}"
    yield ""
    yield from _standing(decision)
    yield from _facts(decision)
    yield from _texts(decision)
    yield from dissent(decision)
    yield from afterwards(decision)
    yield from _counts(decision)
    yield from _sense_checks(decision)
    yield from issues(decision)
    yield from _parties(decision)
    if decision.composition:
        yield from _body_at_closing(decision.composition)
    yield from ("## Cite as", "", inline(citation(decision, address)), "")
    yield from ("```bibtex", *bibtex(decision, address).splitlines(), "```", "")
    yield from _evidence(decision, evidence)


def _standing(decision: DecisionView) -> Iterator[str]:
    label = f" ({OUTCOMES[decision.label].lower()})" if decision.label else ""
    marker = " **With dissent.**" if decision.has_dissent else ""
    yield f"**{OUTCOMES[decision.outcome]}{label}.** {STATUSES[decision.status]}.{marker}"
    yield ""
    sentences = [LINKS[link.relation].format(number=link.number or HIDDEN) for link in decision.links]
    if decision.lapses_at:
        lapses = instant_in_words(decision.lapses_at, UTC)
        sentences.append(f"It is provisional: it lapses {lapses} unless an ordinary proposal ratifies it until then.")
    if decision.comes_back_on:
        sentences.append(f"It was deferred to {decision.comes_back_on}.")
    if decision.review_on and decision.status in (DecisionStatus.IN_FORCE, DecisionStatus.PROVISIONAL):
        sentences.append(f"It is looked at again from {day_in_words(decision.review_on)}.")
    for sentence in sentences:
        yield from (sentence, "")


def _facts(decision: DecisionView) -> Iterator[str]:
    yield f"- **Network:** {inline(decision.network)}"
    yield f"- **Body:** {inline(decision.body_name)} ({decision.body_code})"
    rules = f", ruleset {decision.ruleset}" if decision.ruleset else ""
    yield f"- **Class:** {inline(class_word(decision.class_code))}{rules}"
    yield f"- **Closed:** {instant_in_words(decision.closed_at, UTC)}"
    yield f"- **Open to:** {READERS[decision.visibility]}"
    if decision.owners:
        yield f"- **Owners:** {inline(', '.join(decision.owners))}"
    if decision.facilitator:
        yield f"- **Facilitator:** {inline(decision.facilitator)}"
    for stage in decision.stages:
        ended = f" – {_day(stage.ended_at)}" if stage.ended_at else ""
        yield f"- **{STAGES[Stage(stage.stage)]}:** {_day(stage.opened_at)}{ended}"
        yield from (f"  - Window changed: {inline(reason)}" for reason in stage.changes)
    yield f"- **Shown as of:** {instant_in_words(decision.as_of, UTC)}"
    yield ""


def _texts(decision: DecisionView) -> Iterator[str]:
    yield from ("## What was decided", "")
    for text in decision.texts:
        kind = "the text that counts" if text.is_authentic else "a translation"
        yield f"### {inline(language_word(text.language))}: {kind}, version {decision.version}"
        yield ""
        yield from quoted(f"**{inline(text.question)}**\n\n{text.text}")
        yield from (f"SHA-256 of the text: `{text.sha256}`", "")


def _counts(decision: DecisionView) -> Iterator[str]:
    yield from ("## Who stood where", "")
    if not decision.roll_size:
        yield from ("Objections were never called for, so there was no roll and nobody was asked.", "")
    else:
        yield f"{decision.spoke} of {decision.base} voices spoke. On the roll: {decision.roll_size}, recused: {decision.recused}."
        yield from ("", "| Position | Voices |", "|---|---|")
        yield from (f"| {position_word(code)} | {count} |" for code, count in decision.positions)
        yield ""
        if decision.vote:
            vote = decision.vote
            yield "**This was decided by a vote. It is no consensus.**"
            yield from ("", f"Yes {vote.yes}, no {vote.no}, abstain {vote.abstain}.", "")
        yield from ("| Region | Voices | Spoke |", "|---|---|---|")
        yield from (f"| {inline(region.name)} | {region.size} | {region.spoke} |" for region in decision.regions)
        kinds = ", ".join(f"{KINDS[MemberKind(kind)]} {count}" for kind, count in decision.kinds)
        yield from ("", f"On the roll: {kinds}.", "")
        for code, count in decision.positions:
            labels = [inline(voice.label) for voice in decision.voices if voice.counts_as == code]
            if count and labels:
                yield f"- {position_word(code)}: {', '.join(labels)}"
        if decision.voices:
            yield ""
    if decision.lines:
        yield from ("### The working", "")
        yield from (f"- {'Met' if line.is_met else 'Not met'}: {inline(line.sentence)}" for line in decision.lines)
        yield ""
    if decision.reasons:
        yield from ("### Why this followed", "")
        yield from (f"{place}. {inline(reason)}" for place, reason in enumerate(decision.reasons, start=1))
        yield ""


def _sense_checks(decision: DecisionView) -> Iterator[str]:
    if decision.sense_checks:
        yield from ("## The temperature on the way", "")
        yield from ("A sense-check asks how warm voices are while the text is commented on. It is never counted as a position.", "")
    for check in decision.sense_checks:
        yield f"**{inline(check.question)}** On version {check.version}. {answered(check.voices)}"
        yield ""
        for code, count, labels in check.steps or ():
            names = f" ({inline(', '.join(labels))})" if labels else ""
            yield f"- {GRADIENTS[Gradient(code)]}: {count}{names}"
        if check.steps:
            yield ""


def _parties(decision: DecisionView) -> Iterator[str]:
    if not decision.outcome.is_adopted:
        return
    parties = decision.parties
    yield from ("## Parties", "")
    yield f"Voices that are party to this decision, as of when it was made into this file: {parties.total}."
    yield ""
    if parties.names:
        yield from (f"- {inline(name)}" for name in parties.names)
        if parties.unnamed:
            yield f"- and {parties.unnamed} that did not choose to be named"
        yield ""


def _body_at_closing(composition: Mapping[str, Any]) -> Iterator[str]:
    yield from ("## The body at closing", "")
    verdict = VERDICTS[composition["verdict"]]
    yield from (f"The rules on who sits together, when this was decided: **{verdict}**.", "")
    if composition["reasons"]:
        yield from (f"- {inline(reason)}" for reason in composition["reasons"])
        yield ""


def _evidence(decision: DecisionView, evidence: Evidence) -> Iterator[str]:
    yield from ("## How to check it", "")
    if decision.record_sha256:
        yield f"- **SHA-256 of the record:** `{decision.record_sha256}`"
    yield f"- **Its entry in the ledger:** {evidence.index}"
    yield f"- **Key of the record:** `{evidence.verifier_key}`"
    yield ""
    if evidence.checkpoint is None:
        yield "No checkpoint that covers it was signed yet."
        return
    yield f"The newest signed checkpoint when this file was made, after {evidence.checkpoint.size} entries; it covers this decision:"
    yield from ("", "```", *evidence.checkpoint.note.rstrip("\n").splitlines(), "```")


def _day(instant: datetime) -> str:
    return day_in_words(instant.astimezone(UTC).date())

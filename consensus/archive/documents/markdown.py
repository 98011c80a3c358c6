"""A decision as Markdown: the text, all dissent in full, how it came about, what it is worth, and how to check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from consensus.archive.citing import bibtex, citation
from consensus.archive.documents.markdown_said import afterwards, dissent, issues
from consensus.archive.queries.evidence import Evidence
from consensus.archive.queries.seen import DecisionView
from consensus.domain.speech import Sentence, _, gettext_noop, ngettext, speaker
from consensus.domain.terms import DecisionStatus, Gradient, MemberKind, Stage
from consensus.web.marks import inline, labelled, quoted
from consensus.web.times import day_in_words, instant_in_words
from consensus.web.words import (
    GRADIENTS,
    KINDS,
    OUTCOMES,
    READERS,
    STAGES,
    STATUSES,
    answered,
    class_word,
    language_word,
    lowered,
    position_word,
    were_told,
)

LINKS = {
    "supersedes": gettext_noop("It supersedes {number}."),
    "ratifies": gettext_noop("It ratifies {number}."),
    "superseded_by": gettext_noop("It was superseded by {number}."),
    "ratified_by": gettext_noop("It was ratified by {number}."),
}
HIDDEN = _("a decision that is not open to everybody who reads this")
VERDICTS = {"pass": _("Holds"), "fail": _("Does not hold"), "indeterminate": _("Cannot be told")}


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
    yield from (f"## {_('Cite as')}", "", inline(citation(decision, address)), "")
    yield from ("```bibtex", *bibtex(decision, address).splitlines(), "```", "")
    yield from _evidence(decision, evidence)


def _standing(decision: DecisionView) -> Iterator[str]:
    label = f" ({lowered(OUTCOMES[decision.label])})" if decision.label else ""
    marker = f" **{_('With dissent.')}**" if decision.has_dissent else ""
    yield f"**{OUTCOMES[decision.outcome]}{label}.** {STATUSES[decision.status]}.{marker}"
    yield ""
    sentences = [str(Sentence(LINKS[link.relation], {"number": link.number or HIDDEN})) for link in decision.links]
    if decision.lapses_at:
        lapses = instant_in_words(decision.lapses_at, UTC)
        sentences.append(str(_("It is provisional: it lapses {at} unless an ordinary proposal ratifies it until then.", at=lapses)))
    if decision.comes_back_on:
        sentences.append(str(_("It was deferred to {day}.", day=str(decision.comes_back_on))))
    if decision.review_on and decision.status in (DecisionStatus.IN_FORCE, DecisionStatus.PROVISIONAL):
        sentences.append(str(_("It is looked at again from {day}.", day=decision.review_on)))
    for sentence in sentences:
        yield from (sentence, "")


def _facts(decision: DecisionView) -> Iterator[str]:
    yield labelled(_("Network"), inline(decision.network))
    yield labelled(_("Body"), f"{inline(decision.body_name)} ({decision.body_code})")
    rules = f", {_('ruleset {number}', number=decision.ruleset)}" if decision.ruleset else ""
    yield labelled(_("Class"), f"{inline(class_word(decision.class_code))}{rules}")
    yield labelled(_("Closed"), instant_in_words(decision.closed_at, UTC))
    yield labelled(_("Open to"), str(READERS[decision.visibility]))
    if decision.owners:
        yield labelled(_("Owners"), inline(speaker().listing(decision.owners)))
    if decision.facilitator:
        yield labelled(_("Facilitator"), inline(decision.facilitator))
    for stage in decision.stages:
        ended = f" – {_day(stage.ended_at)}" if stage.ended_at else ""
        yield labelled(STAGES[Stage(stage.stage)], f"{_day(stage.opened_at)}{ended}")
        yield from (f"  - {_('Window changed: {reason}', reason=inline(reason))}" for reason in stage.changes)
    yield labelled(_("Shown as of"), instant_in_words(decision.as_of, UTC))
    yield ""


def _texts(decision: DecisionView) -> Iterator[str]:
    yield from (f"## {_('What was decided')}", "")
    for text in decision.texts:
        authentic, translation = "{language}: the text that counts, version {version}", "{language}: a translation, version {version}"
        title = _(authentic if text.is_authentic else translation, language=inline(language_word(text.language)), version=decision.version)
        yield from (f"### {title}", "")
        yield from quoted(f"**{inline(text.question)}**\n\n{text.text}")
        yield from (f"{_('SHA-256 of the text:')} `{text.sha256}`", "")


def _counts(decision: DecisionView) -> Iterator[str]:
    yield from (f"## {_('Who stood where')}", "")
    if not decision.roll_size:
        yield from (str(_("Objections were never called for, so there was no roll and nobody was asked.")), "")
    else:
        spoke = ngettext("{spoke} of {n} voices spoke.", "{spoke} of {n} voices spoke.", decision.base, spoke=decision.spoke)
        on_roll = _("On the roll: {size}, recused: {recused}.", size=decision.roll_size, recused=decision.recused)
        yield f"{spoke} {on_roll}"
        if decision.told is not None:
            yield from ("", str(were_told(decision.told, decision.roll_size)))
        yield from ("", f"| {_('Position')} | {_('Voices')} |", "|---|---|")
        yield from (f"| {position_word(code)} | {count} |" for code, count in decision.positions)
        yield ""
        if decision.vote:
            vote = decision.vote
            yield f"**{_('This was decided by a vote. It is no consensus.')}**"
            yield from ("", str(_("Yes {yes}, no {no}, abstain {abstain}.", yes=vote.yes, no=vote.no, abstain=vote.abstain)), "")
        yield from (f"| {_('Region')} | {_('Voices')} | {_('Spoke')} |", "|---|---|---|")
        yield from (f"| {inline(region.name)} | {region.size} | {region.spoke} |" for region in decision.regions)
        kinds = tuple(f"{KINDS[MemberKind(kind)]} {count}" for kind, count in decision.kinds)
        yield from ("", str(_("On the roll: {kinds}.", kinds=kinds)), "")
        for code, count in decision.positions:
            labels = [inline(voice.label) for voice in decision.voices if voice.counts_as == code]
            if count and labels:
                yield f"- {position_word(code)}: {speaker().listing(tuple(labels))}"
        if decision.voices:
            yield ""
    if decision.lines:
        yield from (f"### {_('The working')}", "")
        yield from (f"- {_('Met') if line.is_met else _('Not met')}: {inline(line.sentence)}" for line in decision.lines)
        yield ""
    if decision.reasons:
        yield from (f"### {_('Why this followed')}", "")
        yield from (f"{place}. {inline(reason)}" for place, reason in enumerate(decision.reasons, start=1))
        yield ""


def _sense_checks(decision: DecisionView) -> Iterator[str]:
    if decision.sense_checks:
        yield from (f"## {_('The temperature on the way')}", "")
        meaning = _("A sense-check asks how warm voices are while the text is commented on. It is never counted as a position.")
        yield from (str(meaning), "")
    for check in decision.sense_checks:
        yield f"**{inline(check.question)}** {_('On version {version}.', version=check.version)} {answered(check.voices)}"
        yield ""
        for code, count, labels in check.steps or ():
            names = f" ({inline(speaker().listing(tuple(labels)))})" if labels else ""
            yield f"- {GRADIENTS[Gradient(code)]}: {count}{names}"
        if check.steps:
            yield ""


def _parties(decision: DecisionView) -> Iterator[str]:
    if not decision.outcome.is_adopted:
        return
    parties = decision.parties
    yield from (f"## {_('Parties')}", "")
    total = _("Voices that are party to this decision, as of when it was made into this file: {total}.", total=parties.total)
    yield from (str(total), "")
    if parties.names:
        yield from (f"- {inline(name)}" for name in parties.names)
        if parties.unnamed:
            yield f"- {_('and {n} that did not choose to be named', n=parties.unnamed)}"
        yield ""


def _body_at_closing(composition: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"## {_('The body at closing')}", "")
    verdict = VERDICTS[composition["verdict"]]
    yield from (str(_("The rules on who sits together, when this was decided: **{verdict}**.", verdict=verdict)), "")
    if composition["reasons"]:
        yield from (f"- {inline(reason)}" for reason in composition["reasons"])
        yield ""


def _evidence(decision: DecisionView, evidence: Evidence) -> Iterator[str]:
    yield from (f"## {_('How to check it')}", "")
    if decision.record_sha256:
        yield labelled(_("SHA-256 of the record"), f"`{decision.record_sha256}`")
    yield labelled(_("Its entry in the ledger"), str(evidence.index))
    yield labelled(_("Key of the record"), f"`{evidence.verifier_key}`")
    yield ""
    if evidence.checkpoint is None:
        yield str(_("No checkpoint that covers it was signed yet."))
        return
    newest = "The newest signed checkpoint when this file was made, after {n} entry; it covers this decision:"
    several = "The newest signed checkpoint when this file was made, after {n} entries; it covers this decision:"
    yield str(ngettext(newest, several, evidence.checkpoint.size))
    yield from ("", "```", *evidence.checkpoint.note.rstrip("\n").splitlines(), "```")


def _day(instant: datetime) -> str:
    return day_in_words(instant.astimezone(UTC).date())

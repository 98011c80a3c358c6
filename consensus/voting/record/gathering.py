"""Which rows a decision record is made from. Reads alone, in the closing transaction; a fixed number of statements.

What people said stands in ``gathering_words.py``.
"""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, Ruleset
from consensus.bodies.queries import verdict_of
from consensus.domain.ruleset import chosen_fields
from consensus.domain.sense import temperature
from consensus.domain.terms import BodyKind
from consensus.ledger.models import LedgerEntry
from consensus.people.models import Network, Person
from consensus.proposals.models import AmendmentTakenOver, Proposal, ProposalOwner, Translation, Version, VersionText
from consensus.proposals.sensing import sense_checks_of
from consensus.proposals.standing import held_texts
from consensus.voting.models import Decision
from consensus.voting.record.gathering_words import issues_said, objections_said, voices_heard
from consensus.voting.record.sources import Closing, EntrySource, Name, SenseSource, Sources, TextSource, VersionSource


def gather(session: Session, proposal: Proposal, closing: Closing) -> Sources:
    """Return everything that the record of ``proposal`` says, as frozen values in a fixed order."""
    body = session.get_one(Body, proposal.body_id)
    network = session.get(Network, 1)
    ruleset = None if proposal.ruleset_id is None else session.get_one(Ruleset, proposal.ruleset_id)
    settings = {} if ruleset is None else ruleset.classes.get(proposal.class_code) or {}
    relates_to = session.scalars(select(Decision.number).where(Decision.id == proposal.names_decision_id)).one_or_none()
    facilitator = None if proposal.facilitator_id is None else session.get_one(Person, proposal.facilitator_id)
    return Sources(
        closing=closing,
        network="" if network is None else network.name,
        region_names={} if network is None else {region["code"]: region["name"] for region in network.regions},
        principles={} if network is None else {principle["code"]: principle["name"] for principle in network.core_principles},
        body_code=body.code,
        body_name=body.name,
        body_kind=body.kind,
        proposal_id=proposal.id,
        class_code=proposal.class_code,
        chosen=chosen_fields(settings),
        ruleset=None if ruleset is None else ruleset.number,
        visibility=proposal.visibility,
        relation=proposal.relation,
        relates_to=relates_to,
        comes_back_on=None if proposal.comes_back_on is None else proposal.comes_back_on.isoformat(),
        authentic_language=proposal.authentic_language,
        version=proposal.version_number,
        texts=_texts(session, proposal),
        versions=_versions(session, proposal.id),
        owners=_owners(session, proposal.id),
        facilitator=None if facilitator is None else Name(facilitator.id, facilitator.name),
        entries=_entries(session, proposal.id),
        voices=voices_heard(session, proposal),
        objections=objections_said(session, proposal.id),
        issues=issues_said(session, proposal.id),
        sense_checks=_sense_checks(session, proposal, closing),
        composition=verdict_of(session, body.id).as_data() if body.kind is BodyKind.STEERING else None,
    )


def _sense_checks(session: Session, proposal: Proposal, closing: Closing) -> tuple[SenseSource, ...]:
    return tuple(
        SenseSource(
            question=said.question,
            version=said.version,
            is_by_name=said.is_by_name,
            asked_at=said.asked_at,
            closed_at=said.closed_at,
            temperature=temperature(said.answers, is_by_name=said.is_by_name, is_open=False),
        )
        for said in sense_checks_of(session, proposal, closing.at)
    )


def _texts(session: Session, proposal: Proposal) -> tuple[TextSource, ...]:
    """Return what was in front of those who took a position; a translation from afterwards is not among it."""
    held = held_texts(session, proposal.id, proposal.version_number)
    return tuple(TextSource(language, text.question, text.text, text.sha256) for language, text in sorted(held.items()))


def _versions(session: Session, proposal_id: int) -> tuple[VersionSource, ...]:
    hashes: defaultdict[int, dict[str, str]] = defaultdict(dict)
    texts = select(Version.number, VersionText.language, VersionText.sha256).join(VersionText, VersionText.version_id == Version.id)
    for number, language, sha256 in session.execute(texts.where(Version.proposal_id == proposal_id)):
        hashes[number][language] = sha256
    translated = select(Version.number, Translation.language, Translation.sha256).join(Translation, Translation.version_id == Version.id)
    translated = translated.where(Version.proposal_id == proposal_id, Translation.is_held).order_by(Translation.id)
    for number, language, sha256 in session.execute(translated):
        hashes[number][language] = sha256
    statement = (
        select(Version.number, Version.at, Version.is_material, Version.note, AmendmentTakenOver.comment_id, Person.id, Person.name)
        .outerjoin(Person, Person.id == Version.person_id)
        .outerjoin(AmendmentTakenOver, AmendmentTakenOver.version_id == Version.id)
        .where(Version.proposal_id == proposal_id)
        .order_by(Version.number)
    )
    return tuple(
        VersionSource(number, at, None if person_id is None else Name(person_id, name), is_material, note, hashes[number], amendment)
        for number, at, is_material, note, amendment, person_id, name in session.execute(statement)
    )


def _owners(session: Session, proposal_id: int) -> tuple[Name, ...]:
    statement = (
        select(Person.id, Person.name)
        .join(ProposalOwner, ProposalOwner.person_id == Person.id)
        .where(ProposalOwner.proposal_id == proposal_id, ProposalOwner.until_at.is_(None))
        .order_by(ProposalOwner.id)
    )
    return tuple(Name(*row) for row in session.execute(statement))


def _entries(session: Session, proposal_id: int) -> tuple[EntrySource, ...]:
    """Return what the ledger says of the proposal's course; an erased entry says nothing any more."""
    statement = select(LedgerEntry.index, LedgerEntry.act, LedgerEntry.at, LedgerEntry.entry)
    rows = session.execute(statement.where(LedgerEntry.proposal_id == proposal_id).order_by(LedgerEntry.index))
    found = []
    for index, act, at, entry in rows:
        data = {} if entry is None else json.loads(entry).get("data", {})
        if "stage" in data:
            found.append(EntrySource(index, act, at, data["stage"], data.get("closes_at"), data.get("reason"), data.get("because")))
    return tuple(found)

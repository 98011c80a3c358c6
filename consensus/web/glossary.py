"""The words of the field, each in a sentence or two, from process.md: the same wherever a page helps with a word."""

from __future__ import annotations

from dataclasses import dataclass

from consensus.domain.speech import _


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means here."""

    name: str
    meaning: str


DECIDING = {
    "proposal": Term(_("Proposal"), _("A question and a text on which a body decides. It goes through five stages.")),
    "stage": Term(
        _("Stage"), _("How far a proposal is: drafting, comment, objections, consensus, decided. Each stage says what can be done now.")
    ),
    "window": Term(_("Window"), _("The time in which something can be said. It ends at the deadline; what comes later is not counted.")),
    "owner": Term(_("Owner"), _("Whoever writes the proposal, answers issues and objections, and changes the text.")),
    "facilitator": Term(
        _("Facilitator"),
        _("Whoever leads a proposal from stage to stage. A facilitator owns nothing of it, and does not object to it."),
    ),
    "version": Term(_("Version"), _("The text as it was at one time. Every change makes a new version; the old ones stay readable.")),
    "authentic": Term(
        _("Text that counts"),
        _("A text can be in several languages. One of them, the authentic text, is what is decided; the others are translations."),
    ),
    "class": Term(_("Class"), _("The kind of decision. It says who is asked, how long each window is, and what is needed to adopt.")),
    "ruleset": Term(
        _("Ruleset"),
        _("All rules of a body under one number. The number in force when comment opens governs a proposal to its end."),
    ),
    "issue": Term(
        _("Issue"), _("A comment that its author marks as weighty. The owners must answer it in writing before the text goes on.")
    ),
    "amendment": Term(_("Amendment"), _("Other words for a passage of the text. It is always an issue, so it must be answered.")),
    "roll": Term(
        _("Roll"), _("The list of the voices that are asked about one proposal. It is fixed when objections are called for, and stays so.")
    ),
    "quorum": Term(
        _("Quorum"), _("How many voices must speak, and from how many regions, so that a decision counts. Who is silent has not spoken.")
    ),
    "support": Term(_("Support floor"), _("How many voices must agree at least. Reservations count as agreement; silence does not.")),
    "fallback": Term(
        _("Fallback vote"),
        _("A vote that some classes allow when consensus was not reached. The record calls it a vote, never a consensus."),
    ),
    "decision": Term(
        _("Decision"), _("What a closed proposal became, adopted or not. It has a number, and holds all dissent word for word.")
    ),
}

SPEAKING = {
    "voice": Term(
        _("Voice"), _("One entry on the roll: a member, or a seat that is filled. Each voice takes one position, whoever speaks for it.")
    ),
    "position": Term(
        _("Position"), _("Where a voice stands on a proposal. You can change it while the window is open; the newest counts.")
    ),
    "agree": Term(_("Agree"), _("You support the text as it is.")),
    "reservation": Term(
        _("Agree with reservations"), _("You support the text, but something worries you. Your reason is kept word for word.")
    ),
    "abstain": Term(_("Abstain"), _("You are present and take no side.")),
    "stand_aside": Term(
        _("Stand aside"),
        _("You cannot support it, you do not stop it, and you are not bound to carry it out. If too many stand aside, it is not adopted."),
    ),
    "objection": Term(
        _("Objection"),
        _(
            "A reason why the text, as it is, does harm that can be avoided, or misses its aim. It must be answered; only you can say that it is met."
        ),
    ),
    "block": Term(
        _("Block"),
        _(
            "The gravest objection: the text breaches a core principle of the network, or does serious harm to members. While it stands, there is no consensus."
        ),
    ),
    "recuse": Term(_("Recuse"), _("Your voice leaves the count on this proposal, for example because you would gain from it yourself.")),
    "silence": Term(
        _("Silence"),
        _(
            "A voice that was not heard. It is shown as silence, and is never support. A few classes adopt a text to which nobody objects, if enough voices say that they agree."
        ),
    ),
    "unresolved": Term(
        _("Unresolved objection"), _("An objection that was answered, and that its owner upholds. It goes on the record as dissent.")
    ),
    "dissent": Term(
        _("Dissent"), _("Objections and stand-asides that remained. A decision with dissent is always shown with its dissent.")
    ),
    "statement": Term(_("Statement"), _("A text that a dissenting voice adds to a decision after it is taken. Nobody edits it.")),
    "dissociation": Term(_("Dissociation"), _("A member says, after the decision, that it is no party to it. The decision stands.")),
    "sealed": Term(
        _("Sealed"), _("Said without your name for others. Only the people who keep the record can look, with a reason, and you are told.")
    ),
}

BELONGING = {
    "member": Term(_("Member"), _("An organisation or an individual that the network has admitted.")),
    "mandate": Term(_("Mandate"), _("It says for which member a person speaks, in which body, and from when to when.")),
    "body": Term(_("Body"), _("A group that decides by its own rules: the assembly, a working group, or a steering body.")),
    "steward": Term(
        _("Steward"),
        _("Whoever keeps the register of members, people, bodies and seats. A steward changes nobody's position and no decision."),
    ),
    "seat": Term(
        _("Seat"), _("A place in a steering body, often kept for a region or a kind of member. It is filled, vacant or suspended.")
    ),
    "alternate": Term(_("Alternate"), _("A person who acts for a seat while its holder cannot.")),
    "rule": Term(
        _("Hard rule"),
        _("A rule about who sits together that must hold, for example that each region has a seat. No one sits down against it."),
    ),
    "target": Term(
        _("Target"), _("What a body wants to reach with the people it seats. Missing it is shown, but stops nothing by itself.")
    ),
    "breach": Term(
        _("Breach"),
        _(
            "A body no longer keeps one of its own hard rules, for example because somebody left. It is published, and has to be cured by a day."
        ),
    ),
}

ELECTING = {
    "nomination": Term(_("Nomination"), _("Somebody is proposed for a seat. Only who consents stands for election.")),
    "ballot": Term(_("Ballot"), _("The paper on which you rank those who stand: first, second, and so on. It is secret.")),
    "quota": Term(_("Quota"), _("How many ballots elect a person. Whoever reaches it is elected.")),
    "transfer": Term(
        _("Transfer"), _("A ballot goes on to the next person it names when the first one is elected with votes to spare, or drops out.")
    ),
    "guarded": Term(
        _("Guarded"), _("In the count: a person who cannot drop out, because without them the rules of the body could no longer hold.")
    ),
    "excluded": Term(_("Excluded"), _("In the count: a person who drops out, and whose ballots go on to the next one they name.")),
}

RECORDING = {
    "record": Term(
        _("Record"), _("Every act in its order. Each entry is tied to the one before, so nothing can be changed or left out unseen.")
    ),
    "receipt": Term(_("Receipt"), _("A small file that proves that your act is in the record, unchanged, even without this site.")),
}

GROUPS = (
    (_("How a decision is taken"), DECIDING),
    (_("What a voice can say"), SPEAKING),
    (_("Who takes part"), BELONGING),
    (_("Elections"), ELECTING),
    (_("The record"), RECORDING),
)

TERMS = DECIDING | SPEAKING | BELONGING | ELECTING | RECORDING

BESIDE_ACTS = {
    "edit_draft": ("version", "authentic"),
    "open_comment": ("window", "ruleset", "issue"),
    "comment": ("issue",),
    "suggest_amendment": ("amendment", "issue"),
    "answer_issue": ("issue",),
    "revise": ("version", "authentic"),
    "call_for_objections": ("roll", "objection"),
    "raise_objection": ("objection", "block", "roll"),
    "second_block": ("block",),
    "answer_objection": ("objection", "unresolved"),
    "confirm_met": ("objection",),
    "withdraw_objection": ("reservation", "stand_aside"),
    "declare_unresolved": ("unresolved", "dissent"),
    "call_for_consensus": ("position", "quorum"),
    "take_position": ("agree", "reservation", "abstain", "stand_aside", "objection", "block"),
    "recuse": ("recuse", "quorum"),
    "close": ("quorum", "support", "fallback"),
    "cast_vote": ("fallback",),
    "extend_window": ("window",),
    "add_statement": ("statement",),
    "dissociate": ("dissociation",),
}
"""Which words help beside which act."""

BESIDE_STAGES = {
    "drafting": ("stage", "owner", "version"),
    "comment": ("stage", "window", "issue", "amendment"),
    "objection": ("stage", "window", "roll", "objection", "block"),
    "consensus": ("stage", "window", "position", "quorum"),
    "fallback": ("stage", "window", "fallback", "quorum"),
    "closed": ("decision", "dissent", "statement", "dissociation"),
}
"""Which words help beside which stage."""

"""Which entry of the ledger tells whom, by which template, at which urgency: one table, a row a line.

The rows of an act are asked from top to bottom, and each person is told once: of the first row that finds them. Whoever acted is
not told of their own act. An act that tells nobody stands in :data:`NOBODY`, with the reason. ``docs/notices.md`` prints both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from consensus.domain.notices import Urgency
from consensus.notifications import audiences as a
from consensus.notifications.audiences import Audience, Said


@dataclass(frozen=True, slots=True)
class When:
    """Under which condition a row holds, by what the entry says."""

    words: str
    holds: Callable[[Said], bool]


def _stage(words: str, stage: str, *, without: str = "") -> When:
    return When(words, lambda said: said.data.get("stage") == stage and (not without or said.data.get("because") != without))


ALWAYS = When("", lambda _said: True)
ISSUE = When("an issue", lambda said: bool(said.data.get("issue")))
REMARK = When("no issue", lambda said: not said.data.get("issue"))
DISSENT = When("an objection or a block", lambda said: said.data.get("code") in {"object", "block"})
OPENED = _stage("consensus follows", "consensus")
EXTENDED = _stage("the window is extended", "consensus", without="objection_unanswered")
HELD = When("it waits for an answer", lambda said: said.data.get("because") == "objection_unanswered")
BACK = _stage("it goes back to objections", "objection")
VOTE = _stage("a vote follows", "fallback")
IN_COMMENT = _stage("while it is commented on", "comment")
CALLED_OFF = When("it is called off", lambda said: bool(said.data.get("called_off")))
BY_ADDRESS = When("it was bound by address", lambda said: said.data.get("by") == "address")
HELD_MEETING = When("it was held", lambda said: not said.data.get("called_off"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    act: str
    audience: Audience
    kind: str
    """By which template: a row of ``words.KINDS``."""
    urgency: Urgency
    when: When = ALWAYS


OWED, CONCERNS, NEWS = Urgency.OWED, Urgency.CONCERNS, Urgency.NEWS

# fmt: off
TABLE: tuple[Row, ...] = (
    # A proposal is written and commented on.
    Row("create",               a.NAMED_FACILITATOR, "facilitator_named",     CONCERNS),
    Row("create",               a.NAMED_OWNERS,      "owner_named",           CONCERNS),
    Row("open_comment",         a.FACILITATOR,       "comment_led",           CONCERNS),
    Row("open_comment",         a.OF_BODY,           "comment_opened",        CONCERNS),
    Row("return_to_drafting",   a.OWNERS,            "drafted_again",         CONCERNS),
    Row("return_to_drafting",   a.FACILITATOR,       "drafted_again",         CONCERNS),
    Row("return_to_drafting",   a.OF_BODY,           "drafted_again",         NEWS),
    Row("translate",            a.OWNERS,            "translated",            CONCERNS),
    Row("change_visibility",    a.OF_BODY,           "visibility_changed",    NEWS),
    Row("comment",              a.OWNERS,            "issue_raised",          OWED,      ISSUE),
    Row("comment",              a.OWNERS,            "commented",             CONCERNS,  REMARK),
    Row("comment",              a.FACILITATOR,       "commented",             CONCERNS),
    Row("comment",              a.OF_BODY,           "commented",             NEWS),
    Row("suggest_amendment",    a.OWNERS,            "amendment_suggested",   OWED),
    Row("suggest_amendment",    a.FACILITATOR,       "amendment_suggested",   CONCERNS),
    Row("suggest_amendment",    a.OF_BODY,           "amendment_suggested",   NEWS),
    Row("answer_issue",         a.COMMENTER,         "issue_answered",        CONCERNS),
    Row("ask_sense_check",      a.OF_BODY,           "sense_asked",           CONCERNS),
    Row("close_sense_check",    a.OF_BODY,           "sense_closed",          NEWS),
    Row("revise",               a.MEANT_TO_MEET,     "met_asked",             OWED),
    Row("revise",               a.VOICES,            "revised",               CONCERNS),
    Row("revise",               a.FACILITATOR,       "revised",               CONCERNS),
    Row("revise",               a.OF_BODY,           "revised",               NEWS),
    # Objections are called for, raised, answered.
    Row("call_for_objections",  a.VOICES,            "objections_called",     OWED),
    Row("call_for_objections",  a.OWNERS,            "objections_called",     CONCERNS),
    Row("call_for_objections",  a.OF_BODY,           "objections_called",     NEWS),
    Row("raise_objection",      a.OWNERS,            "objection_raised",      OWED),
    Row("raise_objection",      a.FACILITATOR,       "objection_raised",      CONCERNS),
    Row("raise_objection",      a.VOICES,            "objection_raised",      NEWS),
    Row("second_block",         a.OBJECTOR,          "block_seconded",        CONCERNS),
    Row("second_block",         a.OWNERS,            "block_seconded",        CONCERNS),
    Row("second_block",         a.FACILITATOR,       "block_seconded",        CONCERNS),
    Row("answer_objection",     a.OBJECTOR,          "objection_answered",    CONCERNS),
    Row("answer_objection",     a.VOICES,            "an_objection_answered", NEWS),
    Row("confirm_met",          a.OWNERS,            "objection_met",         CONCERNS),
    Row("confirm_met",          a.FACILITATOR,       "objection_met",         CONCERNS),
    Row("confirm_met",          a.VOICES,            "objection_met",         NEWS),
    Row("withdraw_objection",   a.OWNERS,            "objection_withdrawn",   CONCERNS),
    Row("withdraw_objection",   a.FACILITATOR,       "objection_withdrawn",   CONCERNS),
    Row("withdraw_objection",   a.VOICES,            "objection_withdrawn",   NEWS),
    Row("declare_unresolved",   a.OBJECTOR,          "objection_unresolved",  CONCERNS),
    Row("declare_unresolved",   a.OWNERS,            "an_objection_unresolved", CONCERNS),
    Row("declare_unresolved",   a.VOICES,            "an_objection_unresolved", NEWS),
    Row("invite_to_be_heard",   a.OBJECTORS,         "invited_to_be_heard",   OWED),
    Row("invite_to_be_heard",   a.OWNERS,            "hearing_planned",       CONCERNS),
    Row("answer_invitation",    a.FACILITATOR,       "invitation_answered",   CONCERNS),
    Row("record_hearing",       a.OBJECTORS,         "hearing_recorded",      CONCERNS),
    Row("record_hearing",       a.OWNERS,            "hearing_recorded",      CONCERNS),
    Row("call_off_hearing",     a.OBJECTORS,         "hearing_called_off",    CONCERNS),
    Row("call_off_hearing",     a.OWNERS,            "hearing_called_off",    CONCERNS),
    # Positions and votes are asked for.
    Row("call_for_consensus",   a.VOICES,            "position_owed",         OWED,      OPENED),
    Row("call_for_consensus",   a.OWNERS,            "consensus_called",      CONCERNS,  OPENED),
    Row("call_for_consensus",   a.FACILITATOR,       "consensus_called",      CONCERNS,  OPENED),
    Row("call_for_consensus",   a.OF_BODY,           "consensus_called",      NEWS,      OPENED),
    Row("extend_window",        a.SILENT,            "window_extended",       CONCERNS),
    Row("extend_window",        a.OWNERS,            "window_extended",       CONCERNS),
    Row("extend_window",        a.OF_BODY,           "window_extended",       CONCERNS,  IN_COMMENT),
    Row("extend_window",        a.OF_BODY,           "window_extended",       NEWS),
    Row("remind",               a.REMINDED,          "reminded",              OWED),
    Row("take_position",        a.OWNERS,            "objection_raised",      OWED,      DISSENT),
    Row("take_position",        a.FACILITATOR,       "objection_raised",      CONCERNS,  DISSENT),
    Row("recuse",               a.FACILITATOR,       "recused",               CONCERNS),
    Row("close",                a.OWNERS,            "answer_awaited",        OWED,      HELD),
    Row("close",                a.FACILITATOR,       "answer_awaited",        OWED,      HELD),
    Row("close",                a.SILENT,            "position_owed",         OWED,      EXTENDED),
    Row("close",                a.VOICES,            "vote_owed",             OWED,      VOTE),
    Row("close",                a.VOICES,            "objections_again",      OWED,      BACK),
    Row("close",                a.OWNERS,            "objections_again",      CONCERNS,  BACK),
    Row("close",                a.FACILITATOR,       "objections_again",      CONCERNS,  BACK),
    # It is closed, and what comes after.
    Row("decide",               a.OWNERS,            "decided",               CONCERNS),
    Row("decide",               a.VOICES,            "decided",               CONCERNS),
    Row("decide",               a.FACILITATOR,       "decided",               CONCERNS),
    Row("decide",               a.OF_BODY,           "decided",               NEWS),
    Row("take_over",            a.OWNERS,            "taken_over",            CONCERNS),
    Row("come_back",            a.OWNERS,            "came_back",             CONCERNS),
    Row("come_back",            a.FACILITATOR,       "came_back",             CONCERNS),
    Row("come_back",            a.OF_BODY,           "came_back",             NEWS),
    Row("end_provisional",      a.OWNERS,            "provisional_ended",     CONCERNS),
    Row("end_provisional",      a.VOICES,            "provisional_ended",     CONCERNS),
    Row("end_provisional",      a.OF_BODY,           "provisional_ended",     NEWS),
    Row("supersede",            a.OWNERS,            "superseded",            CONCERNS),
    Row("supersede",            a.OF_BODY,           "superseded",            NEWS),
    Row("ratify",               a.OWNERS,            "ratified",              CONCERNS),
    Row("ratify",               a.OF_BODY,           "ratified",              NEWS),
    Row("add_statement",        a.OWNERS,            "statement_added",       CONCERNS),
    Row("add_statement",        a.OF_BODY,           "statement_added",       NEWS),
    Row("dissociate",           a.OWNERS,            "dissociated",           CONCERNS),
    Row("dissociate",           a.OF_BODY,           "dissociated",           NEWS),
    Row("set_review",           a.OWNERS,            "review_set",            CONCERNS),
    Row("set_review",           a.OF_BODY,           "review_set",            NEWS),
    Row("keep_decision",        a.OWNERS,            "decision_kept",         CONCERNS),
    Row("keep_decision",        a.OF_BODY,           "decision_kept",         NEWS),
    Row("add_task",             a.RESPONSIBLE,       "task_given",            CONCERNS),
    Row("add_task",             a.OWNERS,            "task_added",            CONCERNS),
    Row("end_task",             a.OF_TASK,           "task_ended",            CONCERNS),
    Row("hand_over",            a.HEIR,              "part_handed_over",      CONCERNS),
    Row("hand_over",            a.OWNERS,            "parts_changed",         CONCERNS),
    Row("hand_over",            a.FACILITATOR,       "parts_changed",         CONCERNS),
    Row("look_at_sealed",       a.SEALED_AUTHORS,    "sealed_read",           CONCERNS),
    Row("erase",                a.WHO_SAID,          "words_erased",          CONCERNS),
    # Meetings.
    Row("call_meeting",         a.SECRETARY,         "secretary_named",       CONCERNS),
    Row("call_meeting",         a.OF_BODY,           "meeting_called",        CONCERNS),
    Row("change_meeting",       a.SECRETARY,         "meeting_changed",       CONCERNS),
    Row("change_meeting",       a.OF_BODY,           "meeting_changed",       CONCERNS),
    Row("end_meeting",          a.OF_BODY,           "meeting_called_off",    CONCERNS,  CALLED_OFF),
    Row("end_meeting",          a.OF_BODY,           "minutes_there",         NEWS,      HELD_MEETING),
    Row("add_agenda_item",      a.PRESENTER,         "item_presented",        CONCERNS),
    Row("add_agenda_item",      a.OF_BODY,           "agenda_changed",        NEWS),
    Row("enter_position",       a.ENTERED,           "entry_to_confirm",      OWED),
    Row("reject_entry",         a.SECRETARY,         "entry_rejected",        CONCERNS),
    # Elections.
    Row("call_election",        a.IN_NETWORK,        "election_called",       CONCERNS),
    Row("extend_nominations",   a.IN_NETWORK,        "nominations_extended",  CONCERNS),
    Row("nominate",             a.PERSON,            "nominated",             OWED),
    Row("decline_nomination",   a.NOMINATOR,         "nomination_declined",   CONCERNS),
    Row("close_nominations",    a.ELECTORS,          "ballot_owed",           OWED),
    Row("close_nominations",    a.CANDIDATES,        "voting_opened",         CONCERNS),
    Row("count_election",       a.CANDIDATES,        "election_counted",      CONCERNS),
    Row("count_election",       a.IN_NETWORK,        "election_counted",      NEWS),
    Row("count_again",          a.CANDIDATES,        "election_counted",      CONCERNS),
    Row("count_again",          a.IN_NETWORK,        "election_counted",      NEWS),
    Row("appoint_elected",      a.SEATED,            "seat_filled",           CONCERNS),
    Row("appoint_elected",      a.CANDIDATES,        "elected_seated",        CONCERNS),
    Row("appoint_elected",      a.IN_NETWORK,        "elected_seated",        NEWS),
    Row("call_off_election",    a.CANDIDATES,        "election_called_off",   CONCERNS),
    Row("call_off_election",    a.IN_NETWORK,        "election_called_off",   CONCERNS),
    # Bodies and their seats.
    Row("fill_seat",            a.SEATED,            "seat_filled",           CONCERNS),
    Row("fill_seat",            a.OF_BODY,           "body_seated",           NEWS),
    Row("fill_seats",           a.SEATED,            "seat_filled",           CONCERNS),
    Row("fill_seats",           a.OF_BODY,           "body_seated",           NEWS),
    Row("leave_seat",           a.PERSON,            "term_ended",            CONCERNS),
    Row("leave_seat",           a.OF_BODY,           "body_seated",           NEWS),
    Row("end_term",             a.PERSON,            "term_ended",            CONCERNS),
    Row("end_term",             a.OF_BODY,           "body_seated",           NEWS),
    Row("suspend_seat",         a.PERSON,            "seat_suspended",        CONCERNS),
    Row("suspend_seat",         a.ALTERNATE,         "seat_suspended",        CONCERNS),
    Row("restore_seat",         a.PERSON,            "seat_restored",         CONCERNS),
    Row("restore_seat",         a.ALTERNATE,         "seat_restored",         CONCERNS),
    Row("name_alternate",       a.PERSON,            "alternate_named",       CONCERNS),
    Row("name_alternate",       a.HOLDER,            "alternate_changed",     CONCERNS),
    Row("end_alternate",        a.PERSON,            "alternate_changed",     CONCERNS),
    Row("end_alternate",        a.HOLDER,            "alternate_changed",     CONCERNS),
    Row("stand_in",             a.PERSON,            "stands_in",             CONCERNS),
    Row("stand_in",             a.HOLDER,            "alternate_changed",     CONCERNS),
    Row("end_standing_in",      a.PERSON,            "alternate_changed",     CONCERNS),
    Row("end_standing_in",      a.HOLDER,            "alternate_changed",     CONCERNS),
    Row("name_facilitators",    a.OFFERED,           "offered_as_facilitator", CONCERNS),
    Row("name_facilitators",    a.OFFERED_NO_MORE,   "offered_no_more",       CONCERNS),
    Row("join_body",            a.OF_MEMBER,         "joined_body",           CONCERNS),
    Row("leave_body",           a.OF_MEMBER,         "left_body",             CONCERNS),
    Row("change_body",          a.OF_BODY,           "body_changed",          NEWS),
    Row("add_seat",             a.OF_BODY,           "seats_changed",         NEWS),
    Row("change_seat",          a.OF_BODY,           "seats_changed",         NEWS),
    Row("abolish_seat",         a.OF_BODY,           "seats_changed",         NEWS),
    Row("change_terms",         a.OF_BODY,           "rules_changed",         NEWS),
    Row("change_cure",          a.OF_BODY,           "rules_changed",         NEWS),
    Row("adopt_ruleset",        a.OF_BODY,           "rules_changed",         CONCERNS),
    Row("adopt_ruleset",        a.POOL,              "rules_changed",         CONCERNS),
    Row("breach_began",         a.STEWARDS,          "breach_began",          CONCERNS),
    Row("breach_began",         a.OF_BODY,           "breach_began",          CONCERNS),
    Row("breach_cured",         a.STEWARDS,          "breach_cured",          CONCERNS),
    Row("breach_cured",         a.OF_BODY,           "breach_cured",          NEWS),
    Row("breach_uncured",       a.STEWARDS,          "breach_uncured",        CONCERNS),
    Row("breach_uncured",       a.OF_BODY,           "breach_uncured",        CONCERNS),
    Row("try_rules",            a.LOOKED_AT,         "gender_looked_at",      CONCERNS),
    # People and the network.
    Row("look_at_gender",       a.PERSON,            "gender_looked_at",      CONCERNS),
    Row("grant_mandate",        a.PERSON,            "mandate_granted",       CONCERNS),
    Row("end_mandate",          a.PERSON,            "mandate_ended",         CONCERNS),
    Row("change_member",        a.OF_MEMBER,         "member_changed",        CONCERNS),
    Row("make_steward",         a.PERSON,            "steward_made",          CONCERNS),
    Row("unmake_steward",       a.PERSON,            "steward_unmade",        CONCERNS),
    Row("link_identity",        a.PERSON,            "identity_bound",        CONCERNS, BY_ADDRESS),
    Row("name_auditor",         a.PERSON,            "auditor_named",         CONCERNS),
    Row("name_auditor",         a.STEWARDS,          "auditors_changed",      CONCERNS),
    Row("end_audit",            a.PERSON,            "audit_ended",           CONCERNS),
    Row("end_audit",            a.STEWARDS,          "auditors_changed",      CONCERNS),
    Row("rotate_key",           a.STEWARDS,          "key_rotated",           CONCERNS),
    Row("give_up_webhook",      a.STEWARDS,          "webhook_given_up",      CONCERNS),
    Row("set_retention",        a.STEWARDS,          "retention_changed",     CONCERNS),
    Row("place_hold",           a.STEWARDS,          "retention_changed",     CONCERNS),
    Row("release_hold",         a.STEWARDS,          "retention_changed",     CONCERNS),
)
# fmt: on

_DECIDE_FOLLOWS = "because the entry of the decision follows and tells"
_THEIR_OWN = "because it is their own and concerns nobody else"
_IN_THE_ROOM = "because who is in the room sees it"
_BESIDE_THEM = "because stewards keep them, and the page of webhooks shows what was done"
_LETTER = "because a letter of its own goes to whom it is for"

# fmt: off
NOBODY: dict[str, str] = {
    "edit_draft":           "because a draft is its owners'; whoever is named in it is told when comment opens",
    "answer_sense_check":   "because an answer may be without a name, and a notice would say when it was given",
    "take_over_amendment":  "because its entries are those of revise and answer_issue",
    "take_back_comment":    "because its entry is that of erase, by whoever said the words",
    "advance":              "because its entries are those of the acts that fell due",
    "cast_vote":            "because how many voted is on the page, and a notice for each would be a nuisance",
    "withdraw_proposal":    _DECIDE_FOLLOWS,
    "defer":                _DECIDE_FOLLOWS,
    "lapse":                _DECIDE_FOLLOWS,
    "reduce_attribution":   "because a notice would point at who said it",
    "start_meeting":        _IN_THE_ROOM,
    "open_item":            _IN_THE_ROOM,
    "close_item":           _IN_THE_ROOM,
    "call_position":        _IN_THE_ROOM,
    "remove_agenda_item":   _IN_THE_ROOM,
    "confirm_entry":        _IN_THE_ROOM,
    "add_note":             "because the minutes hold it, and tell when the meeting is over",
    "stand":                "because the page of the election shows who stands",
    "withdraw_candidacy":   "because the page of the election shows who stands",
    "cast_ballot":          "because nothing may say when somebody voted",
    "decline_step":         "because only the steward takes steps, and took this one",
    "found_body":           "because nobody is of a body before it is founded",
    "set_up_network":       "because nobody is there yet",
    "admit_member":         "because nobody speaks for a member before a mandate is granted",
    "import_members":       "because the entries of its acts tell",
    "add_person":           "because they are not invited yet",
    "invite_person":        _LETTER,
    "invite_again":         _LETTER,
    "correct_address":      _LETTER,
    "accept_invitation":    _THEIR_OWN,
    "reset_password":       _THEIR_OWN,
    "change_password":      _THEIR_OWN,
    "sign_out_everywhere":  _THEIR_OWN,
    "sign_in_elsewhere":    _THEIR_OWN,
    "unlink_identity":      _THEIR_OWN,
    "change_address":       _THEIR_OWN,
    "change_settings":      _THEIR_OWN,
    "declare_gender":       "because nobody is told what somebody declares, nor that they did",
    "import_loomio":        "because what was decided elsewhere asks nothing of anybody here",
    "import_decision":      "because what was decided elsewhere asks nothing of anybody here",
    "answer_by_link":       "because the entry of the act that it confirms tells",
    "answer_by_letter":     "because the entry of the act beside it tells",
    "make_calendar_address": _THEIR_OWN,
    "end_calendar_address": _THEIR_OWN,
    "choose_calendar_words": _THEIR_OWN,
    "receive_mail":         "because the entry of the act that it confirms tells",
    "choose_answers_at_once": _THEIR_OWN,
    "make_token":           _THEIR_OWN,
    "revoke_token":         _THEIR_OWN,
    "add_webhook":          _BESIDE_THEM,
    "change_webhook":       _BESIDE_THEM,
    "switch_webhook":       _BESIDE_THEM,
    "renew_webhook_secret": _BESIDE_THEM,
    "remove_webhook":       _BESIDE_THEM,
    "keep_retention":       "because it is the daily course of what stewards settled",
}
# fmt: on
"""Acts that tell nobody, and why."""

_BY_ACT: Mapping[str, tuple[Row, ...]] = {
    act: tuple(row for row in TABLE if row.act == act) for act in dict.fromkeys(row.act for row in TABLE)
}


def rows_for(said: Said) -> tuple[Row, ...]:
    """Return the rows that hold for an entry, in the order in which they are asked."""
    return tuple(row for row in _BY_ACT.get(said.act, ()) if row.when.holds(said))

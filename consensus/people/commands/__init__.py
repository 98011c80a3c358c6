"""What can be done with people: each a function of a session, the one who acts, and the instant; one transaction each."""

from __future__ import annotations

from consensus.people.commands.auditing import end_audit, name_auditor
from consensus.people.commands.doors import (
    SignIn,
    SignInOutcome,
    accept_invitation,
    request_reset,
    reset_password,
    sign_in,
)
from consensus.people.commands.importing import Imported, import_members
from consensus.people.commands.mandates import end_mandate, grant_mandate
from consensus.people.commands.members import admit_member, change_member
from consensus.people.commands.network import set_up_network
from consensus.people.commands.own import change_password, change_settings, declare_gender, sign_out_everywhere
from consensus.people.commands.persons import (
    Invited,
    add_person,
    correct_address,
    invite_again,
    invite_person,
    look_at_gender,
    make_steward,
    unmake_steward,
)
from consensus.people.commands.reaching import ask_new_address, change_address, try_mail_again

__all__ = [
    "Imported",
    "Invited",
    "SignIn",
    "SignInOutcome",
    "accept_invitation",
    "add_person",
    "admit_member",
    "ask_new_address",
    "change_address",
    "change_member",
    "change_password",
    "change_settings",
    "correct_address",
    "declare_gender",
    "end_audit",
    "end_mandate",
    "grant_mandate",
    "import_members",
    "invite_again",
    "invite_person",
    "look_at_gender",
    "make_steward",
    "name_auditor",
    "request_reset",
    "reset_password",
    "set_up_network",
    "sign_in",
    "sign_out_everywhere",
    "try_mail_again",
    "unmake_steward",
]

"""What can go wrong on the way to the provider and back: one sentence each, which says what to do."""

from __future__ import annotations

from enum import StrEnum

from consensus.domain.speech import _


class Trouble(StrEnum):
    """Why somebody did not come in."""

    NOT_REACHED = "not_reached"
    """The provider gave no answer that can be understood."""
    DECLINED = "declined"
    """The provider says that nobody signed in there."""
    NOT_BEGUN = "not_begun"
    """This answer belongs to nothing that was begun in this browser, or lately."""
    NOT_SIGNED = "not_signed"
    """What came is not what the provider says of somebody who just signed in for us."""
    UNKNOWN = "unknown"
    """Nobody here is bound to that account."""
    TOO_MANY = "too_many"

    @property
    def sentence(self) -> str:
        """What is said of it."""
        return _SENTENCES[self]

    @property
    def status(self) -> int:
        """With which status the page is answered."""
        return {Trouble.NOT_REACHED: 502, Trouble.TOO_MANY: 429, Trouble.UNKNOWN: 403}.get(self, 400)


_SENTENCES = {
    Trouble.NOT_REACHED: _(
        "The other site could not be reached, or gave no answer that can be understood. Try again, or come in with your password."
    ),
    Trouble.DECLINED: _("You did not sign in at the other site. Try again, or come in with your password."),
    Trouble.NOT_BEGUN: _("This was begun in another browser, too long ago, or was used already. Begin again here."),
    Trouble.NOT_SIGNED: _("What the other site said about you could not be confirmed, so nobody was signed in. Begin again here."),
    Trouble.UNKNOWN: _(
        "Nobody here is bound to that account. Come in with your password or your invitation, and bind the account on your own page; "
        "if you have no invitation, ask a steward of the network."
    ),
    Trouble.TOO_MANY: _("There were too many attempts. Wait a quarter of an hour, then try again, or come in with your password."),
}


class SignOnError(Exception):
    """Somebody did not come in; it holds nothing of what was sent."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble

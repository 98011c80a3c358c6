"""Whether the rules of a body allow a step: the roster that would follow is judged before it takes effect.

Source: composition.md, "When a rule acts", 1.
"""

from __future__ import annotations

from consensus.bodies.queries.verdicts import BodyVerdict, Judged
from consensus.domain.errors import CompositionError
from consensus.domain.speech import _


def allowed(before: Judged, after: Judged, reason: str) -> BodyVerdict:
    """Return the verdict on the roster that follows.

    :raises CompositionError: when a hard rule fails and the step is no improvement, or when a hard rule is left open
        and no reason is given.
    """
    verdict = after.verdict
    if verdict.broken and not after.improves(before):
        raise CompositionError(
            _("The seats would break a rule of this body, so nothing was changed."),
            tuple(sentence for each in verdict.broken for sentence in each.sentences),
        )
    if verdict.open and not reason.strip():
        raise CompositionError(
            _("An undisclosed value leaves a rule of this body open. To go ahead, give a reason: it goes on the record."),
            tuple(sentence for each in verdict.open for sentence in each.sentences),
        )
    return verdict


def allowed_unless_alike(before: Judged, after: Judged, reason: str) -> BodyVerdict:
    """Return the verdict on a roster that follows, as :func:`allowed`; one that is to the rules what it was is never refused.

    So a body that does not keep its rules anyway, or not yet, may take a step that makes no difference to them.
    """
    return after.verdict if after.own == before.own else allowed(before, after, reason)

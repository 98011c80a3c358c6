"""A proposal whose temperature was taken, and to which two members object for the same passage: they are to be heard together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from consensus.demonstration.telling import Story
from consensus.domain.terms import Disposition, Gradient

PASSAGE = "published with the names of the villages"

TEXT = (
    "## What we propose\n\nMembers measure the air where they live, for one dry season.\n\n"
    f"## What becomes of it\n\nThe measurements are {PASSAGE}, in a map that anybody can read.\n"
)


def hearing_story(now: datetime, roll: Sequence[str]) -> Story:
    """Return the story, seen from ``now``; ``roll`` are members of the working group on the climate."""
    owner, facilitator, *others = roll
    story = Story("CLIMATE", "project", "Shall we measure the air where we live?", TEXT, owner, facilitator, now - timedelta(days=18))
    story.open_comment()
    story.ask_sense_check(1, "How warm are you to measuring the air ourselves, instead of asking the state to?", is_by_name=False)
    story.answer_sense_check(1.5, 3, Gradient.ENDORSE, others[:7]).answer_sense_check(3, 4, Gradient.MINOR_POINT, others[7:11])
    story.answer_sense_check(4, 5, Gradient.RESERVATIONS, others[11:16]).answer_sense_check(5, 5.5, Gradient.ABSTAIN, others[16:18])
    story.answer_sense_check(5.5, 6, Gradient.DISAGREE, others[18:20]).answer_sense_check(6, 6.2, Gradient.VETO, others[20:21])
    story.close_sense_check(9).call_for_objections(14.2)
    story.object(
        15,
        others[20],
        "Whoever reads the map knows where to look for those who measured. Two of ours were beaten for less.",
        name="measured",
        ground="members",
        remedy="Publish regions, not villages.",
        whom="Those who carry the instruments, and their families.",
        passage=PASSAGE,
        block=True,
    )
    story.object(
        15.5,
        others[19],
        "A village that is on the map as poisoned sells nothing any more.",
        name="market",
        ground="harm",
        remedy="Let each village decide.",
        whom="Women who sell vegetables at the road.",
        passage=PASSAGE,
    )
    answer = "Both of you speak of the same words. We want to understand before we change them."
    story.answer_objection(16, "measured", answer, Disposition.PARTLY_ACCEPTED)
    story.invite(
        16.5,
        "measured",
        "market",
        for_day=20,
        place="By call: https://call.example.org/air",
        passage=PASSAGE,
        text="An hour, with somebody who interprets. Each objection stays your own.",
    )
    return story.come(17, others[20], "measured", "I come, without a picture.")

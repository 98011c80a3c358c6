"""Fields that several acts take, each said once."""

from __future__ import annotations

from consensus.api.kinds import ID, WORDS, Integer, OneOf, Text
from consensus.api.records import Many, Named, Record, needed, optional
from consensus.domain.terms import Attribution, Disposition, Stage
from consensus.proposals.texts import QUESTION_MAX_CHARACTERS

LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})?$"
WRITTEN, LONG = Text(is_written=True), Text(20_000)
SENT_TEXT = Record(
    "SendText",
    "A question and its text in one language.",
    {"question": needed(Text(QUESTION_MAX_CHARACTERS)), "text": needed(WORDS, "Markdown.")},
)
TEXTS = needed(Named(SENT_TEXT, LANGUAGE), "By language; the authentic one must be among them.")
CONFIRMED = optional(Many(Text(12)), "Languages of which you say that their text holds as it is.")
REASON = needed(WORDS, "In your own words.")
ON_VERSION = needed(Integer(1), "The version that you read. If there is a newer one, nothing is done: stale_version.")
FOR_VOICE = optional(ID, "For which of your voices; not needed where you have one.")
SEEN = optional(OneOf(Stage), "The stage that you saw. If it is another by now, nothing is done.")
ATTRIBUTION = optional(OneOf(Attribution), "How your words are shown outside the body.")
COMMENT_ID = needed(ID, "Which issue.")
DISPOSITION = needed(OneOf(Disposition))
ARGUMENT = {
    "remedy": optional(LONG, "What would remove it."),
    "whom": optional(LONG, "To whom it does harm."),
    "passage": optional(LONG, "The passage that it speaks of."),
}

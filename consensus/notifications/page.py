"""The table of notices as a page: which act tells whom, of what, at which urgency; and which tell nobody, and why.

Written to ``docs/notices.md`` by ``consensus docs notices``; a test fails when the page is stale.
"""

from __future__ import annotations

from consensus.notifications.table import NOBODY, TABLE
from consensus.notifications.words import KINDS

_HEAD = """# Notices: who is told of what, and how it reaches them

Generated from `consensus/notifications/` by `consensus docs notices`; change the table there, then write this page anew.

A round of the clock reads the ledger behind a cursor and makes the notices of each entry, in one transaction with the place where the cursor then stands. A notice is there once for an entry, a cause, a person and a channel, so none is lost or doubled, whatever is killed and however many clocks run (`tests/notifications/test_killed.py`). An installation that is brought to the version with notices begins at the present end of its ledger. An entry that was erased tells nobody.

## What reaches somebody

- **Owed**: a position, a vote, a ballot, an answer. It always comes: on the page, and by letter unless it is shown on a device of theirs; at once, or when quiet hours are over, unless less than two hours would be left of the window then.
- **Concerns**: their text, their seat, a question that is put to them. It comes unless they chose "Only what I owe" for that body.
- **News**: the rest. It comes to those who chose "Everything" for that body.

Whoever chose nothing is told of what they owe and of what concerns them. What is not owed comes together, once a day at 8:00 in their own zone; or once a week, or as it comes, as they choose under My account. A digest of a day goes once. What somebody owes is never in one: it comes as a letter of its own, which alone has links and a code to answer it; the lines of a digest lead to their pages. Quiet hours are from 21:00 to 7:00 unless they say otherwise. These are defaults of the software.

**Letters are discreet** unless their reader chose otherwise: subject, text, HTML, Message-ID, link and headers say that something waits, and nothing of what it is; a link holds chance alone, and leads on only whoever is signed in as the reader. A letter that is not discreet says what it is about in the reader's language, until when in the reader's zone, carries a link for each position that can be taken, and the dates of which it tells as a calendar file ([calendar.md](calendar.md)). No notice says who objected, blocked or stood aside. Where its reader may no longer read what it is about, it says no more than a discreet one.

**One step to fewer letters**: each letter has List-Unsubscribe and List-Unsubscribe-Post (RFC 8058), and the same link at its end. Opening it asks; only sending the form changes something, and no sign-in is needed: its body then tells by letter only of what is owed. From a digest, or a letter that is of no body, all letters about what is not owed end.

**On the page**: My notices lists all of them; how many are new stands in the title of every page. Opening one, following the link of its letter, or acting on what it is about, marks it as seen.

**Nothing is asked for after its end.** Where a clock was away, a night or a digest held a notice back, or the mail server or push service was down until the window was over, what asks for a position, a vote, a ballot, an objection, a comment or an answer to a nomination is not sent any more, on no channel: it is noted as dropped, or given up in the queue. Who did meanwhile what it asks for is not asked. On the page it stays with the others, as what was asked at its time.

Letters lie in the queue of [operating.md](operating.md); an address from which letters came back gets none until it is changed, and the notice is noted as dropped. Notices, digests and what people chose are ordinary rows, not part of the record; notices that are a year old go (see [retention.md](retention.md)).

## Reminders

Whoever speaks for a voice that owes a position or a vote, or for a member that has not cast its ballot, is reminded seven days, two days and six hours before the window ends, as far as it allows, and not at night where they are: what would come between 22:00 and 7:00 comes at the end of the night if half of the time is left then, otherwise on the evening before (`consensus/domain/reminders.py`). The same holds in the objection stage of a class in which silence consents. Where it does not, nobody owes a word then: whoever has not objected hears one last call, two days before the end (six hours where the window is shorter), and the facilitator hears of it only where some voice was not reached. Each is made once for an end of a window; a window that moved has its reminders before its new end alone. Who spoke meanwhile is not reminded. Two days and six hours before, the facilitator is told whom nobody reached. Defaults of the software.

## Who was told

For each voice of a roll it is written down when somebody who speaks for it was told of the present window, and by which channel: a notice on the page tells once it is opened, a letter once the mail server took it, a sign on a device once its push service took it. Whoever acts on the proposal while the window is open, whoever opened it among them, was told on the page. A letter that comes back tells no more; one laid down in a folder, because no mail server is set, told nobody. Discreet letters count: they say that something waits. The page "Who was told" of a proposal shows it to the people of the body, those whom nobody reached first; why letters do not arrive is shown to the facilitator and the steward alone, and never an address. The record of the decision holds it, without saying who.

Where silence consents, it does so only if every voice was told before the window ended, or spoke in it; otherwise all are asked where they stand. This goes further than section 5.7 of the process, and is a default of the software.

## Adding one

A row in `table.py`, a template in `words.py`, the sentence in each language; then `consensus docs notices`. What comes later and not with an entry (a reminder) has a template too, and is made by `make_notices` with a cause of its own, such as `reminder:2d`.

"""


def as_page() -> str:
    """Return the page in Markdown."""
    head = ("| act | whom | urgency | what it says |", "|---|---|---|---|")
    rows = (
        f"| `{row.act}`{f', {row.when.words}' if row.when.words else ''} | {row.audience.name} | {row.urgency.value} | {KINDS[row.kind].line} |"
        for row in TABLE
    )
    nobody = (f"| `{act}` | {why} |" for act, why in NOBODY.items())
    rule = "Of the rows of an act each person is told once, of the first that finds them. Whoever acted is not told of their own act."
    told = "\n".join((*head, *rows))
    untold = "\n".join(("| act | why |", "|---|---|", *nobody))
    return f"{_HEAD}## Which act tells whom\n\n{rule}\n\n{told}\n\n## Acts that tell nobody\n\n{untold}\n"

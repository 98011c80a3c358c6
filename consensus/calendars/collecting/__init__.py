"""The dates that one reader may have in a calendar, judged anew each time: whoever may no longer read something has it no more."""

"""Bodies: who decides together, in which seats, under which ruleset."""

"""Erasing words that should never have been written down: a steward's act, with a reason, seen by the body.

``finding`` says what an entry holds and whether it can go, ``commands`` lets it go, ``verification`` looks afterwards.
"""

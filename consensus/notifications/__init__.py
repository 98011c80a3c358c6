"""Notices: who is told of what, derived from the entries of the ledger, and how it reaches them.

``table.py`` says which act tells whom; ``deriving.py`` reads the ledger behind a cursor and makes the notices, each once;
``delivering.py`` turns those that go out into letters and pushes; ``choosing`` and the pages are a person's own.
"""

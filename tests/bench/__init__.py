"""Measures the program: requests per second beside a bare Flask route, statements, bytes, and what a hundred thousand decisions cost;
counting beside other counters, the search for rosters beside the bare solver.

``network.py`` makes what is measured, ``decisions.py`` multiplies it, ``serving.py`` serves it, ``load.py`` asks for it,
``counting.py`` counts statements and bytes, ``tallies.py`` has ballots counted by every counter behind ``counters.py``,
``seats.py`` asks who can sit, ``appending.py`` and ``ledgers.py`` look at the ledger, ``telling.py`` prints. Nothing here is
a test: a machine swings by a factor of two between minutes, so times are printed and never asserted.
"""

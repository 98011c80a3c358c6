"""Measures the program: requests per second beside a bare Flask route, statements, bytes, and what a hundred thousand decisions cost.

``network.py`` makes what is measured, ``decisions.py`` multiplies it, ``serving.py`` serves it, ``load.py`` asks for it,
``counting.py`` counts, ``telling.py`` prints. Nothing here is a test: a machine swings by a factor of two between minutes,
so times are printed and never asserted.
"""

"""The clock: does what is due, at the instant at which it fell due, whatever runs twice and after any downtime.

The database says what is due; the scheduler only ticks. ``due.py`` does it, ``scheduler.py`` ticks.
"""

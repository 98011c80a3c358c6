"""Webhooks: chat rooms and programs outside that are told what happened, as far as their audience may see it.

``telling`` says what an entry of the ledger tells and to whom, ``making`` lays down what is to be delivered, ``wording`` and
``shapes`` say it, ``signing`` signs it, ``delivering`` brings it. Nothing of the record depends on any of it.
"""

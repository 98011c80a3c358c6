"""Consensus: a member-led network decides by consensus, with rules for balance and a record that proves itself.

Importing ``consensus.domain`` loads no web framework and no database: the rules stand alone.
``consensus.app.create_app`` wires the web application, ``consensus.cli.main`` is the program.
"""

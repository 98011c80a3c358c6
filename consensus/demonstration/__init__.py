"""The demonstration network: invented, plainly so, and made through the program's own commands with an earlier clock.

``invented.py`` names who is in it, ``founding.py`` sets it up, ``stories.py`` tells its proposals, ``building.py`` plays them in
the order in which they happened.
"""

DATABASE = "consensus.sqlite"
"""The file in the demonstration's folder that is there once all of it is made."""

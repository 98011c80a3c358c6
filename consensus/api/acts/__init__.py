"""The acts that have a door here, each with what it takes: the same commands as on the pages, in a module for each noun.

``consensus/api/every.py`` lists the modules. Which acts have no door is said in docs/api.md, which a test holds against them.
"""

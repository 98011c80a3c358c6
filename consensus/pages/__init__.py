"""Pages that join features: home, a proposal with its roll, what a reader can do now, a body's proposals.

``*_page.py`` reads rows into frozen values for one page; ``views.py`` answers requests with them.
"""

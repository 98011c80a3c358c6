"""Dates that people keep in their own calendars: feeds under secret addresses, feeds of bodies, and one date as a file."""

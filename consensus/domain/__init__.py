"""The rules. Frozen values in, frozen values out: no web, no database, no clock, no chance."""

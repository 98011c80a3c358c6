"""Members, persons, mandates, and the doors through which people come in."""

"""A real Chromium and a real server, for journeys."""

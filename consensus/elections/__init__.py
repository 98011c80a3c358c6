"""Filling seats: who can sit together at all, who could fill a vacancy, and counting ballots under the body's rules."""

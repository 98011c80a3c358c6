"""Voting: rolls, objections, positions, votes, and everything that closes a proposal."""

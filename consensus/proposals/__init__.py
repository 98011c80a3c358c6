"""Proposals: their text and its versions, the comments on it, and the issues that must be answered."""

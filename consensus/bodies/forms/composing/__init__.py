"""Composition rules as sentences with fields: what is shown, what was typed, what it makes; and the file that carries them."""

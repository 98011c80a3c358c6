"""The archive: what was decided, found, read and taken away, each reader seeing what they may see and no more."""

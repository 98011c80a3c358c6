"""The interface for other programs: what pages show and do, as JSON, through the same queries, commands and permissions."""

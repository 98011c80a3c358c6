"""How long names and leftovers are kept: a policy as data, holds that stop it, a dry run, and the run of each day."""

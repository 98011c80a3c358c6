"""Elections: counting ballots under the rules of the body."""

"""What the program says, in each language: the catalogs, and what finds the sentences that belong into them."""

"""What can be read, noun by noun: the queries of the pages, and which of their values are handed out under which names."""

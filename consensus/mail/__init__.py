"""Letters on their way: the queue, the server that takes them, and what came back."""

"""Which figures about teachers may be told, so that nobody is found by subtracting."""

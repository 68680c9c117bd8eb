"""What waits for somebody: read at once, put into a calendar, and told by mail."""

"""What is owed, delivered and counted: years, streams, cuts, obligations, reports."""

"""Plans in PostgreSQL: kept as drafts, moved from state to state, read by who may."""

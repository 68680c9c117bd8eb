"""Schools: read as pages and one by one, registered, transferred, dated and counted."""

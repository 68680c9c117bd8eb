"""Plans of accompaniment and of tutoring: what a coordinator sets out to do in a year, what the
director decides over it, and how it ends (F33, F42-F49)."""

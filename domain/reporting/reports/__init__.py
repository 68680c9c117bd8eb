"""Filing a sworn report: one or more observations that fulfil one obligation (F82-F86, A6)."""

"""Reports in PostgreSQL. Every read takes a reach; there is no way to ask without one."""

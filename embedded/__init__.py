"""The PostgreSQL server that a checkout brings along: found, prepared, started and stopped here.

Production gives a `JEC_DATABASE_URL` instead and imports nothing of this package.
"""

#!/bin/sh
# Runs once, when the volume of the database is empty: the role of the application, no superuser,
# and its database. What it may do beyond that comes with owning the database.
set -eu
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
    --set=password="$(cat /run/secrets/db_jec)" <<'SQL'
create role jec login nosuperuser password :'password';
create database jec owner jec;
SQL

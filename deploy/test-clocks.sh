#!/bin/sh
# The tests that are not slow, each time with the machine's clock elsewhere (PostgreSQL included):
# the ends of a year and of February, before the first cut and after the last, and around midnight
# in Peru. Needs faketime (Debian: apt-get install faketime). One run is some minutes.
#   deploy/test-clocks.sh [moment ...]      moments as date(1) reads them
set -eu
cd "$(dirname "$0")/.."
command -v faketime > /dev/null || { echo "Falta faketime: apt-get install faketime" >&2; exit 1; }
library=$(faketime -f +0s printenv LD_PRELOAD)
[ $# -gt 0 ] || set -- 2026-12-31T23:50-05:00 2028-02-29T12:00-05:00 2027-01-15T09:00-05:00 \
    2026-12-16T10:00-05:00 2027-08-30T23:58-05:00
failed=
for moment in "$@"; do
    away=$(($(date -d "$moment" +%s) - $(date +%s)))
    echo "== $moment"
    LD_PRELOAD=$library FAKETIME=$(printf '%+ds' "$away") \
        ${PYTEST:-.venv/bin/python -m pytest -n 2} -m 'not slow' --hypothesis-profile=few -q \
        ${ARGS:-} || failed="$failed $moment"
done
[ -z "$failed" ] || { echo "Fallan:$failed" >&2; exit 1; }

#!/bin/sh
# Makes the secret files that compose.yaml mounts, each readable by the one account that needs it.
# Run it as root on the server, once: it never replaces a file that exists.
set -eu
umask 077
folder=${1:-$(dirname "$0")/secrets}
image=10001   # the account of the Dockerfile
database=999  # the account of the official PostgreSQL image

command -v openssl >/dev/null || {
    echo "Hace falta openssl para crear las claves." >&2
    exit 1
}
mkdir -p "$folder"
cd "$folder"

keep() { # OWNER FILE: store standard input, unless the file exists
    if [ -e "$2" ]; then
        cat >/dev/null
        return
    fi
    cat >"$2.new"
    chmod 0400 "$2.new"
    [ "$(id -u)" -ne 0 ] || chown "$1" "$2.new"
    mv "$2.new" "$2"
    echo "creado: $folder/$2"
}

openssl rand -hex 32 | keep "$database" db_superuser
openssl rand -hex 32 | keep "$database" db_jec
printf 'db:5432:jec:jec:%s\n' "$(cat db_jec)" | keep "$image" pgpass
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null | keep "$image" signing_key

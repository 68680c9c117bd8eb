#!/bin/sh
# Installs the pinned Node tools beside this file, once per version of the lock file.
set -eu
cd "$(dirname "$0")"

if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a === 20 && +b >= 19) ? 0 : 1)' 2>/dev/null; then
    echo "Hace falta Node 20.19 o posterior (con npm) para revisar el contrato; el sistema no lo usa." >&2
    exit 1
fi
wanted=$(cksum <package-lock.json)
if [ "$(cat node_modules/.made-from 2>/dev/null || true)" != "$wanted" ]; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || {
        echo "No se pudieron instalar las herramientas de Node: la primera vez hace falta conexión." >&2
        exit 1
    }
    echo "$wanted" >node_modules/.made-from
fi

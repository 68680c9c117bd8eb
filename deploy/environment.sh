#!/bin/sh
# Makes .venv exactly what the lock files say, from nothing but a Python. Called by every `make`
# target, so when there is nothing to do it must know at once and without network.
set -eu
cd "$(dirname "$0")/.."

here=$(pwd -P)
stamp=.venv/made-from
# The path is part of it: the scripts of a virtual environment hold the path where it was made.
wanted="$here
$(cat requirements/uv.lock requirements/dev.lock pyproject.toml deploy/environment.sh | cksum)"

works() { .venv/bin/python -c '' 2>/dev/null; }

if [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ] && works; then
    exit 0
fi

problem() {
    printf '%s\n' "$@" >&2
    exit 1
}

# 3.13 first: it is the version of the image. A name in PATH may be a broken shim, so each is tried.
find_python() {
    for name in python3.13 python3.12 python3.11 python3.14 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    problem "Hace falta Python 3.11 o posterior, y no se encontró ninguno en PATH." \
        "El que hay es: $(python3 --version 2>&1 || true)" \
        "Instálelo (en Debian y Ubuntu: apt install python3 python3-venv) y vuelva a intentarlo."
}

# A checkout that was moved or copied has an environment that still points to its old place.
belongs_here() {
    works && .venv/bin/python -c '
import pathlib, sys
script = pathlib.Path(".venv/bin/pip").read_text(errors="replace")
sys.exit(sys.version_info < (3, 11) or sys.argv[1] + "/.venv/bin/" not in script)' "$here" 2>/dev/null
}

if ! belongs_here; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || problem \
        "A $("$python" --version) le falta el módulo venv, con el que se crea el entorno." \
        "Instálelo (en Debian y Ubuntu: apt install python3-venv) y vuelva a intentarlo."
    echo "Creando el entorno .venv con $("$python" --version)..."
    rm -rf .venv
    "$python" -m venv .venv
fi
rm -f "$stamp"

echo "Instalando las dependencias fijadas en requirements/ (solo la primera vez)..."
# Whatever the user has set for their own Python must not reach ours.
unset PYTHONPATH PYTHONHOME PIP_TARGET PIP_USER UV_SYSTEM_PYTHON UV_PROJECT_ENVIRONMENT || true
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never
# Networks that inspect traffic sign with an authority that only the system's own list knows.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    [ -s "$bundle" ] && export UV_SYSTEM_CERTS=1
done
# No home to write to (a service account, a container): keep the cache for this run only.
if [ -z "${UV_CACHE_DIR:-}" ] && ! mkdir -p "${XDG_CACHE_HOME:-${HOME:-/nowhere}/.cache}" 2>/dev/null; then
    export UV_NO_CACHE=1 PIP_NO_CACHE_DIR=1
fi

failed() {
    problem "No se pudieron instalar las dependencias (el motivo está arriba)." \
        "La primera vez hace falta conexión a internet. Luego repita la misma orden de make."
}
.venv/bin/python -m pip install --quiet --require-hashes -r requirements/uv.lock || failed
uv() { .venv/bin/python -m uv --quiet "$@" --python .venv/bin/python; }
uv pip sync --compile-bytecode --require-hashes requirements/dev.lock || failed
uv pip install --no-deps --no-build-isolation --editable . || failed

printf '%s\n' "$wanted" >"$stamp"

#!/bin/sh
# What can be known of the image and its deployment without a container engine.
set -eu
cd "$(dirname "$0")/.."

echo "Dockerfile: hadolint"
.venv/bin/hadolint Dockerfile

if docker compose version >/dev/null 2>&1; then
    echo "compose.yaml: docker compose config"
    docker compose -f deploy/compose.yaml config --quiet
else
    echo "compose.yaml: dclint (no hay docker compose en esta máquina)"
    deploy/contract-tools/install.sh
    deploy/contract-tools/node_modules/.bin/dclint --config deploy/dclint.yaml deploy/compose.yaml
fi

echo "La orden de la imagen, fuera de ella"
.venv/bin/python deploy/start_check.py

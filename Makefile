# Everything one does with this checkout. It needs GNU make and Python >= 3.11; the rest it installs.
MAKEFLAGS += --no-print-directory
# Each process would compile all it imports anew, which takes as long as what most of them do.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help env run demo test test-clocks check lint format bench contract-lint image-lint clean

python := .venv/bin/python
# Each process has a PostgreSQL of its own; the tests of a file stay together, for they share pages.
pytest := $(python) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
ARGS ?=

help:  ## Muestra esta ayuda
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'

env:
	@deploy/environment.sh

run: env  ## Levanta el sistema con datos de demostración (Ctrl-C para terminar)
	@exec .venv/bin/jec serve --demo $(ARGS)

demo: env  ## Recorre el sistema de principio a fin en el terminal (opciones: ARGS=--help)
	@exec .venv/bin/jec demo $(ARGS)

test: env  ## Ejecuta todas las pruebas
	$(pytest) $(ARGS)

test-clocks: env  ## Ejecuta las que no son lentas con el reloj en otras fechas (necesita faketime)
	@PYTEST="$(pytest)" ARGS="$(ARGS)" deploy/test-clocks.sh

check: lint  ## Revisión rápida antes de confirmar: estilo, tipos, capas y pruebas que no son lentas
	$(pytest) -m 'not slow' --hypothesis-profile=few $(ARGS)

lint: env  ## Estilo, tipos y capas, sin pruebas
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	.venv/bin/lint-imports

format: env  ## Pone el estilo: corrige lo que se corrige solo
	$(python) -m ruff check --fix
	$(python) -m ruff format

bench: env  ## Mide el rendimiento
	@exec $(python) -m bench $(ARGS)

contract-lint:  ## Revisa el contrato y que no rompa a quien ya lo usa (necesita Node)
	@deploy/contract-tools/check.sh

image-lint: env  ## Revisa la imagen y su despliegue, y arranca la orden de la imagen fuera de ella
	@deploy/image-lint.sh

clean:  ## Borra lo que se puede volver a generar (no los datos de .data)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .schemathesis
	rm -rf build dist deploy/contract-tools/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Everything here needs Python 3.11+ and make; the rest is set up in .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
STAMP := $(VENV)/.synced
DEV_STAMP := $(VENV)/.synced-dev

.PHONY: reference setup dev demo test check bench serve clean format
.DEFAULT_GOAL := setup

reference: dev
	$(BIN)/python -m multiguna.cli.reference

setup: $(STAMP)

$(STAMP): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Multiguna needs Python 3.11 or newer; set PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) UV_PROJECT_ENVIRONMENT=$(CURDIR)/$(VENV) $(BIN)/uv sync --system-certs --quiet --frozen --inexact --no-dev --python $(BIN)/python
	@touch $(STAMP)

# What only tests, checks and benchmarks need.
dev: $(DEV_STAMP)

$(DEV_STAMP): $(STAMP)
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) UV_PROJECT_ENVIRONMENT=$(CURDIR)/$(VENV) $(BIN)/uv sync --system-certs --quiet --frozen --inexact --python $(BIN)/python
	@touch $(DEV_STAMP)

demo: setup
	$(BIN)/multiguna demo $(ARGS)

serve: setup
	$(BIN)/multiguna serve $(ARGS)

test: dev
	$(BIN)/python -m pytest $(ARGS)

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/house

format: dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: dev
	$(BIN)/python -m benchmarks $(ARGS)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

# Banso: `make up` starts it, `make test` shows that it works, `make help` lists the rest.
# Needs Python 3.11 or newer, make, and the package registries. Stamps make a second run cheap.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMPS := .stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

# `make up WORKSPACE=acme` and `BANSO_WORKSPACE=acme make up` are the same thing.
ifdef WORKSPACE
export BANSO_WORKSPACE := $(WORKSPACE)
endif
ifdef BANSO_HOME
export BANSO_HOME
endif
ifdef PORT
export PORT
endif
# Compiled modules are kept, whatever the environment says: a start without them takes a third longer,
# and `banso up` starts several processes.
export PYTHONDONTWRITEBYTECODE :=

# Checks read the settings, which make a workspace's folder: not in anybody's own BANSO_HOME.
ASIDE := BANSO_HOME=$(CURDIR)/$(STAMPS)/home BANSO_WORKSPACE=check

PO_FILES := $(wildcard banso/locale/*/*.po)
BENCHES := $(patsubst bench/%.py,bench.%,$(filter-out bench/world.py,$(wildcard bench/[a-z]*.py)))

.PHONY: help up install assets messages test test-postgresql test-spark test-tools lint format types imports check bench docs lock screenshots clean

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

up: install assets messages  ## start Banso: web and worker, demo workspace if there is none (PORT=, BANSO_HOME=, WORKSPACE=)
	@exec $(BIN)/banso up $(if $(PORT),--port $(PORT))

install: $(STAMPS)/install  ## virtual environment with the locked, hashed requirements

assets: $(STAMPS)/assets  ## third-party browser files, copied to a folder that git ignores

messages: $(STAMPS)/messages  ## compile the Japanese and English texts of the screens

test: $(STAMPS)/dev assets messages test-tools  ## set up what the tests need, then run every check and every test
	@$(MAKE) lint types imports
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations=40
	@$(MAKE) test-postgresql

# The rooms that write records; `make test-postgresql ROOMS=tests` runs everything there.
ROOMS ?= tests/workspace tests/customers tests/notes tests/tasks tests/meetings tests/mail \
	tests/access/test_every_write.py tests/revenue/test_contract_records.py \
	tests/metrics/test_fields_of_the_day.py tests/metrics/test_segments.py tests/journey_plan/test_waiting.py \
	tests/journey_plan/test_versions_of_the_map.py tests/journey_plan/test_one_at_a_time.py \
	tests/journey_store/test_late_facts.py tests/connectors/test_twice.py tests/connectors/test_undo.py \
	tests/connectors/test_killed.py tests/connectors/test_mending.py tests/connectors/test_late_accounts.py

test-postgresql: $(STAMPS)/dev  ## the tests of everything that writes records, on a real PostgreSQL
	BANSO_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations=5 $(ROOMS)

test-spark: $(STAMPS)/spark  ## every number computed on a real Spark cluster on loopback, equal to the embedded engine's
	BANSO_TEST_SPARK=1 $(BIN)/python -m pytest --durations=5 tests/metrics_spark

test-tools: $(STAMPS)/dev  ## Chromium and Japanese fonts for the tests in a real browser
	@$(BIN)/python scripts/test_tools.py

lint: $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(STAMPS)/dev  ## put every file into the house's shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(STAMPS)/dev
	$(ASIDE) $(BIN)/mypy

imports: $(STAMPS)/dev
	$(BIN)/lint-imports

check: $(STAMPS)/dev messages  ## lint, types, import rules, system checks, missing migrations
	@$(MAKE) lint types imports
	$(ASIDE) $(BIN)/banso check
	$(ASIDE) $(BIN)/banso makemigrations --check --dry-run

bench: $(STAMPS)/dev assets messages  ## measure against the targets and print ratios
	@set -e; for part in $(BENCHES); do echo "== $$part"; $(BIN)/python -m $$part; done

docs: $(STAMPS)/dev  ## renew the reference pages that are made from the code
	$(BIN)/python scripts/pages.py

lock:  ## renew requirements*.txt and package-lock.json from pyproject.toml and package.json
	@$(PYTHON) scripts/lock.py $(LOCK)

screenshots: $(STAMPS)/dev assets messages test-tools  ## take the README's pictures from the running demo
	$(BIN)/python scripts/screenshots.py

clean:  ## remove what these targets made, but no workspace
	rm -rf .venv $(STAMPS) node_modules static-built banso/interfaces/web/static/vendor
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	find banso/locale -name '*.mo' -delete

# The project itself is linked, not installed: no build backend is needed and edits count at once.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@echo "Making .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv

$(STAMPS)/install: requirements.txt scripts/link.py | $(BIN)/python
	@mkdir -p $(STAMPS)
	@echo "Installing the locked requirements"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(BIN)/python scripts/link.py
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/install
	@echo "Installing what development and tests need"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(STAMPS)/spark: requirements-spark.txt $(STAMPS)/dev
	@echo "Installing Spark and a Java for it"
	@$(PIP) install --require-hashes -r requirements-spark.txt
	@touch $@

$(STAMPS)/assets: package.json package-lock.json scripts/assets.py requirements-assets.txt | $(STAMPS)/install
	@$(BIN)/python scripts/assets.py
	@touch $@

$(STAMPS)/messages: $(PO_FILES) scripts/messages.py | $(STAMPS)/install
	@$(BIN)/python scripts/messages.py compile
	@touch $@

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.run-ready
DEV_STAMP := $(VENV)/.dev-ready
# Half of what a test takes is waiting, for a frame or for another process: twice the cores of a small machine.
WORKERS ?= 4
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: run
run: $(STAMP)  ## open the program; sets everything up the first time
	@$(BIN)/wbtui

# Compiled once, whatever the surroundings say: not again by every process that a test starts.
.PHONY: test
test: export PYTHONDONTWRITEBYTECODE =
test: $(DEV_STAMP)  ## everything that must hold before a commit
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal

.PHONY: test-all
test-all:  ## the same on every Python from 3.11 on that is here; says which are not
	@$(PYTHON) tests/every_python.py

.PHONY: bench
bench: $(DEV_STAMP)  ## measure the program beside a bare Textual application; ARGS=--help tells more
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: torture
torture: $(DEV_STAMP)  ## the slow tests, then break it on purpose for an hour and a half; `python -m torture.kills --help` for a part
	@$(BIN)/python -m torture

.PHONY: pictures
pictures: $(STAMP)  ## draw the pictures of the README and its tables of keys anew
	@$(BIN)/python docs/pictures.py
	@$(BIN)/python docs/keys.py

.PHONY: clean
clean:  ## remove the environment and what tests and builds leave behind; no session
	@rm -rf .venv .venv-3.* .hypothesis .mypy_cache .pytest_cache .ruff_cache dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help:  ## print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("wbtui needs Python 3.11 or newer, this is %d.%d; try: make PYTHON=python3.12" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $(VENV); this happens once."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade "pip>=25.1"

$(STAMP): pyproject.toml | $(BIN)/python
	@$(PIP) --editable .
	@: > $@

$(DEV_STAMP): $(STAMP)
	@$(PIP) --group dev
	@: > $@

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.run-ready
DEV_STAMP := .venv/.dev-ready

.PHONY: run test check pictures bench torture clean
.DELETE_ON_ERROR:

run: $(STAMP)  ## open the program
	@$(BIN)/wbtui

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("wbtui needs Python 3.11 or newer, this is %d.%d; try: make PYTHON=python3.12" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"

$(STAMP): pyproject.toml | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(DEV_STAMP): $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

test: $(DEV_STAMP)  ## everything that must hold before a commit
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -n 2

# Station Atlas. `make run` serves it, `make test` is the gate; both work from a clean clone.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test check bench bench-load browser clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/'

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Station Atlas needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	$(BIN)/pip install --quiet -r requirements.txt
	touch $@

$(VENV)/test.stamp: requirements.txt requirements-dev.txt | $(BIN)/python
	$(BIN)/pip install --quiet -r requirements-dev.txt
	touch $@ $(VENV)/run.stamp

run: $(VENV)/run.stamp ## make the environment and serve on http://localhost:8501
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/test.stamp browser ## everything that must hold: lint, types, data, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m lib.curate check
	$(BIN)/pytest -n 2 --dist loadfile -m "not browser"
	$(BIN)/pytest -m browser

check: $(VENV)/test.stamp ## check the data alone
	$(BIN)/python -m lib.curate check

bench: $(VENV)/test.stamp browser ## speed, as ratios against a baseline of the same run
	$(BIN)/python -m bench

bench-load: $(VENV)/test.stamp ## what 1, 20 and 50 readers at once wait for, beside an empty app
	$(BIN)/python -m bench load

browser: ## find Chromium, or install Debian's where that is allowed
	@bash tests/find_chromium.sh

clean: ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

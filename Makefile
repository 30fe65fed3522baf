# Each target first makes the virtual environment that it needs; Python 3.11 or newer is all that
# has to be there. Another interpreter: make PYTHON=python3.13 demo

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check bench clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/demo.stamp  ## train on handwritten digits three ways and draw the pictures
	@$(BIN)/python -m eagerflow demo

test: $(VENV)/dev.stamp  ## run the test suite
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2

check: $(VENV)/dev.stamp  ## run ruff, mypy and the floor test
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy --strict eagerflow
	@$(BIN)/python -m pytest -q tests/test_layering.py

bench: $(VENV)/dev.stamp  ## print the table of speed ratios
	@$(BIN)/python -m tests.bench

clean:  ## remove the virtual environment and all that tools and the demo left
	@rm -rf $(VENV) build dist demo_output .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip comes last when a virtual environment is made: without it the making was interrupted.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "eagerflow needs Python 3.11 or newer, $(PYTHON) is " + sys.version.split()[0] + "; try: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)

# Two stamps, so that the demo does not wait for the developer's tools.
$(VENV)/demo.stamp: pyproject.toml | $(BIN)/pip
	@echo "Installing eagerflow[demo] into $(VENV) ..."
	@$(INSTALL) '.[demo]'
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(BIN)/pip
	@echo "Installing eagerflow[dev,demo] into $(VENV) ..."
	@$(INSTALL) '.[dev,demo]'
	@touch $(VENV)/demo.stamp $@

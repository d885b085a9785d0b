# Everything a person or a build does here. Needs Python >= 3.11, make and a package index; the rest
# is put into .venv, and again only when pyproject.toml changes.

PYTHON ?= python3
VENV   ?= .venv
ARGS   ?=

BIN   := $(VENV)/bin
READY := $(VENV)/.ready

DOCS  := tests/test_docs.py tests/test_docs_examples.py
HOUSE := tests/test_architecture.py tests/test_house.py tests/test_guards.py tests/test_build_scripts.py

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# Where an image sets this, each of the hundreds of programs that tests start would be compiled anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help venv demo test test-real check lint format docs certificates figures train example clean

help:  ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

venv: $(READY)  ## make .venv, with everything that follows needs

$(READY): pyproject.toml .ci/venv
	@sh .ci/venv "$(PYTHON)" "$(VENV)"
	@touch $@

demo: $(READY)  ## play the scenarios against bots of ours, and show what is found
	@$(BIN)/runaround demo $(ARGS)

test: $(READY)  ## run every test; fetches a browser if there is none
	@sh .ci/browser $(BIN)/python
	@$(BIN)/pytest -n auto --dist worksteal $(ARGS)

test-real: $(READY)  ## install other people's servers and clients, and talk to them (minutes; needs npm for some)
	@$(BIN)/pytest -m real_server tests/real_servers $(ARGS)

check: lint  ## the fast checks: style, types, arrows, house rules, docs
	@$(BIN)/mypy
	@$(BIN)/pytest -q -m "not slow" $(HOUSE) $(DOCS) $(ARGS)

lint: $(READY)  ## style only
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

format: $(READY)  ## mend what can be mended by itself
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

docs: $(READY)  ## write the pages made from other files, check the links and run the examples of the docs
	@$(BIN)/python docs/generate.py
	@$(BIN)/pytest -q $(DOCS) $(ARGS)

certificates: $(READY)  ## try every adapter before its fake (some minutes), and write docs/adapters/certificates.md
	@$(BIN)/python docs/certificates.py

train: $(READY)  ## learn the reading anew from training/utterances (some minutes), and write docs/learned.md
	@$(BIN)/pip install -q -e '.[train]'
	@$(BIN)/python training/train.py
	@$(BIN)/python docs/learned.py

figures: $(READY)  ## measure the detectors on tests/gold: docs/accuracy.md and what confidence rests on
	@$(BIN)/python docs/figures.py

example: $(READY)  ## make the example reports and their pictures anew
	@sh .ci/browser $(BIN)/python
	@$(BIN)/python docs/example.py

clean:  ## remove .venv, caches and builds; results/ stays
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find harness adapters tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

